// What a mask says about the fields of a resource. That every resource is read so: tests/server/suites/standard.
#include "server/wire/resource_reader.h"

#include <google/protobuf/field_mask.pb.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "domain/shared/record_kind.h"
#include "pipewright/sales/v1/account.pb.h"

namespace pipewright::server {
namespace {

using google::protobuf::FieldMask;
using sales::v1::Account;

FieldMask Mask(const std::vector<std::string>& paths) {
  FieldMask mask;
  for (const std::string& path : paths) mask.add_paths(path);
  return mask;
}

// Named, with no more than the name.
Account Acme() {
  Account account;
  account.set_name("Acme");
  return account;
}

// "set Acme", "clear" or "keep".
std::string Name(ResourceReader& reader, const Account& account) {
  Change<std::string> change;
  reader.Text("name", account.name(), change);
  return change.is_set() ? "set " + change.value() : change.is_clear() ? "clear" : "keep";
}

std::string FieldsOf(const ResourceReader& reader) {
  std::string fields;
  for (const FieldViolation& violation : DetailsOf(reader.ToStatus()).fields) fields += violation.field + " ";
  return fields;
}

TEST_CASE("a create sets what is populated and nothing else", "[wire]") {
  const Account account = Acme();
  ResourceReader reader("account", account);
  CHECK(Name(reader, account) == "set Acme");
  CHECK_FALSE(reader.Named("industry"));
  CHECK_FALSE(reader.Named("vip"));
  CHECK_FALSE(reader.Named("tags"));
  CHECK_FALSE(reader.Named("annual_revenue"));
  CHECK(reader.ToStatus().ok());
}

TEST_CASE("an absent mask names what is populated", "[wire]") {
  Account account = Acme();
  account.set_employee_count(0);  // a field with presence says so even of nothing
  account.add_tags("vip");
  ResourceReader reader("account", account, FieldMask());
  CHECK(Name(reader, account) == "set Acme");
  CHECK(reader.Named("employee_count"));
  CHECK(reader.Named("tags"));
  CHECK_FALSE(reader.Named("industry"));
  Change<int64_t> count;
  reader.Int("employee_count", account.employee_count(), count);
  REQUIRE(count.is_set());
  CHECK(count.value() == 0);
}

TEST_CASE("a mask names its fields and no others; what is empty among them is cleared", "[wire]") {
  Account account = Acme();
  account.set_industry("retail");
  ResourceReader reader("account", account, Mask({"name", "region", "vip", "tags"}));
  CHECK(Name(reader, account) == "set Acme");
  CHECK_FALSE(reader.Named("industry"));
  Change<std::string> region;
  reader.Text("region", account.region(), region);
  CHECK(region.is_clear());
  Change<std::string> industry;
  reader.Text("industry", account.industry(), industry);
  CHECK_FALSE(industry.is_named());
  Change<bool> vip;
  reader.Bool("vip", account.vip(), vip);
  CHECK(vip.is_clear());
  Change<std::vector<std::string>> tags;
  reader.Texts("tags", account.tags(), tags);
  CHECK(tags.is_clear());
}

TEST_CASE("a star names everything, whatever stands beside it", "[wire]") {
  const Account account = Acme();
  for (const auto& paths : {std::vector<std::string>{"*"}, {"name", "*"}, {"*", "industry"}}) {
    ResourceReader reader("account", account, Mask(paths));
    CHECK(Name(reader, account) == "set Acme");
    CHECK(reader.Named("industry"));
    CHECK(reader.ToStatus().ok());
  }
}

TEST_CASE("a star passes over what changes by methods of its own, and doesn't clear whose the record is", "[wire]") {
  Account account = Acme();
  account.set_status(sales::v1::ACCOUNT_STATUS_CUSTOMER);
  {
    ResourceReader reader("account", account, Mask({"*"}));
    CHECK_FALSE(reader.Named("status"));
    CHECK_FALSE(reader.Named("owner_id"));
    CHECK_FALSE(reader.Named("business_unit_id"));
  }
  account.set_owner_id("0190f3c2-7b1e-7c3a-9d4e-5f60718293a4");
  CHECK(ResourceReader("account", account, Mask({"*"})).Named("owner_id"));
  account.clear_owner_id();
  ResourceReader reader("account", account, Mask({"*", "owner_id", "status"}));
  CHECK(reader.Named("status"));
  Change<UserId> owner;
  reader.Id("owner_id", account.owner_id(), owner);
  CHECK(owner.is_clear());
}

TEST_CASE("what is required can't be cleared, and the error says what to do instead", "[wire]") {
  const Account account;
  for (const char* const path : {"name", "*"}) {
    ResourceReader reader("account", account, Mask({path}));
    Name(reader, account);
    CHECK(FieldsOf(reader) == "account.name ");
    CHECK_THAT(std::string(reader.ToStatus().message()), Catch::Contains("update_mask"));
  }
  ResourceReader reader("account", account, FieldMask());
  CHECK(Name(reader, account) == "keep");
  CHECK(reader.ToStatus().ok());
}

TEST_CASE("a mask names an address or parts of it, which are read alone", "[wire]") {
  Account account = Acme();
  account.mutable_billing_address()->set_city(" Bern ");
  account.mutable_billing_address()->set_region_code("Switzerland");
  const auto changed = [&](const std::vector<std::string>& paths) {
    ResourceReader reader("account", account, Mask(paths));
    PartsChange<PostalAddress> change;
    reader.Address("billing_address", account.billing_address(), change);
    PostalAddress address{"High St 1", "Kiel", "Holstein", "24103", "DE"};
    change.ApplyTo(address);
    return FieldsOf(reader) + address.street + "|" + address.city + "|" + address.region_code;
  };
  CHECK(changed({"billing_address.city"}) == "High St 1|Bern|DE");
  CHECK(changed({"billing_address.street", "billing_address.city"}) == "|Bern|DE");
  CHECK(changed({"name"}) == "High St 1|Kiel|DE");
  CHECK(changed({"shipping_address.city"}) == "High St 1|Kiel|DE");
  CHECK(changed({"billing_address.region_code"}) == "account.billing_address.region_code High St 1|Kiel|DE");
  CHECK(changed({"billing_address"}) == "account.billing_address.region_code High St 1|Kiel|DE");
  account.mutable_billing_address()->clear_region_code();
  CHECK(changed({"billing_address", "billing_address.city"}) == "|Bern|");
  CHECK(changed({"*"}) == "|Bern|");
}

TEST_CASE("a path into what changes as a whole is a violation", "[wire]") {
  const Account account = Acme();
  ResourceReader reader("account", account, Mask({"annual_revenue.units"}));
  Change<Money> revenue;
  reader.Message("annual_revenue", account.annual_revenue(), revenue);
  CHECK_FALSE(revenue.is_named());
  CHECK(FieldsOf(reader) == "update_mask ");
  CHECK_THAT(std::string(reader.ToStatus().message()), Catch::Contains("name \"annual_revenue\""));
}

TEST_CASE("each path that the resource doesn't have is a violation of the mask", "[wire]") {
  const Account account = Acme();
  for (const std::string& path :
       {std::string("colour"), std::string(""), std::string("Name"), std::string("billing_address.town"),
        std::string("tags.0"), std::string("name.x"), std::string("custom_fields."), std::string("account.name"),
        std::string(".name"), std::string("**")}) {
    CAPTURE(path);
    ResourceReader reader("account", account, Mask({path}));
    CHECK(reader.ToStatus().code() == absl::StatusCode::kInvalidArgument);
    CHECK(FieldsOf(reader) == "update_mask ");
    CHECK_THAT(std::string(reader.ToStatus().message()), Catch::Contains("\"" + path + "\""));
  }
  ResourceReader reader("account", account, Mask({"colour", "name", "size_of"}));
  CHECK(FieldsOf(reader) == "update_mask update_mask ");
  CHECK(Name(reader, account) == "set Acme");  // the rest is looked at still, for all that is wrong at once
}

TEST_CASE("a star beside an unknown path doesn't excuse it", "[wire]") {
  const Account account = Acme();
  ResourceReader reader("account", account, Mask({"*", "colour"}));
  CHECK(FieldsOf(reader) == "update_mask ");
}

TEST_CASE("a path to what only the server decides is taken, and nobody asks for it", "[wire]") {
  const Account account = Acme();
  ResourceReader reader("account", account, Mask({"create_time", "id", "code"}));
  CHECK(reader.ToStatus().ok());
  CHECK(Name(reader, account) == "keep");
}

TEST_CASE("a value that can't be read is a violation under its path, when it is named", "[wire]") {
  Account account;
  account.set_owner_id("7");
  account.mutable_annual_revenue()->set_currency_code("XXQ");
  account.set_size(static_cast<sales::v1::AccountSize>(99));
  {
    ResourceReader reader("account", account, FieldMask());
    Change<UserId> owner;
    reader.Id("owner_id", account.owner_id(), owner);
    Change<Money> revenue;
    reader.Message("annual_revenue", account.annual_revenue(), revenue);
    CHECK_FALSE(owner.is_named());
    CHECK_THAT(FieldsOf(reader), Catch::StartsWith("account.owner_id ") && Catch::Contains(" account.annual_revenue"));
  }
  ResourceReader reader("account", account, Mask({"name"}));
  Change<UserId> owner;
  reader.Id("owner_id", account.owner_id(), owner);
  CHECK(reader.ToStatus().ok());
}

TEST_CASE("custom fields are replaced whole, or key by key as the mask says", "[wire]") {
  Account account;
  auto& fields = *account.mutable_custom_fields()->mutable_fields();
  fields["tier"].set_string_value("gold");
  fields["seats"].set_number_value(7);
  const auto read = [&](const FieldMask& mask) {
    ResourceReader reader("account", account, mask);
    CustomFieldsInput input;
    reader.CustomFields("custom_fields", account.custom_fields(), input);
    CHECK(reader.ToStatus().ok());
    return input;
  };
  for (const FieldMask& whole : {Mask({"custom_fields"}), Mask({"*"})}) {
    CHECK(read(whole).replaces);
    CHECK(read(whole).values.size() == 2);
  }
  const CustomFieldsInput keys = read(Mask({"custom_fields.tier", "custom_fields.gone"}));
  CHECK_FALSE(keys.replaces);
  REQUIRE(keys.values.size() == 2);
  CHECK_FALSE(IsAbsent(keys.values.at("tier")));
  CHECK(IsAbsent(keys.values.at("gone")));
  CHECK_FALSE(read(Mask({"name"})).is_named());
  const CustomFieldsInput populated = read(FieldMask());
  CHECK_FALSE(populated.replaces);
  CHECK(populated.values.size() == 2);
  fields.clear();
  CHECK_FALSE(read(FieldMask()).is_named());
  CHECK(read(Mask({"custom_fields"})).is_named());
}

}  // namespace
}  // namespace pipewright::server
