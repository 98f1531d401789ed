#include "domain/sales/vendor.h"

#include <catch2/catch.hpp>
#include <string>
#include <variant>
#include <vector>

#include "tests/domain/sales/sales_examples.h"

namespace pipewright::sales {
namespace {

const VendorId kHolm(Uuid({7}));

VendorChanges Named(const std::string& name) {
  VendorChanges details;
  details.name = Change<std::string>::Set(name);
  return details;
}

absl::StatusOr<Vendor> Created(const VendorChanges& details) { return Vendor::Create(kHolm, "VEN-000001", details); }

Vendor Holm() {
  Vendor holm = Created(Named("Holm")).value();
  holm.MarkStored(holm.state());
  return holm;
}

std::vector<std::string> EventsOf(const Vendor& vendor) {
  std::vector<std::string> names;
  for (const VendorEvent& event : vendor.events()) {
    names.push_back(std::visit([](const auto& happened) { return std::string(happened.kName); }, event));
  }
  return names;
}

TEST_CASE("a new vendor is active, with its texts trimmed", "[vendor]") {
  const Vendor holm = Created(Named(" Holm ")).value();
  CHECK(holm.state().code == "VEN-000001");
  CHECK(holm.state().name == "Holm");
  CHECK(holm.state().status == VendorStatus::kActive);
  CHECK(EventsOf(holm) == std::vector<std::string>{"vendor.created"});
}

TEST_CASE("a vendor has a name, from its creation on", "[vendor]") {
  CHECK(FieldsOf(Created({})) == "name");
  CHECK(FieldsOf(Created(Named("  "))) == "name");
  Vendor holm = Holm();
  VendorChanges changes;
  changes.name = Change<std::string>::Clear();
  CHECK(FieldsOf(holm.Edit(changes)) == "name");
  CHECK(holm.state().name == "Holm");
}

TEST_CASE("a vendor is rated from 1 to 5, or not at all", "[vendor]") {
  VendorChanges details = Named("Holm");
  for (const int64_t rating : {0, 6, -1}) {
    details.rating = Change<int64_t>::Set(rating);
    CHECK(FieldsOf(Created(details)) == "rating");
  }
  for (const int64_t rating : {1, 5}) {
    details.rating = Change<int64_t>::Set(rating);
    CHECK(Created(details)->state().rating == rating);
  }
  Vendor holm = Created(details).value();
  VendorChanges none;
  none.rating = Change<int64_t>::Clear();
  REQUIRE(holm.Edit(none).ok());
  CHECK_FALSE(holm.state().rating.has_value());
}

TEST_CASE("a vendor with several faults names all of them", "[vendor]") {
  VendorChanges details;
  details.company = Change<std::string>::Set(std::string(201, 'x'));
  details.industry = Change<std::string>::Set(std::string(101, 'x'));
  details.website = Change<std::string>::Set("ftp://holm.example");
  details.tags = Change<std::vector<std::string>>::Set({""});
  details.rating = Change<int64_t>::Set(7);
  CHECK(FieldsOf(Created(details)) == "name,company,industry,website,tags,rating");
}

TEST_CASE("an edit changes what it names of a vendor and nothing else, or nothing at all", "[vendor]") {
  Vendor holm = Holm();
  VendorChanges changes;
  changes.industry = Change<std::string>::Set("timber");
  REQUIRE(holm.Edit(changes).ok());
  CHECK(holm.state().name == "Holm");
  CHECK(holm.state().industry == "timber");
  CHECK(EventsOf(holm) == std::vector<std::string>{"vendor.updated"});
  VendorChanges wrong;
  wrong.industry = Change<std::string>::Set("steel");
  wrong.website = Change<std::string>::Set("holm");
  CHECK(FieldsOf(holm.Edit(wrong)) == "website");
  CHECK(holm.state().industry == "timber");
}

TEST_CASE("a vendor is activated when inactive and deactivated when active", "[vendor]") {
  Vendor holm = Holm();
  CHECK(ReasonOf(holm.Activate()) == Reason::kInvalidVendorState);
  REQUIRE(holm.Deactivate().ok());
  CHECK(holm.state().status == VendorStatus::kInactive);
  CHECK(ReasonOf(holm.Deactivate()) == Reason::kInvalidVendorState);
  REQUIRE(holm.Activate().ok());
  CHECK(holm.state().status == VendorStatus::kActive);
  CHECK(EventsOf(holm) == std::vector<std::string>{"vendor.deactivated", "vendor.activated"});
}

TEST_CASE("a vendor belongs to the member who manages it", "[vendor]") {
  VendorState state;
  CHECK(Vendor::OwnersOf(state).empty());
  state.owner_id = UserId(Uuid({3}));
  CHECK(Vendor::OwnersOf(state) == std::vector<UserId>{UserId(Uuid({3}))});
}

}  // namespace
}  // namespace pipewright::sales
