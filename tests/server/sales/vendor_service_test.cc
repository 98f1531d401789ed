#include <catch2/catch.hpp>

#include "pipewright/sales/v1/vendor_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::sales {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using Stub = v1::VendorService::Stub;

v1::CreateVendorRequest Holm() {
  v1::CreateVendorRequest request;
  v1::Vendor& vendor = *request.mutable_vendor();
  vendor.set_name("Olga Holm");
  vendor.set_company("Holm Timber");
  vendor.set_rating(4);
  vendor.set_email("Olga@Holm.example");
  vendor.set_phone("030 1234567");
  vendor.mutable_address()->set_city("Berlin");
  return request;
}

TEST_CASE("a vendor comes back as it was created, in canonical form", "[vendor]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  const auto created = server.Call(&owner, &Stub::CreateVendor, Holm());
  INFO(created.status.error_message());
  REQUIRE(created.ok());
  CHECK(created->code() == "VEN-000001");
  CHECK(created->email() == "olga@holm.example");
  CHECK(created->phone() == "+49301234567");
  CHECK(created->status() == v1::VENDOR_STATUS_ACTIVE);
  CHECK(created->owner_id() == owner.user_id);
}

TEST_CASE("a vendor that is bought from no more is found by its status, and comes back", "[vendor]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  const std::string id = server.Call(&owner, &Stub::CreateVendor, Holm())->id();
  v1::DeactivateVendorRequest deactivate;
  deactivate.set_id(id);
  CHECK(server.Call(&owner, &Stub::DeactivateVendor, deactivate)->status() == v1::VENDOR_STATUS_INACTIVE);
  CHECK(ReasonOf(server.Call(&owner, &Stub::DeactivateVendor, deactivate).status) == "INVALID_VENDOR_STATE");
  v1::ListVendorsRequest list;
  list.set_filter("status = INACTIVE AND rating >= 4 AND owner.email:*");
  list.set_order_by("rating desc");
  const auto found = server.Call(&owner, &Stub::ListVendors, list);
  INFO(found.status.error_message());
  REQUIRE(found.ok());
  CHECK(found->vendors_size() == 1);
  v1::ActivateVendorRequest activate;
  activate.set_id(id);
  CHECK(server.Call(&owner, &Stub::ActivateVendor, activate)->status() == v1::VENDOR_STATUS_ACTIVE);
}

TEST_CASE("a member sees the vendors that they manage, and no others", "[vendor]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  const testing::TestCaller member = server.AddMember(owner, "MEMBER");
  const std::string others = server.Call(&owner, &Stub::CreateVendor, Holm())->id();
  const std::string own = server.Call(&member, &Stub::CreateVendor, Holm())->id();
  const auto seen = server.Call(&member, &Stub::ListVendors, v1::ListVendorsRequest());
  REQUIRE(seen.ok());
  REQUIRE(seen->vendors_size() == 1);
  CHECK(seen->vendors(0).id() == own);
  v1::GetVendorRequest get;
  get.set_id(others);
  CHECK(server.Call(&member, &Stub::GetVendor, get).status.error_code() == grpc::StatusCode::NOT_FOUND);
}

TEST_CASE("every wrong field of a vendor is named at once", "[vendor]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  v1::CreateVendorRequest request = Holm();
  request.mutable_vendor()->set_rating(6);
  request.mutable_vendor()->set_phone("x");
  request.mutable_vendor()->set_website("ftp://holm.example");
  CHECK(FieldsOf(server.Call(&owner, &Stub::CreateVendor, request).status) ==
        "vendor.website,vendor.rating,vendor.phone");
}

}  // namespace
}  // namespace pipewright::sales
