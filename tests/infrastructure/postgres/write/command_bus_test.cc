// A retry beside its first attempt, on PostgreSQL.
#include "application/shared/commands/command_bus.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "application/sales/contact_commands.h"
#include "infrastructure/postgres/write/transactor.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

using testing::PostgresWorld;

struct Attempts {
  PostgresWorld world;
  postgres::PostgresTransactor transactor{world.pool(), world.numbers(), world.clock(), world.ids()};
  CommandBus bus{transactor};
  FakePhones phones;
  sales::ContactCommands contacts{world.ids(), phones};
  CommandOptions options{NewId<ContactId>(world.ids()).uuid(), "the request", false};

  using Answer = absl::StatusOr<std::optional<std::string>>;

  // Runs the command twice with one request_id: the second attempt begins first, and has found no answer when the first
  // is carried out beside it, as `twin` if that is another request.
  template <class Command>
  Answer RetryBeside(const Command& command, const std::string& twin = "the request") {
    bool met = false;
    const auto handle = [&](UnitOfWork& uow) -> absl::StatusOr<std::string> {
      ASSIGN_OR_RETURN(const sales::Contact contact, contacts.Handle(world.context(), command, uow));
      return contact.state().id.ToString();
    };
    return bus.Run(world.context(), options, [&](UnitOfWork& uow) -> absl::StatusOr<std::string> {
      if (!met) {
        met = true;
        CommandOptions first = options;
        first.fingerprint = twin;
        const Answer answer = bus.Run(world.context(), first, [&](UnitOfWork& beside) -> absl::StatusOr<std::string> {
          ASSIGN_OR_RETURN(first_answer, handle(beside));
          return first_answer;
        });
        INFO(answer.status());
        REQUIRE(answer.ok());
      }
      return handle(uow);
    });
  }

  sales::Contact Add(const std::string& email) {
    sales::CreateContact command = NewContact(email);
    return testing::RunCommand(world, contacts, command).value();
  }
  static sales::CreateContact NewContact(const std::string& email) {
    sales::CreateContact command;
    command.details.last_name = Change<std::string>::Set("Berg");
    command.details.email = Change<EmailAddress>::Set(EmailAddress::Parse(email).value());
    return command;
  }

  std::string first_answer;
};

TEST_CASE("a retry beside its first attempt gets the first one's answer", "[idempotency]") {
  Attempts test;
  SECTION("where both would take a unique value") {
    const auto retried = test.RetryBeside(Attempts::NewContact("berg@example.com"));
    INFO(retried.status());
    REQUIRE(retried.ok());
    CHECK(*retried == test.first_answer);
  }
  SECTION("where the first has made the etag stale") {
    const sales::Contact contact = test.Add("berg@example.com");
    sales::UpdateContact update;
    update.id = contact.state().id;
    update.etag = Etag(1);
    update.changes.last_name = Change<std::string>::Set("Lind");
    const auto retried = test.RetryBeside(update);
    INFO(retried.status());
    REQUIRE(retried.ok());
    CHECK(*retried == test.first_answer);
  }
  SECTION("where the first has brought the record where it was to come") {
    const sales::Contact contact = test.Add("berg@example.com");
    const auto retried = test.RetryBeside(DeleteRecord<sales::Contact>{contact.state().id, std::nullopt});
    INFO(retried.status());
    REQUIRE(retried.ok());
    CHECK(*retried == test.first_answer);
  }
}

TEST_CASE("another request with the same request_id beside it is told so", "[idempotency]") {
  Attempts test;
  const auto refused = test.RetryBeside(Attempts::NewContact("berg@example.com"), "another request");
  CHECK(refused.status().code() == absl::StatusCode::kInvalidArgument);
  CHECK(ReasonOf(refused) == Reason::kRequestIdReused);
}

TEST_CASE("an error that has nothing to do with a first attempt stays", "[idempotency]") {
  Attempts test;
  test.Add("berg@example.com");
  const sales::CreateContact again = Attempts::NewContact("berg@example.com");
  const auto refused =
      test.bus.Run(test.world.context(), test.options, [&](UnitOfWork& uow) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const sales::Contact contact, test.contacts.Handle(test.world.context(), again, uow));
        return contact.state().id.ToString();
      });
  CHECK(refused.status().code() == absl::StatusCode::kAlreadyExists);
}

}  // namespace
}  // namespace pipewright
