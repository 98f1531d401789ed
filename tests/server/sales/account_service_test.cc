#include <catch2/catch.hpp>

#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::sales {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;
using Stub = v1::AccountService::Stub;

v1::CreateAccountRequest NamedAccount(const std::string& name) {
  v1::CreateAccountRequest request;
  request.mutable_account()->set_name(name);
  return request;
}

TEST_CASE("an account comes back as it was created, with what the server decides", "[account]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::CreateAccountRequest request = NamedAccount("Acme \xE2\x9C\xA8");
  request.mutable_account()->set_phone("030 1234567");
  request.mutable_account()->set_email("Info@ACME.example");
  request.mutable_account()->mutable_annual_revenue()->set_currency_code("EUR");
  request.mutable_account()->mutable_annual_revenue()->set_units(12);
  request.mutable_account()->mutable_annual_revenue()->set_nanos(500'000'000);
  request.mutable_account()->add_tags("vip");
  const auto created = server.Call(&owner, &Stub::CreateAccount, request);
  REQUIRE(created.ok());
  CHECK(created->code() == "ACC-000001");
  CHECK(created->owner_id() == owner.user_id);
  CHECK(created->phone() == "+49301234567");
  CHECK(created->email() == "info@acme.example");
  CHECK(created->status() == v1::ACCOUNT_STATUS_PROSPECT);
}

TEST_CASE("every wrong field of a request is named at once", "[account]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::CreateAccountRequest request = NamedAccount("x");
  request.mutable_account()->set_email("nobody");
  request.mutable_account()->set_website("ftp://x");
  request.mutable_account()->mutable_annual_revenue()->set_currency_code("XXQ");
  request.mutable_account()->set_owner_id("7");
  const auto refused = server.Call(&owner, &Stub::CreateAccount, request);
  CHECK(refused.status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(FieldsOf(refused.status) == "account.email,account.annual_revenue.currency_code,account.owner_id");
}

TEST_CASE("a rule of the domain names the field as it stands in the request", "[account]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::CreateAccountRequest request = NamedAccount("x");
  request.mutable_account()->set_website("ftp://x");
  const auto refused = server.Call(&owner, &Stub::CreateAccount, request);
  CHECK(FieldsOf(refused.status) == "account.website");
}

template <class Request>
Request For(const v1::Account& account) {
  Request request;
  request.set_id(account.id());
  return request;
}

TEST_CASE("an account's status changes by methods of its own", "[account]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::CreateAccountRequest create = NamedAccount("Acme");
  create.mutable_account()->set_status(v1::ACCOUNT_STATUS_LEAD);
  const v1::Account lead = server.Call(&owner, &Stub::CreateAccount, create).response;
  REQUIRE(lead.status() == v1::ACCOUNT_STATUS_LEAD);

  auto qualify = For<v1::QualifyAccountRequest>(lead);
  qualify.set_etag(lead.etag());
  qualify.set_validate_only(true);
  REQUIRE(server.Call(&owner, &Stub::QualifyAccount, qualify)->status() == v1::ACCOUNT_STATUS_PROSPECT);
  qualify.set_validate_only(false);
  qualify.set_request_id("0190f3c2-7b1e-7c3a-9d4e-5f60718293a4");
  const auto prospect = server.Call(&owner, &Stub::QualifyAccount, qualify);
  REQUIRE(prospect.ok());
  CHECK(server.Call(&owner, &Stub::QualifyAccount, qualify)->etag() == prospect->etag());
  qualify.clear_request_id();
  CHECK(ReasonOf(server.Call(&owner, &Stub::QualifyAccount, qualify).status) == "STALE_ETAG");

  const auto churn = For<v1::MarkAccountChurnedRequest>(lead);
  CHECK(ReasonOf(server.Call(&owner, &Stub::MarkAccountChurned, churn).status) == "INVALID_ACCOUNT_STATE");
  const auto customer = For<v1::MarkAccountCustomerRequest>(lead);
  CHECK(server.Call(&owner, &Stub::MarkAccountCustomer, customer)->status() == v1::ACCOUNT_STATUS_CUSTOMER);
  CHECK(server.Call(&owner, &Stub::MarkAccountChurned, churn)->status() == v1::ACCOUNT_STATUS_CHURNED);
}

TEST_CASE("an update may repeat an account's status and not change it", "[account]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::UpdateAccountRequest update;
  *update.mutable_account() = server.Call(&owner, &Stub::CreateAccount, NamedAccount("Acme")).response;
  update.mutable_account()->clear_etag();
  CHECK(server.Call(&owner, &Stub::UpdateAccount, update).ok());
  update.mutable_update_mask()->add_paths("status");
  CHECK(server.Call(&owner, &Stub::UpdateAccount, update).ok());
  for (const auto status : {v1::ACCOUNT_STATUS_CUSTOMER, v1::ACCOUNT_STATUS_UNSPECIFIED}) {
    update.mutable_account()->set_status(status);
    const auto refused = server.Call(&owner, &Stub::UpdateAccount, update);
    CHECK(refused.status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
    CHECK(FieldsOf(refused.status) == "account.status");
    CHECK_THAT(refused.status.error_message(), Catch::Contains("MarkAccountCustomer"));
  }
  update.mutable_account()->set_status(v1::ACCOUNT_STATUS_CUSTOMER);
  update.mutable_update_mask()->Clear();
  CHECK(FieldsOf(server.Call(&owner, &Stub::UpdateAccount, update).status) == "account.status");
  update.mutable_update_mask()->add_paths("*");
  CHECK(server.Call(&owner, &Stub::UpdateAccount, update)->status() == v1::ACCOUNT_STATUS_PROSPECT);
}

TEST_CASE("a full replacement that leaves out an account's status and owner keeps them", "[account]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const TestCaller member = server.AddMember(owner, "MEMBER");
  v1::CreateAccountRequest create = NamedAccount("Acme");
  create.mutable_account()->set_status(v1::ACCOUNT_STATUS_CUSTOMER);
  create.mutable_account()->set_industry("retail");
  const auto created = server.Call(&member, &Stub::CreateAccount, create);
  REQUIRE(created.ok());
  v1::UpdateAccountRequest update;
  update.mutable_account()->set_id(created->id());
  update.mutable_account()->set_name("Acme Ltd");
  update.mutable_update_mask()->add_paths("*");
  const auto replaced = server.Call(&member, &Stub::UpdateAccount, update);
  INFO(replaced.status.error_message());
  REQUIRE(replaced.ok());
  CHECK(replaced->industry().empty());
  CHECK(replaced->status() == v1::ACCOUNT_STATUS_CUSTOMER);
  CHECK(replaced->owner_id() == member.user_id);
  CHECK(server.Call(&member, &Stub::GetAccount, For<v1::GetAccountRequest>(created.response)).ok());

  update.mutable_update_mask()->set_paths(0, "owner_id");
  const auto nobodys = server.Call(&owner, &Stub::UpdateAccount, update);
  REQUIRE(nobodys.ok());
  CHECK(nobodys->owner_id().empty());
}

TEST_CASE("an account is deactivated and activated, each once", "[account]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const auto created = server.Call(&owner, &Stub::CreateAccount, NamedAccount("Acme"));
  v1::DeactivateAccountRequest deactivate;
  deactivate.set_id(created->id());
  CHECK(server.Call(&owner, &Stub::DeactivateAccount, deactivate)->status() == v1::ACCOUNT_STATUS_INACTIVE);
  CHECK(ReasonOf(server.Call(&owner, &Stub::DeactivateAccount, deactivate).status) == "INVALID_ACCOUNT_STATE");
  v1::ActivateAccountRequest activate;
  activate.set_id(created->id());
  CHECK(server.Call(&owner, &Stub::ActivateAccount, activate)->status() == v1::ACCOUNT_STATUS_PROSPECT);
  CHECK(ReasonOf(server.Call(&owner, &Stub::ActivateAccount, activate).status) == "INVALID_ACCOUNT_STATE");
}

TEST_CASE("a member sees and changes their own accounts only", "[account]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const TestCaller member = server.AddMember(owner, "MEMBER");
  const auto theirs = server.Call(&owner, &Stub::CreateAccount, NamedAccount("Owner's"));
  REQUIRE(server.Call(&member, &Stub::CreateAccount, NamedAccount("Member's")).ok());
  const auto list = server.Call(&member, &Stub::ListAccounts, {});
  REQUIRE(list->accounts_size() == 1);
  CHECK(list->accounts(0).name() == "Member's");
  v1::DeactivateAccountRequest request;
  request.set_id(theirs->id());
  CHECK(server.Call(&member, &Stub::DeactivateAccount, request).status.error_code() == grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace pipewright::sales
