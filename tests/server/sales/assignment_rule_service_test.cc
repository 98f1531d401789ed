// Assignment through a real channel: fair turns, dry runs, imports, and whose rights count.
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/sales/v1/assignment_rule_service.grpc.pb.h"
#include "tests/support/server/importing.h"
#include "tests/support/server/test_server.h"

namespace pipewright::sales {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;
using Stub = v1::AssignmentRuleService::Stub;
using Accounts = v1::AccountService::Stub;

struct Assigning {
  explicit Assigning(TestServer& at = TestServer::Get()) : server(at) {}

  TestServer& server;
  TestCaller owner = server.SignUp();
  TestCaller ann = server.AddMember(owner, "MEMBER");
  TestCaller bob = server.AddMember(owner, "MEMBER");

  std::string AddRule(const std::string& filter, v1::AssignmentMethod method = v1::ASSIGNMENT_METHOD_ROUND_ROBIN) {
    v1::CreateAssignmentRuleRequest request;
    v1::AssignmentRule& rule = *request.mutable_assignment_rule();
    rule.set_name("North");
    rule.set_entity(v1::ASSIGNMENT_ENTITY_ACCOUNT);
    rule.set_filter(filter);
    rule.set_method(method);
    rule.add_assignee_ids(ann.user_id);
    rule.add_assignee_ids(bob.user_id);
    const auto created = server.Call(&owner, &Stub::CreateAssignmentRule, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created->id();
  }
  v1::Account Create(const TestCaller& caller, const std::string& region, bool assign = true) {
    v1::CreateAccountRequest request;
    request.mutable_account()->set_name("Acme");
    request.mutable_account()->set_region(region);
    request.set_apply_assignment_rules(assign);
    const auto created = server.Call(&caller, &Accounts::CreateAccount, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }
};

TEST_CASE("a new account goes to whom the rules say, and its trail tells it", "[assignment]") {
  Assigning test;
  test.AddRule("region = \"North\"");
  CHECK(test.Create(test.owner, "North").owner_id() == test.ann.user_id);
  CHECK(test.Create(test.owner, "South").owner_id() == test.owner.user_id);
  CHECK(test.Create(test.owner, "North").owner_id() == test.bob.user_id);
}

TEST_CASE("who gives a record away needs no sight of it afterwards", "[assignment]") {
  Assigning test;
  test.AddRule("");
  const v1::Account given = test.Create(test.bob, "North");
  CHECK(given.owner_id() == test.ann.user_id);
  v1::GetAccountRequest get;
  get.set_id(given.id());
  CHECK(ReasonOf(test.server.Call(&test.bob, &Accounts::GetAccount, get).status) == "RECORD_NOT_FOUND");
  CHECK(test.server.Call(&test.ann, &Accounts::GetAccount, get).ok());
}

TEST_CASE("turns are fair whatever comes at the same time", "[assignment][concurrency]") {
  Assigning test;
  test.AddRule("");
  constexpr int kThreads = 8;
  constexpr int kEach = 6;
  std::vector<std::vector<std::string>> owners(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      v1::CreateAccountRequest request;
      request.mutable_account()->set_name("Acme");
      request.set_apply_assignment_rules(true);
      for (int i = 0; i < kEach; ++i) {
        const auto created = test.server.Call(&test.owner, &Accounts::CreateAccount, request);
        owners[t].push_back(created.ok() ? created->owner_id() : created.status.error_message());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::map<std::string, int> counts;
  for (const auto& some : owners) {
    for (const std::string& owner : some) ++counts[owner];
  }
  CHECK(counts ==
        std::map<std::string, int>{{test.ann.user_id, kThreads * kEach / 2}, {test.bob.user_id, kThreads * kEach / 2}});
}

TEST_CASE("records that are there are assigned by load, after a dry run that changes nothing", "[assignment]") {
  Assigning test;
  for (int i = 0; i < 2; ++i) test.Create(test.ann, "West", /*assign=*/false);
  const std::string rule = test.AddRule("region = \"North\"", v1::ASSIGNMENT_METHOD_LEAST_LOADED);
  v1::AssignRecordsRequest request;
  request.set_entity(v1::ASSIGNMENT_ENTITY_ACCOUNT);
  for (int i = 0; i < 3; ++i) request.add_ids(test.Create(test.owner, "North", /*assign=*/false).id());
  request.add_ids(test.Create(test.owner, "South", /*assign=*/false).id());
  request.set_validate_only(true);
  const auto dry = test.server.Call(&test.owner, &Stub::AssignRecords, request);
  INFO(dry.status.error_message());
  REQUIRE(dry.ok());
  v1::GetAccountRequest get;
  get.set_id(request.ids(0));
  CHECK(test.server.Call(&test.owner, &Accounts::GetAccount, get)->owner_id() == test.owner.user_id);
  request.set_validate_only(false);
  const auto done = test.server.Call(&test.owner, &Stub::AssignRecords, request);
  REQUIRE(done.ok());
  CHECK(done->DebugString() == dry->DebugString());
  REQUIRE(done->assignments_size() == 4);
  CHECK(done->assignments(0).owner_id() == test.bob.user_id);
  CHECK(done->assignments(1).owner_id() == test.bob.user_id);
  CHECK(done->assignments(2).assignment_rule_id() == rule);
  CHECK(done->assignments(3).assignment_rule_id().empty());
  CHECK(done->assignments(3).owner_id() == test.owner.user_id);
  CHECK(test.server.Call(&test.owner, &Accounts::GetAccount, get)->owner_id() == test.bob.user_id);
}

TEST_CASE("what can't be assigned is refused by its place, and then nothing is", "[assignment]") {
  Assigning test;
  test.AddRule("");
  v1::AssignRecordsRequest request;
  request.set_entity(v1::ASSIGNMENT_ENTITY_ACCOUNT);
  request.add_ids(test.Create(test.owner, "North", /*assign=*/false).id());
  request.add_ids(request.ids(0));
  CHECK(FieldsOf(test.server.Call(&test.owner, &Stub::AssignRecords, request).status) == "ids[1]");
  const TestCaller stranger = test.server.SignUp();
  request.set_ids(1, test.Create(stranger, "North", /*assign=*/false).id());
  CHECK(ReasonOf(test.server.Call(&test.owner, &Stub::AssignRecords, request).status) == "RECORD_NOT_FOUND");
  v1::GetAccountRequest get;
  get.set_id(request.ids(0));
  CHECK(test.server.Call(&test.owner, &Accounts::GetAccount, get)->owner_id() == test.owner.user_id);
  request.clear_ids();
  for (int i = 0; i <= 1000; ++i) request.add_ids(get.id());
  CHECK(FieldsOf(test.server.Call(&test.owner, &Stub::AssignRecords, request).status) == "ids");
}

TEST_CASE("an import that asks for it gives its rows to whom the rules say, but for those with an owner",
          "[assignment][import]") {
  testing::Importing& importing = testing::Importing::Get();
  Assigning test(importing.server());
  test.AddRule("region = \"North\"");
  integration::v1::ImportSpec spec = testing::Spec("account");
  spec.set_apply_assignment_rules(true);
  const auto job = importing.Import(
      test.owner, spec,
      absl::StrCat("name,region,owner_id\nA,North,\nB,South,\nC,North,\nD,North,", test.owner.user_id, "\n"));
  CHECK(job.created_count() == 4);
  CHECK(importing.Ask(test.owner.tenant_id, "select string_agg(owner_id::text, ' ' order by name) from accounts") ==
        absl::StrCat(test.ann.user_id, " ", test.owner.user_id, " ", test.bob.user_id, " ", test.owner.user_id));
  integration::v1::ImportSpec tasks = testing::Spec("task");
  tasks.set_apply_assignment_rules(true);
  CHECK(FieldsOf(importing.Upload(test.owner, tasks, "title\nx\n").status) == "spec.apply_assignment_rules");
}

}  // namespace
}  // namespace pipewright::sales
