// Values in filters are read as stored ones are, and parts of a field are asked for by name.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <utility>

#include "application/shared/filter/checker.h"
#include "application/shared/filter/custom_field_catalog.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/filter_evaluator.h"
#include "tests/support/status_matchers.h"

namespace pipewright::filter {
namespace {

const FieldCatalog& PersonCatalog() {
  static const auto* const catalog = new FieldCatalog(
      "person",
      {{.name = "email", .type = FieldType::kText, .form = TextForm::kLowerCase},
       {.name = "phone", .type = FieldType::kText, .nullable = true, .form = TextForm::kPhone},
       {.name = "tags", .type = FieldType::kTextSet, .sortable = false, .form = TextForm::kLowerCase},
       {.name = "words", .type = FieldType::kTextSet, .sortable = false},
       {.name = "address", .type = FieldType::kGroup, .sortable = false, .nullable = true},
       {.name = "address.city", .type = FieldType::kText, .sortable = false, .nullable = true},
       {.name = "address.region_code", .type = FieldType::kText, .sortable = false, .form = TextForm::kUpperCase},
       {.name = "custom_fields", .type = FieldType::kGroup, .sortable = false, .nullable = true}});
  return *catalog;
}

absl::StatusOr<std::vector<Field>> TierOf(absl::string_view /*resource*/) {
  organization::CustomFieldDefinitionState tier;
  tier.key = "tier";
  tier.type = CustomFieldType::kSelect;
  tier.options = {"gold", "silver"};
  tier.retired_options = {"bronze"};
  organization::CustomFieldDefinitionState note;
  note.key = "note";
  return std::vector<Field>{FieldOf(tier), FieldOf(note)};
}

absl::StatusOr<Condition> Check(absl::string_view text) {
  static const FakePhones phones;
  return CheckFilter(
      text, PersonCatalog(),
      {.user = std::nullopt, .now = absl::UnixEpoch(), .phones = &phones, .region = "DE", .custom_fields = TierOf});
}

bool Fits(absl::string_view text) {
  const FakeRecord ada = {{"email", std::string("ada@example.com")},
                          {"phone", std::string("+493012345678")},
                          {"tags", std::set<std::string>{"vip", "\xC3\xA4rger"}},
                          {"words", std::set<std::string>{"Globex"}},
                          {"address", true},
                          {"address.city", std::string("Berlin")},
                          {"address.region_code", std::string("DE")},
                          {"custom_fields", true},
                          {"custom_fields.tier", std::string("bronze")}};
  const auto condition = Check(text);
  INFO(text << ": " << condition.status());
  REQUIRE(condition.ok());
  return Holds(*condition, ada);
}

TEST_CASE("e-mail addresses, codes and tags are found in any case", "[filter]") {
  CHECK(Fits("email = \"Ada@Example.COM\""));
  CHECK(Fits("email = (\"X@Y.COM\" OR \"ADA@example.com\")"));
  CHECK(Fits("email = \"Ada@*\""));
  CHECK(Fits("email:\"EXAMPLE\""));
  CHECK_FALSE(Fits("email != \"ADA@EXAMPLE.COM\""));
  CHECK(Fits("address.region_code = de"));
  CHECK(Fits("tags:VIP"));
  CHECK(Fits("tags = \"\xC3\x84RGER\""));
  CHECK(Fits("tags:\"V*\""));
  CHECK_FALSE(Fits("words:globex"));
}

TEST_CASE("a phone number is found as it is dialled in the tenant's country", "[filter]") {
  CHECK(Fits("phone = \"03012345678\""));
  CHECK(Fits("phone = \"+493012345678\""));
  CHECK(Fits("phone:\"03012345678\""));
  CHECK(Fits("phone:\"30 1234-5\""));
  CHECK(Fits("phone = \"+49 (30)*\""));
  CHECK_FALSE(Fits("phone = \"03012345679\""));
  CHECK_FALSE(Fits("phone = nonsense"));
  const auto untold = CheckFilter("phone = \"030 1\"", PersonCatalog(), {.user = {}, .now = absl::UnixEpoch()});
  CHECK(std::get<std::string>(untold->literal) == "030 1");
}

TEST_CASE("an option that was taken away is still filtered by, and suggested to nobody", "[filter][custom_fields]") {
  CHECK(Fits("custom_fields.tier = bronze"));
  CHECK(Fits("custom_fields.tier = (gold OR bronze)"));
  const auto refused = Check("custom_fields.tier = bronse");
  CHECK(ReasonOf(refused) == Reason::kInvalidFilter);
  CHECK_THAT(std::string(refused.status().message()),
             Catch::Contains("one of gold, silver") && !Catch::Contains("bronze"));
}

TEST_CASE("whether a part is there is asked by a star behind it, or by its name behind the whole", "[filter]") {
  for (const char* const yes : {"address:*", "address = *", "address.city:*", "address:city", "address.city = Berlin",
                                "custom_fields:*", "custom_fields.tier:*", "custom_fields:tier", "-custom_fields:note",
                                "custom_fields:(tier AND -note)", "custom_fields:(note OR tier)"}) {
    INFO(yes);
    CHECK(Fits(yes));
  }
  CHECK(Check("custom_fields:tier").value() == Check("custom_fields.tier:*").value());
  CHECK(Check("address:city").value() == Check("address.city:*").value());
  for (const auto& [wrong, hint] :
       {std::pair("address = Berlin", "address takes only :*"), std::pair("address != Berlin", "compared by name"),
        std::pair("address > Berlin", "address takes only :*"), std::pair("custom_fields:teir", "did you mean"),
        std::pair("address:town", "no field address.town"), std::pair("custom_fields:ti*", "write custom_fields:name"),
        std::pair("custom_fields:(tier = 1)", "without operators"), std::pair("custom_fields:me()", "stands what")}) {
    const auto refused = Check(wrong);
    INFO(wrong << ": " << refused.status());
    CHECK(ReasonOf(refused) == Reason::kInvalidFilter);
    CHECK_THAT(std::string(refused.status().message()), Catch::Contains(hint));
  }
}

}  // namespace
}  // namespace pipewright::filter
