#include "application/sales/vendor_commands.h"

#include <catch2/catch.hpp>

#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/application/former_member.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

struct Vendors {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  VendorCommands commands{ids, phones};

  Vendor Create(const std::string& name) {
    CreateVendor command;
    command.details.name = Change<std::string>::Set(name);
    auto created = commands.Handle(uow.context(), command, uow);
    REQUIRE(created.ok());
    return *std::move(created);
  }
};

TEST_CASE("a new vendor gets the next code and belongs to its creator", "[vendor]") {
  Vendors test;
  CHECK(test.Create("Holm").state().code == "VEN-000001");
  const Vendor second = test.Create("Stahl");
  CHECK(second.state().code == "VEN-000002");
  CHECK(second.state().owner_id == test.uow.context().principal->user);
  CHECK(test.uow.vendors().events() == std::vector<std::string>{"vendor.created", "vendor.created"});
}

TEST_CASE("a vendor's national phone number is read in the tenant's region, a wrong one told beside the rest",
          "[vendor]") {
  Vendors test;
  CreateVendor create;
  create.phone = Change<std::string>::Set("x");
  CHECK(FieldsOf(test.commands.Handle(test.uow.context(), create, test.uow)) == "name,phone");
  UpdateVendor update;
  update.id = test.Create("Holm").state().id;
  update.phone = Change<std::string>::Set("0301234567");
  const auto updated = test.commands.Handle(test.uow.context(), update, test.uow);
  REQUIRE(updated.ok());
  CHECK(updated->state().phone->value() == "+49301234567");
}

TEST_CASE("nobody who has left the tenant is given a vendor", "[vendor]") {
  Vendors test;
  UpdateVendor command;
  command.id = test.Create("Holm").state().id;
  command.changes.owner_id = Change<UserId>::Set(FormerMember(test.uow).user());
  const auto refused = test.commands.Handle(test.uow.context(), command, test.uow);
  CHECK(ReasonOf(refused) == Reason::kRecordDeleted);
  CHECK(DetailsOf(refused.status()).preconditions[0].subject == "owner_id");
}

TEST_CASE("a vendor's status changes by its own methods, each an event", "[vendor]") {
  Vendors test;
  const VendorId id = test.Create("Holm").state().id;
  REQUIRE(test.commands.Handle(test.uow.context(), Act<&Vendor::Deactivate>{id, std::nullopt}, test.uow).ok());
  REQUIRE(test.commands.Handle(test.uow.context(), Act<&Vendor::Activate>{id, std::nullopt}, test.uow).ok());
  CHECK(ReasonOf(test.commands.Handle(test.uow.context(), Act<&Vendor::Activate>{id, std::nullopt}, test.uow)) ==
        Reason::kInvalidVendorState);
  CHECK(test.uow.vendors().events() ==
        std::vector<std::string>{"vendor.created", "vendor.deactivated", "vendor.activated"});
}

}  // namespace
}  // namespace pipewright::sales
