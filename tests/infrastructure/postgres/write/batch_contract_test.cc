// Batches of commands: in memory and on PostgreSQL they come to the same.
#include <catch2/catch.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/organization/custom_field_commands.h"
#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/opportunity_commands.h"
#include "application/sales/pipeline_commands.h"
#include "application/shared/commands/batch.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/sales/pipeline_repository.h"
#include "infrastructure/postgres/connection/connection.h"
#include "tests/support/custom_field_examples.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;

template <class World>
struct Shop {
  World world;
  FakePhones phones;
  AccountCommands accounts{world.ids(), phones};
  ContactCommands contacts{world.ids(), phones};
  PipelineCommands pipelines{world.ids()};
  OpportunityCommands opportunities{world.ids()};

  template <class Handler, class Command>
  auto Run(const Handler& handler, const std::vector<Command>& commands, OnFailure on_failure) {
    std::vector<absl::StatusOr<ResultOf<Handler, Command>>> answers;
    stored = world.Run([&](UnitOfWork& uow) -> absl::Status {
      ASSIGN_OR_RETURN(answers,
                       RunBatch(world.context(), handler, absl::Span<const Command>(commands), on_failure, uow));
      if (on_failure == OnFailure::kSkip) return absl::OkStatus();
      for (const auto& answer : answers) RETURN_IF_ERROR(answer.status());
      return absl::OkStatus();
    });
    return answers;
  }

  void AddPipeline() {
    CreatePipeline command;
    command.details = StandardPipeline([] { return StageId(); });
    const auto created = Run(pipelines, std::vector{command}, OnFailure::kStop);
    INFO(stored);
    REQUIRE(stored.ok());
    pipeline.emplace(*created[0]);
  }

  absl::StatusOr<Account> Read(const AccountId& id) {
    absl::StatusOr<Account> account = absl::UnknownError("not read");
    const absl::Status read = world.Run([&](UnitOfWork& uow) {
      account = uow.Of<Account>().GetEvenDeleted(id);
      return account.status();
    });
    return account;
  }

  absl::Status stored;
  std::optional<Pipeline> pipeline;
};

CreateAccount NewAccount(const std::string& name) {
  CreateAccount command;
  command.details.name = Change<std::string>::Set(name);
  command.details.tags = Change<std::vector<std::string>>::Set({"imported", name});
  return command;
}

CreateContact NewContact(const std::string& email) {
  CreateContact command;
  command.details.last_name = Change<std::string>::Set("Berg");
  command.details.email = Change<EmailAddress>::Set(EmailAddress::Parse(email).value());
  return command;
}

UpdateAccount Rename(const AccountId& id, const std::string& name, std::optional<Etag> etag = std::nullopt) {
  UpdateAccount command;
  command.id = id;
  command.etag = etag;
  command.changes.name = Change<std::string>::Set(name);
  return command;
}

template <class Result>
std::vector<absl::StatusCode> CodesOf(const std::vector<absl::StatusOr<Result>>& answers) {
  std::vector<absl::StatusCode> codes;
  for (const auto& answer : answers) codes.push_back(answer.status().code());
  return codes;
}

constexpr auto kOk = absl::StatusCode::kOk;

TEMPLATE_TEST_CASE("accounts created in a batch are all there, numbered in their order", "[batch]", FakeWorld,
                   PostgresWorld) {
  Shop<TestType> shop;
  std::vector<CreateAccount> commands;
  for (int i = 0; i < 120; ++i) commands.push_back(NewAccount(absl::StrCat("Acme \"", i, "\" \\ {", i, "}")));
  const auto answers = shop.Run(shop.accounts, commands, OnFailure::kCollect);
  INFO(shop.stored);
  REQUIRE(shop.stored.ok());
  REQUIRE(answers.size() == 120);
  for (int i = 0; i < 120; ++i) {
    const auto read = shop.Read(answers[i]->state().id);
    REQUIRE(read.ok());
    CHECK(read->state().name == commands[i].details.name.value());
    CHECK(read->state().code == answers[i]->state().code);
    CHECK(read->state().tags == answers[i]->state().tags);
    CHECK(read->state().tags.size() == 2);
    if (i > 0) CHECK(answers[i]->state().code > answers[i - 1]->state().code);
  }
}

TEMPLATE_TEST_CASE("a wrong row fails alone when the others may go through", "[batch]", FakeWorld, PostgresWorld) {
  Shop<TestType> shop;
  const auto answers =
      shop.Run(shop.accounts, std::vector{NewAccount("A"), NewAccount(""), NewAccount("C")}, OnFailure::kSkip);
  REQUIRE(shop.stored.ok());
  CHECK(CodesOf(answers) == std::vector{kOk, absl::StatusCode::kInvalidArgument, kOk});
  CHECK(shop.Read(answers[2]->state().id).ok());
}

TEMPLATE_TEST_CASE("all or nothing: one wrong row, and nothing is kept", "[batch]", PostgresWorld) {
  Shop<TestType> shop;
  const auto answers =
      shop.Run(shop.accounts, std::vector{NewAccount("A"), NewAccount(""), NewAccount("C")}, OnFailure::kCollect);
  CHECK(shop.stored.code() == absl::StatusCode::kInvalidArgument);
  REQUIRE(answers[0].ok());
  CHECK(shop.Read(answers[0]->state().id).status().code() == absl::StatusCode::kNotFound);
}

TEMPLATE_TEST_CASE("the same record twice in a batch: the second change meets the first", "[batch]", FakeWorld,
                   PostgresWorld) {
  Shop<TestType> shop;
  const AccountId id = shop.Run(shop.accounts, std::vector{NewAccount("A")}, OnFailure::kStop)[0]->state().id;
  const auto answers =
      shop.Run(shop.accounts, std::vector{Rename(id, "B", Etag(1)), Rename(id, "C", Etag(2)), Rename(id, "D", Etag(1))},
               OnFailure::kSkip);
  REQUIRE(shop.stored.ok());
  CHECK(CodesOf(answers) == std::vector{kOk, kOk, absl::StatusCode::kAborted});
  CHECK(ReasonOf(answers[2]) == Reason::kStaleEtag);
  CHECK(shop.Read(id)->state().name == "C");
  CHECK(shop.Read(id)->state().version == 3);

  const DeleteRecord<Account> remove{id, std::nullopt};
  const auto removed = shop.Run(shop.accounts, std::vector{remove, remove}, OnFailure::kSkip);
  CHECK(CodesOf(removed) == std::vector{kOk, absl::StatusCode::kFailedPrecondition});
}

TEMPLATE_TEST_CASE("an id chosen twice in a batch is taken the second time", "[batch]", FakeWorld, PostgresWorld) {
  Shop<TestType> shop;
  CreateAccount first = NewAccount("A");
  first.id = NewId<AccountId>(shop.world.ids());
  const auto answers = shop.Run(shop.accounts, std::vector{first, first, NewAccount("C")}, OnFailure::kSkip);
  REQUIRE(shop.stored.ok());
  CHECK(CodesOf(answers) == std::vector{kOk, absl::StatusCode::kAlreadyExists, kOk});
}

TEMPLATE_TEST_CASE("nothing is stored of an attempt that fails by itself, and what comes behind it is", "[batch]",
                   FakeWorld, PostgresWorld) {
  Shop<TestType> shop;
  std::vector<ContactId> made;
  const absl::Status stored = shop.world.Run([&](UnitOfWork& uow) -> absl::Status {
    made.clear();
    const auto create = [&](const std::string& email) -> absl::Status {
      ASSIGN_OR_RETURN(const Contact contact, shop.contacts.Handle(shop.world.context(), NewContact(email), uow));
      made.push_back(contact.state().id);
      return absl::OkStatus();
    };
    AttemptOutcome outcome;
    RETURN_IF_ERROR(uow.Attempt(
        UnitOfWork::Writes::kSetWise,
        [&]() -> absl::Status {
          RETURN_IF_ERROR(create("a@example.com"));
          return InvalidValue("no");
        },
        outcome));
    CHECK(outcome.status.code() == absl::StatusCode::kInvalidArgument);
    CHECK_FALSE(outcome.by_database);
    return create("b@example.com");
  });
  INFO(stored);
  REQUIRE(stored.ok());
  const auto found = [&](const ContactId& id) {
    return shop.world.Run([&](UnitOfWork& uow) { return uow.Of<Contact>().Get(id).status(); });
  };
  REQUIRE(made.size() == 2);
  CHECK(found(made[0]).code() == absl::StatusCode::kNotFound);
  CHECK(found(made[1]).ok());
}

TEMPLATE_TEST_CASE("a missing record in a batch is named, the others change", "[batch]", FakeWorld, PostgresWorld) {
  Shop<TestType> shop;
  const AccountId id = shop.Run(shop.accounts, std::vector{NewAccount("A")}, OnFailure::kStop)[0]->state().id;
  const auto missing = NewId<AccountId>(shop.world.ids());
  const auto answers = shop.Run(shop.accounts, std::vector{Rename(missing, "X"), Rename(id, "B"), Rename(missing, "Y")},
                                OnFailure::kSkip);
  CHECK(CodesOf(answers) == std::vector{absl::StatusCode::kNotFound, kOk, absl::StatusCode::kNotFound});
  CHECK(shop.Read(id)->state().name == "B");
}

TEST_CASE("an attempt within an attempt is refused, and one that the work can't go on after ends the work", "[batch]") {
  PostgresWorld world;
  const auto run = [&](absl::FunctionRef<absl::Status(UnitOfWork&)> work, absl::Status* attempted) {
    return world.Run([&](UnitOfWork& uow) -> absl::Status {
      AttemptOutcome outcome;
      *attempted = uow.Attempt(
          UnitOfWork::Writes::kInOrder, [&] { return work(uow); }, outcome);
      return absl::OkStatus();
    });
  };
  absl::Status attempted;
  const absl::Status nested = run(
      [](UnitOfWork& uow) {
        AttemptOutcome inner;
        return uow.Attempt(
            UnitOfWork::Writes::kInOrder, [] { return absl::OkStatus(); }, inner);
      },
      &attempted);
  CHECK(attempted.code() == absl::StatusCode::kInternal);
  CHECK(nested.code() == absl::StatusCode::kInternal);
  // Also when the caller takes no notice.
  const absl::Status away = run([](UnitOfWork&) { return absl::UnavailableError("away"); }, &attempted);
  CHECK(attempted.code() == absl::StatusCode::kUnavailable);
  CHECK(away.code() == absl::StatusCode::kUnavailable);
}

TEST_CASE("a thousand opportunities are a handful of statements, with their history, audit and events", "[batch]") {
  Shop<PostgresWorld> shop;
  shop.AddPipeline();
  std::vector<CreateOpportunity> commands(1000);
  for (int i = 0; i < 1000; ++i) {
    commands[i].details.title = Change<std::string>::Set(absl::StrCat("Desks ", i));
    commands[i].details.tags = Change<std::vector<std::string>>::Set({"new"});
  }
  const uint64_t before = postgres::Connection::statements_run();
  const auto answers = shop.Run(shop.opportunities, commands, OnFailure::kCollect);
  const uint64_t statements = postgres::Connection::statements_run() - before;
  INFO(shop.stored);
  REQUIRE(shop.stored.ok());
  INFO(statements);
  CHECK(statements < 25);
}

TEST_CASE("a stage is removed by a handful of statements, however many opportunities stand in it", "[batch]") {
  Shop<PostgresWorld> shop;
  shop.AddPipeline();
  const auto& stages = shop.pipeline->state().stages;
  std::vector<CreateOpportunity> commands(300);
  for (CreateOpportunity& command : commands) command.details.title = Change<std::string>::Set("Desks");
  commands[7].details.probability = Change<Probability>::Set(Probability::Of(33).value());
  const auto opened = shop.Run(shop.opportunities, commands, OnFailure::kCollect);
  REQUIRE(shop.stored.ok());
  RemovePipelineStage remove{shop.pipeline->state().id, std::nullopt, stages[0].id, stages[1].id};
  const uint64_t before = postgres::Connection::statements_run();
  shop.Run(shop.pipelines, std::vector{remove}, OnFailure::kStop);
  const uint64_t statements = postgres::Connection::statements_run() - before;
  INFO(shop.stored);
  REQUIRE(shop.stored.ok());
  INFO(statements);
  CHECK(statements < 25);
  const absl::Status read = shop.world.Run([&](UnitOfWork& uow) -> absl::Status {
    for (const auto& opportunity : opened) {
      ASSIGN_OR_RETURN(const Opportunity moved, uow.Of<Opportunity>().Get(opportunity->state().id));
      CHECK(moved.state().stage_id == stages[1].id);
    }
    return absl::OkStatus();
  });
  CHECK(read.ok());
}

TEST_CASE("rows that the database refuses fail alone, each with its own reason", "[batch]") {
  Shop<PostgresWorld> shop;
  REQUIRE(shop.Run(shop.contacts, std::vector{NewContact("taken@example.com")}, OnFailure::kStop)[0].ok());
  std::vector<CreateContact> commands;
  for (int i = 0; i < 60; ++i) commands.push_back(NewContact(absl::StrCat("c", i, "@example.com")));
  commands[7] = NewContact("taken@example.com");
  commands[20] = NewContact("c3@example.com");
  commands[41].details.account_id = Change<AccountId>::Set(NewId<AccountId>(shop.world.ids()));
  const auto answers = shop.Run(shop.contacts, commands, OnFailure::kSkip);
  INFO(shop.stored);
  REQUIRE(shop.stored.ok());
  for (size_t i = 0; i < answers.size(); ++i) {
    CAPTURE(i, answers[i].status());
    if (i == 7 || i == 20) {
      CHECK(answers[i].status().code() == absl::StatusCode::kAlreadyExists);
    } else if (i == 41) {
      CHECK(ReasonOf(answers[i]) == Reason::kReferenceNotFound);
    } else {
      CHECK(answers[i].ok());
    }
  }

  const auto all_or_nothing =
      shop.Run(shop.contacts, std::vector{NewContact("x@example.com"), commands[7], commands[7]}, OnFailure::kCollect);
  CHECK(CodesOf(all_or_nothing) == std::vector{kOk, absl::StatusCode::kAlreadyExists, absl::StatusCode::kCancelled});
  CHECK(shop.stored.code() == absl::StatusCode::kAlreadyExists);
}

TEST_CASE("numbers that an undone attempt had reserved are forgotten with it", "[batch]") {
  PostgresWorld world;
  std::set<int64_t> numbers;
  const absl::Status first = world.Run([&](UnitOfWork& uow) -> absl::Status {
    AttemptOutcome outcome;
    RETURN_IF_ERROR(uow.Attempt(
        UnitOfWork::Writes::kInOrder,
        [&]() -> absl::Status {
          RETURN_IF_ERROR(uow.ReserveNumbers("tests", 3));
          RETURN_IF_ERROR(uow.NextNumber("tests").status());
          return InvalidValue("no");
        },
        outcome));
    ASSIGN_OR_RETURN(const int64_t number, uow.NextNumber("tests"));
    numbers.insert(number);
    return absl::OkStatus();
  });
  REQUIRE(first.ok());
  for (int i = 0; i < 2; ++i) {
    const absl::Status next = world.Run([&](UnitOfWork& uow) -> absl::Status {
      ASSIGN_OR_RETURN(const int64_t number, uow.NextNumber("tests"));
      numbers.insert(number);
      return absl::OkStatus();
    });
    REQUIRE(next.ok());
  }
  CHECK(numbers == std::set<int64_t>{1, 2, 3});
}

TEST_CASE("a unique value passes from one record to another in the order of the batch", "[batch]") {
  Shop<PostgresWorld> shop;
  const auto made =
      shop.Run(shop.contacts, std::vector{NewContact("a@example.com"), NewContact("b@example.com")}, OnFailure::kStop);
  REQUIRE(shop.stored.ok());
  const auto change = [&](int i, const std::string& email) {
    UpdateContact command;
    command.id = made[i]->state().id;
    command.changes.email = Change<EmailAddress>::Set(EmailAddress::Parse(email).value());
    return command;
  };
  shop.Run(shop.contacts, std::vector{change(0, "c@example.com"), change(1, "a@example.com")}, OnFailure::kCollect);
  INFO(shop.stored);
  CHECK(shop.stored.ok());
}

TEST_CASE("a record that another call changed meanwhile is named among those of its set", "[batch]") {
  Shop<PostgresWorld> shop;
  std::vector<CreateAccount> commands;
  for (int i = 0; i < 5; ++i) commands.push_back(NewAccount(absl::StrCat("A", i)));
  const auto made = shop.Run(shop.accounts, commands, OnFailure::kStop);
  REQUIRE(shop.stored.ok());
  std::vector<UpdateAccount> changes;
  std::vector<AccountId> ids;
  for (const auto& account : made) {
    ids.push_back(account->state().id);
    changes.push_back(Rename(ids.back(), "renamed"));
  }
  // Once: read by the batch's transaction, then changed by another one, then written by the first.
  bool interfered = false;
  const absl::Status stored = shop.world.Run([&](UnitOfWork& uow) -> absl::Status {
    RETURN_IF_ERROR(uow.Of<Account>().Prefetch(ids));
    if (!interfered) {
      interfered = true;
      REQUIRE(shop.Run(shop.accounts, std::vector{Rename(ids[3], "mine")}, OnFailure::kStop)[0].ok());
    }
    AttemptOutcome outcome;
    RETURN_IF_ERROR(uow.Attempt(
        UnitOfWork::Writes::kSetWise,
        [&]() -> absl::Status {
          for (const UpdateAccount& change : changes) {
            RETURN_IF_ERROR(shop.accounts.Handle(shop.world.context(), change, uow).status());
          }
          return absl::OkStatus();
        },
        outcome));
    CHECK(outcome.by_database);
    return outcome.status;
  });
  CHECK(stored.code() == absl::StatusCode::kAborted);
  CHECK(ReasonOf(stored) == Reason::kConcurrentChange);
  CHECK(DetailsOf(stored).resource_type == "account");
  CHECK(DetailsOf(stored).resource_name == ids[3].ToString());
}

TEST_CASE("a custom field that refers to members doesn't undo the joined writing of a batch",
          "[batch][custom_fields]") {
  Shop<PostgresWorld> shop;
  organization::CustomFieldDefinitionChanges details =
      organization::FieldOf(RecordKind::kAccount, "buddy", CustomFieldType::kReference);
  details.reference_kind = Change<RecordKind>::Set(RecordKind::kUser);
  const organization::CustomFieldCommands fields{shop.world.ids()};
  REQUIRE(
      testing::RunCommand(shop.world, fields, organization::CreateCustomFieldDefinition{std::nullopt, details}).ok());
  std::vector<CreateAccount> commands;
  for (int i = 0; i < 100; ++i) {
    CreateAccount& command = commands.emplace_back(NewAccount(absl::StrCat("Acme ", i)));
    command.custom_fields.values["buddy"] =
        (i % 2 == 0 ? shop.world.context().user() : shop.world.AddMember()).ToString();
  }
  const uint64_t before = postgres::Connection::statements_run();
  shop.Run(shop.accounts, commands, OnFailure::kStop);
  const uint64_t statements = postgres::Connection::statements_run() - before;
  INFO(shop.stored);
  REQUIRE(shop.stored.ok());
  INFO(statements);
  CHECK(statements < 25);
  commands[7].custom_fields.values["buddy"] = NewId<UserId>(shop.world.ids()).ToString();
  const auto answers = shop.Run(shop.accounts, commands, OnFailure::kSkip);
  CHECK(answers[6].ok());
  CHECK(ReasonOf(answers[7]) == Reason::kReferenceNotFound);
}

}  // namespace
}  // namespace pipewright::sales
