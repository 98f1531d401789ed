// Guesses of many at the same moment, counted by PostgreSQL.
#include <atomic>
#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/organization/auth_commands.h"
#include "domain/shared/errors.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/write/transactor.h"
#include "infrastructure/security/random.h"
#include "infrastructure/security/uuid_generator.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/application/fake_sign_in.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::organization {
namespace {

using testing::AdminConnection;
using testing::TestDatabase;

constexpr char kPassword[] = "long walks by the sea";
constexpr int kThreads = 8;
constexpr int kHere = SignInThrottle::kPasswords.free_attempts;
constexpr int kEverywhere = SignInThrottle::kPasswordsEverywhere.free_attempts;

class CountingHasher : public PasswordHasher {
 public:
  absl::StatusOr<std::string> Hash(absl::string_view password) const override { return std::string(password); }
  bool Verify(absl::string_view password, const std::optional<std::string>& hash) const override {
    ++verifications;
    return hash == std::string(password);
  }
  bool IsOutdated(absl::string_view /*hash*/) const override { return false; }

  mutable std::atomic<int> verifications = 0;
};

// Somebody who has signed up at home, in a moment that doesn't pass.
struct Account {
  Account() {
    SignUp command;
    command.email = email;
    command.password = kPassword;
    command.given_name = "Anna";
    command.tenant.name = "Acme";
    const absl::Status signed_up = commands.Handle(From("home"), command).status();
    INFO(signed_up);
    REQUIRE(signed_up.ok());
    passwords.verifications = 0;
  }
  EmailAddress NewAddress() {
    return EmailAddress::Parse(absl::StrCat(ids.NewUuid().ToString(), "@example.com")).value();
  }
  static RequestContext From(const std::string& network) {
    RequestContext context;
    context.client_network = network;
    return context;
  }
  absl::Status SignInFrom(const std::string& network, const EmailAddress& address, const std::string& password) const {
    return commands.Handle(From(network), SignIn{address, password, std::nullopt}).status();
  }
  // Runs it in several threads, with the number of each.
  static void AtOnce(const std::function<void(int)>& work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) threads.emplace_back(work, i);
    for (std::thread& thread : threads) thread.join();
  }

  FakeClock clock;
  security::UuidGenerator ids{clock};
  postgres::Pool pool{{TestDatabase::Get().app_url(), ""}, kThreads};
  postgres::NumberBlocks numbers{{TestDatabase::Get().app_url(), ""}, clock};
  postgres::PostgresTransactor transactor{pool, numbers, clock, ids};
  CountingHasher passwords;
  security::RandomSecretTokens tokens{"pwr_"};
  FakeAccessTokens access_tokens;
  FakeCallerCache callers;
  FakeHumanCheck humans;
  FakeAddressProofs proofs;
  AccountLetters letters{""};
  SignUpDoor door{{SignUpPolicy::kOpen, transactor, humans, proofs, tokens, letters, ids, clock}};
  TenantFounder founder{ids, {}};
  AuthCommands commands{{transactor, passwords, tokens, access_tokens, founder, callers, door, ids, clock}};
  const EmailAddress email = NewAddress();
};

TEST_CASE("guesses from one place at the same moment get no more attempts than one after the other", "[attack]") {
  Account account;
  Account::AtOnce([&](int) {
    for (int i = 0; i < kHere; ++i) (void)account.SignInFrom("away", account.email, "wrong");
  });
  CHECK(account.passwords.verifications == kHere);
  CHECK(account.SignInFrom("home", account.email, kPassword).ok());
}

TEST_CASE("guesses from many places at the same moment are stopped, and the place that the account knows stays open",
          "[attack]") {
  Account account;
  Account::AtOnce([&](int thread) {
    for (int i = 0; i < 2 * kEverywhere / kThreads; ++i) {
      (void)account.SignInFrom(absl::StrCat("bot ", thread, " ", i), account.email, "wrong");
    }
  });
  CHECK(account.passwords.verifications == kEverywhere);
  CHECK(DetailsOf(account.SignInFrom("hotel", account.email, kPassword)).reason == Reason::kTooManyAttempts);
  CHECK(account.SignInFrom("home", account.email, kPassword).ok());
}

TEST_CASE("a guess at an address that is nobody's takes the same statements", "[attack]") {
  Account account;
  const EmailAddress nobody = account.NewAddress();
  const auto statements = [&](const EmailAddress& address, int guesses) {
    std::vector<uint64_t> taken;
    for (int i = 0; i < guesses; ++i) {
      const uint64_t before = postgres::Connection::statements_run();
      CHECK_FALSE(account.SignInFrom("away", address, "wrong").ok());
      taken.push_back(postgres::Connection::statements_run() - before);
    }
    return taken;
  };
  // Both the connection and its statements are made ready by then.
  statements(account.NewAddress(), 1);
  const auto somebodys = statements(account.email, kHere + 2);
  CHECK(somebodys.front() > 3);
  CHECK(somebodys == statements(nobody, kHere + 2));
}

TEST_CASE("sessions from before are known by the network of their address", "[migration]") {
  const testing::EmptyDatabase database;
  testing::MigrateDatabase(database.owner_url());
  AdminConnection owner(database.owner_url());
  const std::string user = owner.Ask("select gen_random_uuid()");
  owner.Ask(
      "insert into users (id, version, create_time, update_time, email, given_name, family_name, password_hash, "
      "status, password_change_time) values ($1::uuid, 1, now(), now(), 'olga@example.com', 'Olga', '', 'h', 'ACTIVE', "
      "now())",
      {user});
  for (const char* const address :
       {"203.0.113.9", "::ffff:203.0.113.10", "2001:db8:1:2:3::5", "fe80::1%eth0", "unix:/run/x", ""}) {
    owner.Ask(
        "insert into sessions (id, user_id, refresh_hash, create_time, refresh_time, expire_time, client_address, "
        "user_agent) values (gen_random_uuid(), $1::uuid, uuid_send(gen_random_uuid()), now(), now(), now(), $2, '')",
        {user, address});
  }
  testing::MigrateAgain(database.owner_url(), "known_networks", "alter table sessions drop column client_network; ");
  const auto network_of = [&](const std::string& address) {
    return owner.Ask("select coalesce(encode(client_network, 'hex'), 'none') from sessions where client_address = $1",
                     {address});
  };
  CHECK(network_of("203.0.113.9") == "cb007109");
  CHECK(network_of("::ffff:203.0.113.10") == "cb00710a");
  CHECK(network_of("2001:db8:1:2:3::5") == "20010db800010002");
  CHECK(network_of("fe80::1%eth0") == "fe80000000000000");
  CHECK(network_of("unix:/run/x") == "none");
  CHECK(network_of("") == "none");
  CHECK(owner.Ask("select count(*) from pg_proc where proname = 'network_of_address'") == "0");
}

}  // namespace
}  // namespace pipewright::organization
