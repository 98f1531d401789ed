// What becomes of calls when the database fails them, or when their callers give up: on a database of the test's own.
#include <catch2/catch.hpp>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/support/await.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/server/test_server.h"

namespace pipewright {
namespace {

using grpc::StatusCode;
using sales::v1::AccountService;
using testing::ReasonOf;
using testing::TestCaller;

// A server whose database can be broken, with a caller and an account in it.
class Fragile {
 public:
  Fragile() {
    testing::MigrateDatabase(database_.owner_url());
    server_ = std::make_unique<testing::TestServer>(database_.app_url());
    owner_ = server_->SignUp();
    admin_ = std::make_unique<testing::AdminConnection>(database_.owner_url());
    sales::v1::CreateAccountRequest request;
    request.mutable_account()->set_name("Acme");
    const auto created = server_->Call(&owner_, &AccountService::Stub::CreateAccount, request);
    REQUIRE(created.ok());
    account_id_ = created->id();
  }

  // The first column of the first row.
  std::string Ask(const std::string& sql) { return admin_->Ask(sql); }

  // From now on every call that touches accounts waits in the database.
  void HoldAccounts() {
    Ask("begin");
    Ask("lock table accounts in access exclusive mode");
  }
  void LetGo() { Ask("rollback"); }

  // Waits until `count` of the server's statements stand before the lock; the statements' process id, if there is one.
  std::string WaitForWaiting(int count) {
    std::vector<std::vector<std::string>> waiting;
    const bool came = testing::Await([&] {
      waiting = admin_->Rows(
          "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
      return waiting.size() == static_cast<size_t>(count);
    });
    if (!came) FAIL(waiting.size() << " statements are waiting and not " << count);
    return count == 0 ? "" : waiting[0][0];
  }

  // Kills the connection with that process id, and waits until it has ended.
  void Kill(const std::string& pid) {
    REQUIRE(Ask(absl::StrCat("select pg_terminate_backend(", pid, ", 60000)")) == "t");
  }

  grpc::Status Get(grpc::ClientContext& context) {
    owner_.Authorize(context);
    sales::v1::GetAccountRequest request;
    request.set_id(account_id_);
    sales::v1::Account account;
    return AccountService::Stub(server_->channel()).GetAccount(&context, request, &account);
  }
  grpc::Status Get() {
    grpc::ClientContext context;
    return Get(context);
  }
  grpc::Status Rename(const std::string& name) {
    sales::v1::UpdateAccountRequest request;
    request.mutable_account()->set_id(account_id_);
    request.mutable_account()->set_name(name);
    return server_->Call(&owner_, &AccountService::Stub::UpdateAccount, request).status;
  }
  std::string Name() {
    sales::v1::GetAccountRequest request;
    request.set_id(account_id_);
    return server_->Call(&owner_, &AccountService::Stub::GetAccount, request)->name();
  }

 private:
  testing::EmptyDatabase database_;
  std::unique_ptr<testing::AdminConnection> admin_;
  std::unique_ptr<testing::TestServer> server_;
  TestCaller owner_;
  std::string account_id_;
};

// Of a call whose connection was killed while it waited in the database.
void CheckLost(const grpc::Status& status) {
  INFO(status.error_code() << " " << status.error_message());
  CHECK(status.error_code() == StatusCode::UNAVAILABLE);
  CHECK(ReasonOf(status) == "DATABASE_CONNECTION_LOST");
}

void CheckUnavailableOrDone(const grpc::Status& status) {
  INFO(status.error_code() << " " << status.error_message());
  if (status.ok()) return;
  CHECK(status.error_code() == StatusCode::UNAVAILABLE);
  const std::string reason = ReasonOf(status);
  CHECK((reason == "DATABASE_UNAVAILABLE" || reason == "DATABASE_CONNECTION_LOST"));
}

TEST_CASE("a read whose connection is killed is told that, and the next ones work", "[database]") {
  Fragile test;
  test.HoldAccounts();
  grpc::Status status;
  std::thread reader([&] { status = test.Get(); });
  test.Kill(test.WaitForWaiting(1));
  test.LetGo();
  reader.join();
  CheckLost(status);
  for (int i = 0; i < 8; ++i) CHECK(test.Get().ok());
}

TEST_CASE("a write whose connection is killed is told that, and may be repeated", "[database]") {
  Fragile test;
  test.HoldAccounts();
  grpc::Status status;
  std::thread writer([&] { status = test.Rename("Globex"); });
  test.Kill(test.WaitForWaiting(1));
  test.LetGo();
  writer.join();
  CheckLost(status);
  CHECK(test.Name() == "Acme");
  CHECK(test.Rename("Initech").ok());
  CHECK(test.Name() == "Initech");
}

TEST_CASE("the server recovers by itself when every connection is killed", "[database]") {
  Fragile test;
  for (int i = 0; i < 3; ++i) {
    test.Ask(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity "
        "where datname = current_database() and usename = 'pipewright_app'");
    CheckUnavailableOrDone(test.Get());
    CheckUnavailableOrDone(test.Rename("Globex"));
    // As many calls as there are connections may meet a dead one.
    for (int call = 0; call < 4; ++call) CheckUnavailableOrDone(test.Get());
    CHECK(test.Get().ok());
    CHECK(test.Rename("Acme").ok());
  }
}

TEST_CASE("a database that was started again costs no call that comes after", "[database]") {
  Fragile test;
  for (int i = 0; i < 8; ++i) CHECK(test.Get().ok());
  test.Ask(
      "select count(pg_terminate_backend(pid, 60000)) from pg_stat_activity "
      "where datname = current_database() and usename = 'pipewright_app'");
  for (int i = 0; i < 8; ++i) CHECK(test.Get().ok());
  CHECK(test.Rename("Globex").ok());
}

TEST_CASE("a call's deadline ends its statement in the database", "[database]") {
  Fragile test;
  test.HoldAccounts();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(300));
  CHECK(test.Get(context).error_code() == StatusCode::DEADLINE_EXCEEDED);
  test.WaitForWaiting(0);
  test.LetGo();
  for (int i = 0; i < 8; ++i) CHECK(test.Get().ok());
}

TEST_CASE("a caller who gives up ends the call's statement in the database", "[database]") {
  Fragile test;
  test.HoldAccounts();
  grpc::ClientContext context;
  grpc::Status status;
  std::thread reader([&] { status = test.Get(context); });
  test.WaitForWaiting(1);
  context.TryCancel();
  reader.join();
  CHECK(status.error_code() == StatusCode::CANCELLED);
  test.WaitForWaiting(0);
  test.LetGo();
  for (int i = 0; i < 8; ++i) CHECK(test.Get().ok());
}

}  // namespace
}  // namespace pipewright
