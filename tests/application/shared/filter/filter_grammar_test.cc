// What the grammar of AIP-160 (https://google.aip.dev/160) takes: each of its forms, accepted by the grammar, and then
// by the fields or refused with what to write.
#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "application/shared/filter/checker.h"
#include "application/shared/filter/parser.h"
#include "tests/support/filter_catalog.h"
#include "tests/support/status_matchers.h"

namespace pipewright::filter {
namespace {

const FieldCatalog& AnythingCatalog() {
  static const auto* const catalog =
      new FieldCatalog("thing", {{.name = "a", .type = FieldType::kInt},
                                 {.name = "b", .type = FieldType::kBool},
                                 {.name = "c", .type = FieldType::kText},
                                 {.name = "d", .type = FieldType::kMoney},
                                 {.name = "e", .type = FieldType::kTextSet},
                                 {.name = "msg", .type = FieldType::kText},
                                 {.name = "msg.endsWith", .type = FieldType::kText},
                                 {.name = "package", .type = FieldType::kText},
                                 {.name = "com.google", .type = FieldType::kText},
                                 {.name = "expr.type_map.1.type", .type = FieldType::kText},
                                 {.name = "map", .type = FieldType::kGroup},
                                 {.name = "map.foo", .type = FieldType::kText},
                                 {.name = "state", .type = FieldType::kEnum, .enum_values = {"OPEN", "WON"}},
                                 {.name = "time", .type = FieldType::kTime}});
  return *catalog;
}

// "" where the filter is taken, else what its refusal says.
struct Form {
  const char* text;
  const char* refusal;
};

const Form kForms[] = {
    // Sequences and their joints.
    {"", ""},
    {"a = 1 AND b = true", ""},
    {"a = 1 b = true", ""},
    {"(a = 1 b = true) AND c = x", ""},
    {"a = 1 OR a = 2", ""},
    {"a < 10 OR a >= 100", ""},
    {"NOT (a = 1 OR b = true)", ""},
    {"-c:\".java\"", ""},
    {"-30 = a", "no field -30"},
    {"a = 1 and b = true", "write AND in capitals"},
    {"New York Giants", "write field:\"New\""},
    {"New York Giants OR Yankees", "write field:\"New\""},
    {"(New York) Giants", "write field:\"New\""},
    {"prod", "write field:\"prod\""},
    {"\"prod\"", "write field:\"prod\""},
    // Comparators.
    {"a <= 1", ""},
    {"a < 1", ""},
    {"a >= 1", ""},
    {"a > 1", ""},
    {"a != 1", ""},
    {"a = 1", ""},
    {"a:1", ""},
    {"package = com.google", ""},
    {"msg != 'hello'", ""},
    {"a == 1", "write ="},
    {"a <> 1", "write !="},
    {"a ~ 1", "write :"},
    {"a", "Write a:* to ask whether it is there"},
    {"b", "Write b = true"},
    // Members, also those whose parts are keywords or numbers.
    {"expr.type_map.1.type = x", ""},
    {"map.foo:*", ""},
    {"map:foo", ""},
    {"map:*", ""},
    {"map.foo = \"x\"", ""},
    {"map.bar = \"x\"", "no field map.bar"},
    {"map = \"x\"", "takes only :*"},
    // Functions.
    {"regex(msg, '^[a-z]$')", "begins with a field"},
    {"math.mem('30mb')", "begins with a field"},
    {"(msg.endsWith('world') AND a < 1)", "begins with a field"},
    {"experiment.rollout <= cohort(request.user)", "no field experiment.rollout"},
    {"a <= cohort(c)", "there is no function cohort"},
    // Arguments.
    {"d = 2.5", ""},
    {"d = -2.5", ""},
    {"d = 2.997e9", "at most four decimals"},
    {"time > \"2012-04-21T11:30:00-04:00\"", ""},
    {"time > 2012-04-21T11:30:00-04:00", ""},
    {"time > \"20s\"", "takes a time"},
    {"state = OPEN", ""},
    {"state = open", "one of OPEN, WON"},
    {"c = (x OR y)", ""},
    {"c:(x AND y)", ""},
    {"e:42", ""},
    {"c = \"*.foo\"", ""},
    {"c = \"foo.*\"", ""},
    {"c = \"f*o\"", "beginning or the end"},
    {"c = \"say \\\"hi\\\"\"", ""},
    {"a = b", "whole number"},
    // Broken ones.
    {"a =", "ends where a field or value is expected"},
    {"= 1", "expected a field or value"},
    {"(a = 1", "never closed"},
    {"a = 1)", "closes nothing"},
    {"a = 1 AND", "ends where a field or value is expected"},
    {"AND a = 1", "found AND"},
    {"a. = 1", "expected a name after the dot"},
    {"c = \"x", "never closed"},
};

TEST_CASE("the forms of AIP-160 are taken, or refused with what to write", "[filter]") {
  for (const Form& form : kForms) {
    const auto checked = CheckFilter(form.text, AnythingCatalog(), {.user = UserId(), .now = absl::UnixEpoch()});
    INFO(form.text << ": " << checked.status());
    const std::string refusal = form.refusal;
    CHECK(checked.ok() == refusal.empty());
    if (refusal.empty() || checked.ok()) continue;
    CHECK(ReasonOf(checked) == Reason::kInvalidFilter);
    CHECK_THAT(std::string(checked.status().message()), Catch::Contains(refusal));
  }
}

TEST_CASE("OR binds tighter than AND, and AND is what stands between conditions side by side", "[filter]") {
  for (const auto& [short_form, meant] :
       {std::pair("a = 1 AND b = true OR c = x", "a = 1 AND (b = true OR c = x)"),
        std::pair("a = 1 b = true OR c = x", "a = 1 AND (b = true OR c = x)"),
        std::pair("a = 1 OR b = true AND c = x", "(a = 1 OR b = true) AND c = x"),
        std::pair("NOT a = 1 AND b = true", "(NOT a = 1) AND b = true"), std::pair("-c = x", "NOT c = x"),
        std::pair("a = ( 1 OR 2 )", "a=(1 OR 2)")}) {
    INFO(short_form);
    CHECK(NormalForm(short_form) == NormalForm(meant));
  }
}

TEST_CASE("a filter has one normal form, however it is written", "[filter]") {
  CHECK(NormalForm("  ").empty());
  CHECK(NormalForm("a=1\t\tb : 'x'") == NormalForm("(a = 1) AND (b:\"x\")"));
  CHECK(NormalForm("c = \"a  b\"") != NormalForm("c = \"a b\""));
  CHECK(NormalForm("c = ab") != NormalForm("c = AB"));
  CHECK(NormalForm("not ( a filter") == "not ( a filter");
}

}  // namespace
}  // namespace pipewright::filter
