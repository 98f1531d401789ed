#include "domain/shared/custom_fields.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/literals.h"
#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

using Texts = std::vector<std::string>;
const Texts kTiers = {"gold", "silver", "bronze"};

TEST_CASE("a value becomes one of its field's type", "[custom_fields]") {
  const auto check = [](CustomFieldType type, const RawCustomFieldValue& raw) {
    const auto checked = CheckCustomFieldValue(type, kTiers, raw);
    INFO(checked.status());
    REQUIRE(checked.ok());
    return *checked;
  };
  CHECK(check(CustomFieldType::kText, std::string(" Acme ")) == CustomFieldValue(std::string("Acme")));
  CHECK(check(CustomFieldType::kNumber, -12.5) == CustomFieldValue(CustomNumber{-125'000}));
  CHECK(check(CustomFieldType::kBoolean, false) == CustomFieldValue(false));
  CHECK(check(CustomFieldType::kDate, std::string("2028-02-29")) == CustomFieldValue(absl::CivilDay(2028, 2, 29)));
  CHECK(check(CustomFieldType::kSelect, std::string("gold")) == CustomFieldValue(std::string("gold")));
  CHECK(check(CustomFieldType::kMultiSelect, Texts{"silver", "gold", "silver"}) ==
        CustomFieldValue(Texts{"gold", "silver"}));
  CHECK(check(CustomFieldType::kUrl, std::string("https://example.com/a")) ==
        CustomFieldValue(std::string("https://example.com/a")));
  CHECK(check(CustomFieldType::kReference, std::string("0190F3C2-7B1E-7C3A-9D4E-5F60718293A4")) ==
        CustomFieldValue(Uuid::Parse("0190f3c2-7b1e-7c3a-9d4e-5f60718293a4").value()));
}

TEST_CASE("a value of another type is refused with what would fit", "[custom_fields]") {
  struct Wrong {
    CustomFieldType type;
    RawCustomFieldValue raw;
    const char* hint;
  };
  for (const Wrong& wrong : std::vector<Wrong>{
           {CustomFieldType::kText, 1.0, "must be a text"},
           {CustomFieldType::kText, std::string(501, 'x'), "at most 500"},
           {CustomFieldType::kNumber, std::string("12"), "must be a number"},
           {CustomFieldType::kNumber, 0.00001, "four decimals"},
           {CustomFieldType::kNumber, 1e15, "trillion"},
           {CustomFieldType::kNumber, std::numeric_limits<double>::quiet_NaN(), "must be a number"},
           {CustomFieldType::kNumber, std::numeric_limits<double>::infinity(), "trillion"},
           {CustomFieldType::kNumber, std::numeric_limits<double>::denorm_min(), "four decimals"},
           {CustomFieldType::kBoolean, std::string("true"), "true or false"},
           {CustomFieldType::kDate, std::string("2026-02-29"), "2026-01-31"},
           {CustomFieldType::kDate, std::string("2026-2-1"), "2026-01-31"},
           {CustomFieldType::kSelect, std::string("glod"), "did you mean gold?"},
           {CustomFieldType::kSelect, Texts{"gold"}, "as a text"},
           {CustomFieldType::kMultiSelect, std::string("gold"), "a list of its options"},
           {CustomFieldType::kMultiSelect, Texts{"gold", "platinum"}, "it has gold, silver, bronze"},
           {CustomFieldType::kMultiSelect, OtherValue(), "a list of its options"},
           {CustomFieldType::kUrl, std::string("example.com"), "http"},
           {CustomFieldType::kUrl, absl::StrCat("https://example.com/", std::string(1981, 'x')), "at most 2000"},
           {CustomFieldType::kReference, std::string("Acme"), "UUID"},
           {CustomFieldType::kText, std::monostate(), "must be a text"},
       }) {
    const auto checked = CheckCustomFieldValue(wrong.type, kTiers, wrong.raw);
    INFO(wrong.hint << ": " << checked.status());
    REQUIRE_FALSE(checked.ok());
    CHECK(checked.status().code() == absl::StatusCode::kInvalidArgument);
    CHECK_THAT(std::string(checked.status().message()), Catch::Contains(wrong.hint));
  }
}

TEST_CASE("each element that is no option is named", "[custom_fields]") {
  const auto checked = CheckCustomFieldValue(CustomFieldType::kMultiSelect, kTiers, Texts{"x", "gold", "y"});
  CHECK(FieldsOf(checked) == "[0],[2]");
}

TEST_CASE("nothing, spaces and an empty list are no value", "[custom_fields]") {
  CHECK(IsAbsent(std::monostate()));
  CHECK(IsAbsent(std::string(" \t")));
  CHECK(IsAbsent(Texts{}));
  CHECK_FALSE(IsAbsent(false));
  CHECK_FALSE(IsAbsent(0.0));
  CHECK_FALSE(IsAbsent(OtherValue()));
}

TEST_CASE("numbers are exact though they travel as doubles", "[custom_fields]") {
  CHECK(CustomNumber::Of(0.1)->e4 == 1'000);
  CHECK(CustomNumber::Of(-0.0)->e4 == 0);
  CHECK(CustomNumber::Of(1234567.8901)->e4 == 12'345'678'901);
  rc::prop("fifteen digits come back as they went", [] {
    const auto e4 = *rc::gen::inRange<int64_t>(-999'999'999'999'999, 999'999'999'999'999);
    const auto back = CustomNumber::Of(CustomNumber{e4}.ToDouble());
    RC_ASSERT(back.ok());
    RC_ASSERT(back->e4 == e4);
  });
}

TEST_CASE("a value stands in answers as it would in a request", "[custom_fields]") {
  CHECK(RawOf(CustomNumber{-5'000}) == RawCustomFieldValue(-0.5));
  CHECK(RawOf(absl::CivilDay(2026, 1, 31)) == RawCustomFieldValue(std::string("2026-01-31")));
  CHECK(TenThousandthsText(-12'500) == "-1.25");
  CHECK(TenThousandthsText(30'000) == "3");
}

}  // namespace
}  // namespace pipewright
