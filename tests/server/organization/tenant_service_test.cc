#include <catch2/catch.hpp>

#include "infrastructure/postgres/connection/pool.h"
#include "pipewright/integration/v1/export_service.grpc.pb.h"
#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "pipewright/organization/v1/tenant_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::organization {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;
using Tenants = v1::TenantService::Stub;

// A user whom the command line has made an operator.
TestCaller Operator() {
  TestServer& server = TestServer::Get();
  const TestCaller caller = server.SignUp();
  auto lease = server.backend().pool().Acquire(std::nullopt, absl::InfiniteFuture());
  REQUIRE(lease.ok());
  REQUIRE((*lease)->Pipeline({{"select make_operator($1::uuid, now())", {caller.user_id}, nullptr}}, nullptr).ok());
  return caller;
}

template <class Request>
Request Target(const std::string& id) {
  Request request;
  request.set_id(id);
  return request;
}

// How an export of the caller's accounts ends.
grpc::Status Export(const TestCaller& caller) {
  integration::v1::ExportService::Stub stub(TestServer::Get().channel());
  grpc::ClientContext context;
  caller.Authorize(context);
  integration::v1::ExportRecordsRequest request;
  request.set_resource("account");
  const auto reader = stub.ExportRecords(&context, request);
  integration::v1::ExportRecordsResponse piece;
  while (reader->Read(&piece)) {
  }
  return reader->Finish();
}

TEST_CASE("members read and change their own tenant, and no other exists", "[tenant]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const auto tenant = server.Call(&owner, &Tenants::GetTenant, Target<v1::GetTenantRequest>(owner.tenant_id));
  REQUIRE(tenant.ok());
  CHECK(tenant->base_currency_code() == "EUR");
  CHECK(tenant->time_zone() == "Europe/Berlin");
  CHECK(tenant->tier() == v1::SUBSCRIPTION_TIER_FREE);
  CHECK(tenant->status() == v1::TENANT_STATUS_ACTIVE);
  CHECK(tenant->created_by() == owner.user_id);

  const TestCaller stranger = server.SignUp();
  CHECK(ReasonOf(server.Call(&stranger, &Tenants::GetTenant, Target<v1::GetTenantRequest>(owner.tenant_id)).status) ==
        "RECORD_NOT_FOUND");
  v1::UpdateTenantRequest update;
  update.mutable_tenant()->set_id(owner.tenant_id);
  update.mutable_tenant()->set_name("Stolen");
  CHECK(ReasonOf(server.Call(&stranger, &Tenants::UpdateTenant, update).status) == "RECORD_NOT_FOUND");
}

TEST_CASE("a wrong field of a tenant is named as it stands in the request", "[tenant]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::UpdateTenantRequest update;
  update.mutable_tenant()->set_id(owner.tenant_id);
  update.mutable_tenant()->set_time_zone("Mars/Olympus");
  update.mutable_tenant()->set_fiscal_year_start_month(13);
  CHECK(FieldsOf(server.Call(&owner, &Tenants::UpdateTenant, update).status) ==
        "tenant.time_zone,tenant.fiscal_year_start_month");
}

TEST_CASE("only an operator suspends, reactivates and lists tenants", "[tenant]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  CHECK(ReasonOf(
            server.Call(&owner, &Tenants::SuspendTenant, Target<v1::SuspendTenantRequest>(owner.tenant_id)).status) ==
        "PERMISSION_DENIED");
  CHECK(ReasonOf(server.Call(&owner, &Tenants::ReactivateTenant, Target<v1::ReactivateTenantRequest>(owner.tenant_id))
                     .status) == "PERMISSION_DENIED");
  CHECK(ReasonOf(server.Call(&owner, &Tenants::ListTenants, v1::ListTenantsRequest()).status) == "PERMISSION_DENIED");
}

TEST_CASE("a suspended tenant's members can sign in and export, and nothing else, until it is reactivated",
          "[tenant]") {
  TestServer& server = TestServer::Get();
  const TestCaller boss = Operator();
  const TestCaller owner = server.SignUp();
  using Accounts = sales::v1::AccountService::Stub;
  REQUIRE(server.Call(&owner, &Accounts::ListAccounts, sales::v1::ListAccountsRequest()).ok());

  v1::SuspendTenantRequest suspend = Target<v1::SuspendTenantRequest>(owner.tenant_id);
  suspend.set_validate_only(true);
  REQUIRE(server.Call(&boss, &Tenants::SuspendTenant, suspend).ok());
  CHECK(server.Call(&owner, &Accounts::ListAccounts, sales::v1::ListAccountsRequest()).ok());
  suspend.set_validate_only(false);
  const auto suspended = server.Call(&boss, &Tenants::SuspendTenant, suspend);
  REQUIRE(suspended.ok());
  CHECK(suspended->status() == v1::TENANT_STATUS_SUSPENDED);
  CHECK(suspended->updated_by() == boss.user_id);
  CHECK(ReasonOf(server.Call(&boss, &Tenants::SuspendTenant, suspend).status) == "INVALID_TENANT_STATE");

  const auto refused = server.Call(&owner, &Accounts::ListAccounts, sales::v1::ListAccountsRequest());
  CHECK(refused.status.error_code() == grpc::StatusCode::FAILED_PRECONDITION);
  CHECK(ReasonOf(refused.status) == "TENANT_SUSPENDED");
  CHECK(Export(owner).ok());
  CHECK(server.Call(&owner, &v1::AuthService::Stub::GetMe, v1::GetMeRequest()).ok());

  REQUIRE(server.Call(&boss, &Tenants::ReactivateTenant, Target<v1::ReactivateTenantRequest>(owner.tenant_id)).ok());
  CHECK(server.Call(&owner, &Accounts::ListAccounts, sales::v1::ListAccountsRequest()).ok());
}

TEST_CASE("an operator lists every tenant in pages, and reads the data of none", "[tenant]") {
  TestServer& server = TestServer::Get();
  const TestCaller boss = Operator();
  const TestCaller owner = server.SignUp();
  v1::ListTenantsRequest list;
  list.set_page_size(7);
  bool found = false;
  int pages = 0;
  do {
    const auto page = server.Call(&boss, &Tenants::ListTenants, list);
    REQUIRE(page.ok());
    CHECK(page->tenants_size() <= 7);
    for (const v1::Tenant& tenant : page->tenants()) found = found || tenant.id() == owner.tenant_id;
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty() && ++pages < 10'000);
  CHECK(found);
  for (const std::string& forged : {std::string("x"), owner.tenant_id}) {
    list.set_page_token(forged);
    CHECK(ReasonOf(server.Call(&boss, &Tenants::ListTenants, list).status) == "INVALID_PAGE_TOKEN");
  }
  CHECK(ReasonOf(server.Call(&boss, &Tenants::GetTenant, Target<v1::GetTenantRequest>(owner.tenant_id)).status) ==
        "RECORD_NOT_FOUND");
}

}  // namespace
}  // namespace pipewright::organization
