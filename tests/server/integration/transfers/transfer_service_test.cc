// Transfers of a member's records, through a channel.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "pipewright/integration/v1/transfer_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/sales/v1/lead_service.grpc.pb.h"
#include "tests/support/server/importing.h"

namespace pipewright::integration {
namespace {

using grpc::StatusCode;
using testing::FieldsOf;
using testing::Importing;
using testing::ReasonOf;
using testing::TestCaller;
using Stub = v1::TransferService::Stub;
using AccountStub = sales::v1::AccountService::Stub;
using LeadStub = sales::v1::LeadService::Stub;

struct Transferring {
  Importing& jobs = Importing::Get();
  testing::TestServer& server = jobs.server();
  TestCaller owner = server.SignUp();
  TestCaller leaver = server.AddMember(owner, "MEMBER");
  TestCaller heir = server.AddMember(owner, "MEMBER");

  sales::v1::Account AddAccount(const TestCaller& by) {
    sales::v1::CreateAccountRequest request;
    request.mutable_account()->set_name("Acme");
    const auto created = server.Call(&by, &AccountStub::CreateAccount, request);
    REQUIRE(created.ok());
    return created.response;
  }
  sales::v1::Lead AddLead(const TestCaller& by) {
    sales::v1::CreateLeadRequest request;
    request.mutable_lead()->set_name("Maria Berg");
    const auto created = server.Call(&by, &LeadStub::CreateLead, request);
    REQUIRE(created.ok());
    return created.response;
  }
  std::string OwnerOf(const std::string& account) {
    sales::v1::GetAccountRequest request;
    request.set_id(account);
    return server.Call(&owner, &AccountStub::GetAccount, request)->owner_id();
  }
  v1::TransferRecordsRequest Request(const std::vector<v1::TransferableKind>& kinds) const {
    v1::TransferRecordsRequest request;
    request.set_from_user_id(leaver.user_id);
    request.set_to_user_id(heir.user_id);
    for (const auto kind : kinds) request.add_kinds(kind);
    return request;
  }
};

TEST_CASE("a member's records of the kinds asked for become another's", "[transfer]") {
  Transferring test;
  const sales::v1::Account account = test.AddAccount(test.leaver);
  const sales::v1::Account others = test.AddAccount(test.owner);
  const sales::v1::Lead lead = test.AddLead(test.leaver);
  const auto asked = test.server.Call(&test.owner, &Stub::TransferRecords,
                                      test.Request({v1::TRANSFERABLE_KIND_ACCOUNT, v1::TRANSFERABLE_KIND_LEAD}));
  INFO(asked.status.error_message());
  REQUIRE(asked.ok());
  test.jobs.RunJobs();
  const v1::Job job = test.jobs.GetJob(test.owner, asked->id());
  CHECK(job.status() == v1::JOB_STATUS_SUCCEEDED);
  CHECK(job.kind() == v1::JOB_KIND_TRANSFER);
  CHECK(job.rows_total() == 2);
  CHECK(job.updated_count() == 2);
  CHECK(test.OwnerOf(account.id()) == test.heir.user_id);
  CHECK(test.OwnerOf(others.id()) == test.owner.user_id);
  sales::v1::GetLeadRequest get;
  get.set_id(lead.id());
  CHECK(test.server.Call(&test.heir, &LeadStub::GetLead, get).ok());
  CHECK(test.server.Call(&test.leaver, &LeadStub::GetLead, get).status.error_code() == StatusCode::NOT_FOUND);
}

TEST_CASE("a transfer that is only checked makes no job", "[transfer]") {
  Transferring test;
  const sales::v1::Account account = test.AddAccount(test.leaver);
  v1::TransferRecordsRequest request = test.Request({v1::TRANSFERABLE_KIND_ACCOUNT});
  request.set_validate_only(true);
  REQUIRE(test.server.Call(&test.owner, &Stub::TransferRecords, request).ok());
  test.jobs.RunJobs();
  CHECK(test.OwnerOf(account.id()) == test.leaver.user_id);
}

TEST_CASE("a transfer takes the right to hand over everybody's records, and members of the tenant", "[transfer]") {
  Transferring test;
  v1::TransferRecordsRequest request = test.Request({v1::TRANSFERABLE_KIND_ACCOUNT});
  CHECK(test.server.Call(&test.leaver, &Stub::TransferRecords, request).status.error_code() ==
        StatusCode::PERMISSION_DENIED);
  const TestCaller stranger = test.server.SignUp();
  CHECK(ReasonOf(test.server.Call(&stranger, &Stub::TransferRecords, request).status) == "REFERENCE_NOT_FOUND");
  request.set_to_user_id(stranger.user_id);
  CHECK(ReasonOf(test.server.Call(&test.owner, &Stub::TransferRecords, request).status) == "REFERENCE_NOT_FOUND");
}

TEST_CASE("what is wrong with a transfer is named", "[transfer]") {
  Transferring test;
  const auto fields = [&](const v1::TransferRecordsRequest& request) {
    return FieldsOf(test.server.Call(&test.owner, &Stub::TransferRecords, request).status);
  };
  CHECK(fields({}) == "from_user_id,to_user_id,kinds");
  CHECK(fields(test.Request({})) == "kinds");
  CHECK(fields(test.Request({v1::TRANSFERABLE_KIND_UNSPECIFIED})) == "kinds[0]");
  CHECK(fields(test.Request({v1::TRANSFERABLE_KIND_TASK, v1::TRANSFERABLE_KIND_TASK})) == "kinds");
  v1::TransferRecordsRequest to_self = test.Request({v1::TRANSFERABLE_KIND_TASK});
  to_self.set_to_user_id(test.leaver.user_id);
  CHECK(fields(to_self) == "to_user_id");
}

}  // namespace
}  // namespace pipewright::integration
