// The queue of letters, and the tokens that letters bring, on PostgreSQL.
#include "infrastructure/postgres/mail/letter_queue.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "application/organization/identities.h"
#include "infrastructure/postgres/write/number_blocks.h"
#include "infrastructure/postgres/write/transactor.h"
#include "infrastructure/security/random.h"
#include "infrastructure/security/system_clock.h"
#include "infrastructure/security/uuid_generator.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

using mail::ClaimedOrder;
using mail::LetterKind;
using organization::AccountToken;
using organization::AccountTokenPurpose;
using organization::Identities;
using organization::User;

// A database of its own: whoever asks for letters gets those of anybody.
struct World {
  World() {
    testing::MigrateDatabase(database.owner_url());
    options.url = database.app_url();
    pool.emplace(options, 3);
    numbers.emplace(options, clock);
    transactor.emplace(*pool, *numbers, clock, ids);
    queue.emplace(*pool, clock);
  }

  absl::Status Run(absl::FunctionRef<absl::Status(Identities&)> work) {
    return transactor->Run(RequestContext(), Transactor::Mode::kCommit,
                           [&](UnitOfWork& uow) { return work(uow.identities()); });
  }
  bool Order(const std::string& address) {
    bool ordered = false;
    REQUIRE(Run([&](Identities& identities) -> absl::Status {
              const auto added = identities.letters().Add(
                  {ids.NewUuid(), LetterKind::kPasswordReset, EmailAddress::Parse(address).value()});
              ordered = added.ok() && *added;
              return added.status();
            }).ok());
    return ordered;
  }
  std::optional<ClaimedOrder> Claim(absl::Time now) {
    const auto claimed = queue->Claim(ids.NewUuid(), now, now + absl::Minutes(5));
    INFO(claimed.status().message());
    REQUIRE(claimed.ok());
    return *claimed;
  }
  UserId Register(const std::string& address) {
    const auto id = NewId<UserId>(ids);
    REQUIRE(Run([&](Identities& identities) -> absl::Status {
              User user =
                  User::Register(id, {EmailAddress::Parse(address).value(), "Anna", ""}, "hash", clock.Now()).value();
              return identities.AddUser(user);
            }).ok());
    return id;
  }

  const testing::EmptyDatabase database;
  ConnectionOptions options;
  security::SystemClock clock;
  security::UuidGenerator ids{clock};
  std::optional<Pool> pool;
  std::optional<NumberBlocks> numbers;
  std::optional<PostgresTransactor> transactor;
  std::optional<PostgresLetterQueue> queue;
};

TEST_CASE("a letter is there once its unit of work is committed, and for one worker at a time", "[mail]") {
  World world;
  const absl::Time later = absl::Now() + absl::Seconds(10);
  CHECK_FALSE(world.Claim(later).has_value());
  CHECK_FALSE(world
                  .Run([&](Identities& identities) -> absl::Status {
                    REQUIRE(identities.letters()
                                .Add({world.ids.NewUuid(), LetterKind::kPasswordReset,
                                      EmailAddress::Parse("undone@example.com").value()})
                                .ok());
                    return absl::AbortedError("undone");
                  })
                  .ok());
  CHECK(world.queue->Count().value() == 0);
  CHECK(world.Order("anna@example.com"));
  CHECK(world.Order("ben@example.com"));
  // One that waits stands for it.
  CHECK(world.Order("anna@example.com"));
  CHECK(world.queue->Count().value() == 2);
  const auto first = world.Claim(later);
  REQUIRE(first.has_value());
  CHECK(first->order.to.value() == "anna@example.com");
  CHECK(first->order.kind == LetterKind::kPasswordReset);
  CHECK(first->attempts == 1);
  CHECK(world.Claim(later)->order.to.value() == "ben@example.com");
  CHECK_FALSE(world.Claim(later).has_value());

  // After its lease somebody else is at it, and the first can't touch it any more.
  const auto again = world.Claim(later + absl::Minutes(6));
  REQUIRE(again->order.id == first->order.id);
  CHECK(again->attempts == 2);
  CHECK(world.queue->Drop(*first).ok());
  CHECK(world.queue->Release(*first, later).ok());
  CHECK(world.queue->Count().value() == 2);
  CHECK(world.queue->Release(*again, later + absl::Hours(1)).ok());
  CHECK(world.Claim(later + absl::Minutes(59))->order.to.value() == "ben@example.com");
  CHECK(world.Claim(later + absl::Hours(1))->order.id == first->order.id);
  CHECK(world.queue->Drop(*world.Claim(later + absl::Hours(2))).ok());
  CHECK(world.queue->Count().value() == 1);
}

TEST_CASE("so many letters wait and no more", "[mail]") {
  World world;
  testing::AdminConnection owner(world.database.owner_url());
  owner.Ask(
      absl::StrCat("insert into letter_orders (id, kind, recipient, create_time, available_time, attempts) select "
                   "gen_random_uuid(), "
                   "'PASSWORD_RESET', 'x' || i || '@example.com', now(), now(), 0 from generate_series(1, ",
                   mail::LetterOrders::kMaxWaiting, ") i"));
  CHECK_FALSE(world.Order("anna@example.com"));
  CHECK(world.queue->Count().value() == mail::LetterOrders::kMaxWaiting);
  REQUIRE(world.queue->Drop(*world.Claim(absl::Now() + absl::Seconds(10))).ok());
  CHECK(world.Order("anna@example.com"));
}

TEST_CASE("a user has one token of a purpose, and it is used up once", "[mail]") {
  World world;
  const UserId anna = world.Register("anna@example.com");
  const UserId ben = world.Register("ben@example.com");
  const security::RandomSecretTokens tokens("t_");
  const auto purpose = AccountTokenPurpose::kPasswordReset;
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  const auto put = [&](const UserId& user) {
    const auto token = tokens.New();
    REQUIRE(world
                .Run([&](Identities& identities) {
                  return identities.PutToken({user, purpose, token.hash, now, now + absl::Hours(1)});
                })
                .ok());
    return token.hash;
  };
  const auto take = [&](const organization::TokenHash& hash) {
    bool taken = false;
    REQUIRE(world
                .Run([&](Identities& identities) -> absl::Status {
                  const auto result = identities.TakeToken(hash, purpose);
                  taken = result.ok() && *result;
                  return result.status();
                })
                .ok());
    return taken;
  };
  const auto find = [&](const organization::TokenHash& hash) {
    std::optional<AccountToken> token;
    REQUIRE(world
                .Run([&](Identities& identities) -> absl::Status {
                  const auto found = identities.FindToken(hash, purpose);
                  if (found.ok()) token = *found;
                  return found.status();
                })
                .ok());
    return token;
  };
  const auto first = put(anna);
  const auto second = put(anna);
  const auto bens = put(ben);
  CHECK_FALSE(find(first).has_value());
  REQUIRE(find(second).has_value());
  CHECK(find(second)->user_id == anna);
  CHECK(find(second)->expire_time == now + absl::Hours(1));
  CHECK_FALSE(take(first));
  CHECK(take(second));
  CHECK_FALSE(take(second));
  CHECK_FALSE(find(second).has_value());
  REQUIRE(world.Run([&](Identities& identities) { return identities.DropTokens(anna, purpose); }).ok());
  CHECK(take(bens));
}

}  // namespace
}  // namespace pipewright::postgres
