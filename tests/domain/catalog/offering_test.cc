#include "domain/catalog/offering.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/domain/catalog/catalog_examples.h"

namespace pipewright::catalog {
namespace {

using Names = std::vector<std::string>;

OfferingChanges Named(const std::string& name) {
  OfferingChanges details;
  details.name = Change<std::string>::Set(name);
  return details;
}

absl::StatusOr<Offering> Created(const OfferingChanges& details) {
  return Offering::Create(NthId<OfferingId>(1), details);
}

Offering Care() {
  Offering care = Created(Named("Care")).value();
  care.MarkStored(care.state());
  return care;
}

OfferingChanges Priced(const std::vector<Money>& prices) {
  OfferingChanges details = Named("Care");
  details.prices = Change<std::vector<Money>>::Set(prices);
  return details;
}

TEST_CASE("a new offering is a service on sale that is paid once", "[offering]") {
  const Offering care = Created(Named(" Care ")).value();
  CHECK(care.state().name == "Care");
  CHECK(care.state().kind == OfferingKind::kService);
  CHECK(care.state().billing_period == BillingPeriod::kOneTime);
  CHECK(care.state().active);
  CHECK_FALSE(care.state().sku.has_value());
  CHECK(EventsOf(care) == Names{"offering.created"});
}

TEST_CASE("an offering has a name, from its creation on", "[offering]") {
  CHECK(FieldsOf(Created({})) == "name");
  CHECK(FieldsOf(Created(Named(" "))) == "name");
  Offering care = Care();
  OfferingChanges changes;
  changes.name = Change<std::string>::Clear();
  CHECK(FieldsOf(care.Edit(changes)) == "name");
  CHECK(care.state().name == "Care");
}

TEST_CASE("a sku of nothing is none, and one has at most 64 characters", "[offering]") {
  OfferingChanges details = Named("Care");
  details.sku = Change<std::string>::Set(" \t");
  CHECK_FALSE(Created(details)->state().sku.has_value());
  details.sku = Change<std::string>::Set(" C-1 ");
  CHECK(Created(details)->state().sku == "C-1");
  details.sku = Change<std::string>::Set(std::string(65, 'x'));
  CHECK(FieldsOf(Created(details)) == "sku");
  Offering care = Care();
  OfferingChanges changes;
  changes.sku = Change<std::string>::Clear();
  REQUIRE(care.Edit(changes).ok());
  CHECK_FALSE(care.state().sku.has_value());
}

TEST_CASE("an offering has one price in a currency, and none below nothing", "[offering]") {
  CHECK(Created(Priced({Euro(10), Dollars(12)}))->state().prices == std::vector<Money>{Euro(10), Dollars(12)});
  CHECK(Created(Priced({Euro(0)})).ok());
  CHECK(FieldsOf(Created(Priced({Euro(10), Dollars(-12), Euro(11)}))) == "prices[1],prices[2]");
  const std::vector<Money> many(21, Euro(1));
  CHECK(FieldsOf(Created(Priced(many))) == "prices");
}

TEST_CASE("everything that is wrong about an offering is told at once", "[offering]") {
  OfferingChanges details;
  details.sku = Change<std::string>::Set(std::string(65, 'x'));
  details.prices = Change<std::vector<Money>>::Set({Euro(-1)});
  details.tags = Change<std::vector<std::string>>::Set({""});
  CHECK(FieldsOf(Created(details)) == "name,sku,prices[0],tags");
}

TEST_CASE("an offering goes on and off sale by methods of its own, not by an edit", "[offering]") {
  Offering care = Care();
  CHECK(ReasonOf(care.Activate()) == Reason::kInvalidOfferingState);
  OfferingChanges changes;
  changes.active = Change<bool>::Set(false);
  CHECK(FieldsOf(care.Edit(changes)) == "active");
  changes.active = Change<bool>::Clear();
  CHECK(FieldsOf(care.Edit(changes)) == "active");
  changes.active = Change<bool>::Set(true);
  CHECK(care.Edit(changes).ok());
  REQUIRE(care.Deactivate().ok());
  CHECK(ReasonOf(care.Deactivate()) == Reason::kInvalidOfferingState);
  REQUIRE(care.Activate().ok());
  CHECK(EventsOf(care) == Names{"offering.updated", "offering.deactivated", "offering.activated"});
}

TEST_CASE("an offering may be off sale from the beginning", "[offering]") {
  OfferingChanges details = Named("Care");
  details.active = Change<bool>::Set(false);
  CHECK_FALSE(Created(details)->state().active);
}

TEST_CASE("nobody begins to use an inactive offering", "[offering]") {
  Offering care = Care();
  CHECK(care.CheckOnSale("offering_id").ok());
  REQUIRE(care.Deactivate().ok());
  const absl::Status refused = care.CheckOnSale("offering_id");
  CHECK(ReasonOf(refused) == Reason::kOfferingInactive);
  CHECK(DetailsOf(refused).preconditions[0].subject == "offering_id");
}

TEST_CASE("a price of a month comes to twelve a year, any other to itself", "[offering]") {
  OfferingState care;
  care.prices = {Dollars(9), Euro(10)};
  const Currency euro = Euro(0).currency();
  CHECK(PriceOfAYear(care, euro) == Euro(10));
  care.billing_period = BillingPeriod::kAnnual;
  CHECK(PriceOfAYear(care, euro) == Euro(10));
  care.billing_period = BillingPeriod::kMonthly;
  CHECK(PriceOfAYear(care, euro) == Euro(120));
  CHECK_FALSE(PriceOfAYear(care, Currency::Parse("GBP").value()).has_value());
  care.prices = {Euro(100'000'000'000'000)};
  CHECK_FALSE(PriceOfAYear(care, euro).has_value());
}

}  // namespace
}  // namespace pipewright::catalog
