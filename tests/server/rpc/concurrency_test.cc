// Many callers at once, of every temper. What it checks is little; what the thread sanitizer sees in it is the point.
#include <catch2/catch.hpp>
#include <set>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::sales {
namespace {

using testing::TestCaller;
using testing::TestServer;
using Stub = v1::AccountService::Stub;

constexpr int kCallers = 6;
constexpr int kRounds = 8;

// What one caller saw; Catch's checks are not for threads.
struct Seen {
  std::vector<std::string> codes;  // of the accounts that it made
  std::vector<std::string> unexpected;

  void Expect(const grpc::Status& status, std::initializer_list<grpc::StatusCode> allowed) {
    for (const grpc::StatusCode code : allowed) {
      if (status.error_code() == code) return;
    }
    unexpected.push_back(absl::StrCat(static_cast<int>(status.error_code()), " ", status.error_message()));
  }
};

void CallAround(TestServer& server, const TestCaller& caller, const std::string& shared_id, Seen& seen) {
  const auto stub = v1::AccountService::NewStub(server.network_channel());
  for (int round = 0; round < kRounds; ++round) {
    v1::CreateAccountRequest create;
    create.mutable_account()->set_name(absl::StrCat("Round ", round));
    const auto created = server.Call(&caller, &Stub::CreateAccount, create);
    seen.Expect(created.status, {grpc::StatusCode::OK});
    if (created.ok()) seen.codes.push_back(created->code());

    v1::UpdateAccountRequest rename;
    rename.mutable_account()->set_id(shared_id);
    rename.mutable_account()->set_name(absl::StrCat("Shared ", round));
    seen.Expect(server.Call(&caller, &Stub::UpdateAccount, rename).status,
                {grpc::StatusCode::OK, grpc::StatusCode::ABORTED});

    v1::ListAccountsRequest list;
    list.set_page_size(5);
    {
      // Over the network, and given up while it runs, or a little before or after.
      grpc::ClientContext call;
      caller.Authorize(call);
      v1::ListAccountsResponse answer;
      std::thread impatient([&call] { call.TryCancel(); });
      seen.Expect(stub->ListAccounts(&call, list, &answer), {grpc::StatusCode::OK, grpc::StatusCode::CANCELLED});
      impatient.join();
    }
    {
      grpc::ClientContext call;
      caller.Authorize(call);
      call.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(1));
      v1::ListAccountsResponse answer;
      seen.Expect(stub->ListAccounts(&call, list, &answer),
                  {grpc::StatusCode::OK, grpc::StatusCode::DEADLINE_EXCEEDED});
    }
    seen.Expect(server.Call(nullptr, &Stub::ListAccounts, list).status, {grpc::StatusCode::UNAUTHENTICATED});
  }
}

TEST_CASE("many callers at once get what each would get alone", "[concurrency]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::CreateAccountRequest request;
  request.mutable_account()->set_name("Shared");
  const auto shared = server.Call(&owner, &Stub::CreateAccount, request);
  REQUIRE(shared.ok());

  std::vector<Seen> seen(kCallers);
  std::vector<std::thread> callers;
  callers.reserve(kCallers);
  for (Seen& own : seen) {
    callers.emplace_back([&server, &owner, &shared, &own] { CallAround(server, owner, shared->id(), own); });
  }
  for (std::thread& caller : callers) caller.join();

  std::set<std::string> codes;
  for (const Seen& own : seen) {
    CHECK(own.unexpected == std::vector<std::string>());
    codes.insert(own.codes.begin(), own.codes.end());
  }
  CHECK(codes.size() == kCallers * kRounds);

  v1::ListAccountsRequest all;
  all.set_page_size(1000);
  CHECK(server.Call(&owner, &Stub::ListAccounts, all)->accounts_size() == 1 + kCallers * kRounds);
}

}  // namespace
}  // namespace pipewright::sales
