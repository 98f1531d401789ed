#include "domain/organization/tenant.h"

#include <catch2/catch.hpp>

namespace pipewright::organization {
namespace {

Tenant Acme() {
  NewTenant details;
  details.name = " Acme ";
  details.slug = Slug::Parse("acme").value();
  return Tenant::Found(TenantId(), details).value();
}

TEST_CASE("a new tenant is active, with a currency, a time zone and a language") {
  const Tenant tenant = Acme();
  CHECK(tenant.state().name == "Acme");
  CHECK(tenant.state().status == TenantStatus::kActive);
  CHECK(tenant.state().base_currency.code() == "USD");
  CHECK(tenant.state().time_zone == "UTC");
  CHECK(tenant.state().locale == "en");
  REQUIRE(tenant.events().size() == 1);
  CHECK(std::holds_alternative<EventNamed<"tenant.created">>(tenant.events()[0]));
}

TEST_CASE("a tenant with several faults names all of them") {
  NewTenant details;
  details.name = " ";
  details.slug = Slug::Parse("acme").value();
  details.time_zone = "Mars/Olympus";
  details.locale = "x";
  const auto tenant = Tenant::Found(TenantId(), details);
  REQUIRE_FALSE(tenant.ok());
  CHECK(DetailsOf(tenant.status()).fields.size() == 3);
}

TEST_CASE("a suspended tenant's members may not work until it is reactivated") {
  Tenant tenant = Acme();
  REQUIRE(tenant.Suspend().ok());
  CHECK(DetailsOf(CheckUsable(tenant.state().status)).reason == Reason::kTenantSuspended);
  CHECK(DetailsOf(tenant.Suspend()).reason == Reason::kInvalidTenantState);
  REQUIRE(tenant.Reactivate().ok());
  CHECK(CheckUsable(tenant.state().status).ok());
  CHECK(DetailsOf(tenant.Reactivate()).reason == Reason::kInvalidTenantState);
}

TEST_CASE("an edit with a fault changes nothing") {
  Tenant tenant = Acme();
  TenantChanges changes;
  changes.name = Change<std::string>::Set("New name");
  changes.fiscal_year_start_month = Change<int64_t>::Set(13);
  CHECK(DetailsOf(tenant.Edit(changes)).fields.at(0).field == "fiscal_year_start_month");
  CHECK(tenant.state().name == "Acme");
  CHECK(tenant.events().size() == 1);
}

TEST_CASE("a closed tenant can't be changed, suspended or used") {
  TenantState state = Acme().state();
  state.status = TenantStatus::kClosed;
  Tenant tenant = Tenant::Restore(state);
  CHECK(DetailsOf(tenant.Edit({})).reason == Reason::kInvalidTenantState);
  CHECK(DetailsOf(tenant.Suspend()).reason == Reason::kInvalidTenantState);
  CHECK(DetailsOf(CheckUsable(TenantStatus::kClosed)).reason == Reason::kTenantClosed);
}

TEST_CASE("a slug is 3 to 63 of a-z, 0-9 and dashes between them") {
  for (const char* good : {"abc", "acme-gmbh", "1st", "a--b"}) CHECK(Slug::Parse(good).ok());
  for (const char* bad : {"", "ab", "-acme", "acme-", "Acme", "ac me", "acm\xC3\xA9"})
    CHECK_FALSE(Slug::Parse(bad).ok());
  CHECK(Slug::Parse(std::string(63, 'a')).ok());
  CHECK_FALSE(Slug::Parse(std::string(64, 'a')).ok());
}

TEST_CASE("a slug made from any name is a slug") {
  for (const std::string& name :
       {std::string("M\xC3\xBCller & Sohn!"), std::string("\xE6\xA0\xAA"), std::string("--"), std::string(500, 'x')}) {
    const Slug slug = Slug::Resembling(name, "k3f9");
    CAPTURE(slug.value());
    CHECK(Slug::Parse(slug.value()).ok());
  }
  CHECK(Slug::Resembling("Acme GmbH", "k3f9").value() == "acme-gmbh-k3f9");
}

}  // namespace
}  // namespace pipewright::organization
