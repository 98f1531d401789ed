#include "domain/organization/code_series.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

CodeSeriesChanges To(const std::string& prefix, int64_t width) {
  CodeSeriesChanges changes;
  changes.prefix = Change<std::string>::Set(prefix);
  changes.width = Change<int64_t>::Set(width);
  return changes;
}

TEST_CASE("a code is the prefix and the number with leading zeros, or all of a longer number", "[codes]") {
  const CodeFormat format{"ACC-", 6};
  CHECK(format.Write(1) == "ACC-000001");
  CHECK(format.Write(999'999) == "ACC-999999");
  CHECK(format.Write(1'000'000) == "ACC-1000000");
  CHECK(CodeFormat{"X", 1}.Write(7) == "X7");
  CHECK(CodeFormat{"N-", 12}.Write(9'223'372'036'854'775'807) == "N-9223372036854775807");
}

TEST_CASE("each kind that has codes begins with a prefix of its own, six digits wide", "[codes]") {
  std::set<std::string> prefixes;
  for (const auto& [entity, name] : KindsWith(KindRole::kHasCode)) {
    CAPTURE(std::string(name));
    const CodeSeries series = CodeSeries::BuiltIn(entity);
    CHECK(series.state().version == 0);
    CHECK(series.state().entity == entity);
    CHECK(series.state().width == 6);
    CHECK(prefixes.insert(series.state().prefix).second);
  }
  CHECK(prefixes.contains("ACC-"));
  CHECK(prefixes.contains("OPP-"));
  CHECK(prefixes.contains("VEN-"));
  CHECK_FALSE(Has(RecordKind::kContact, KindRole::kHasCode));
}

TEST_CASE("each kind's series has an id of its own", "[codes]") {
  std::set<CodeSeriesId> ids;
  for (const auto& [entity, name] : KindsWith(KindRole::kHasCode)) {
    CHECK(ids.insert(CodeSeries::IdOf(entity)).second);
    CHECK_FALSE(CodeSeries::IdOf(entity).is_nil());
  }
}

TEST_CASE("a prefix is 1 to 10 capitals, digits and hyphens, a width 1 to 12", "[codes]") {
  CodeSeries series = CodeSeries::BuiltIn(RecordKind::kAccount);
  for (const char* const prefix : {"", "acc-", "ACC_", "A C", "ACCOUNTS-26", "\xC3\x84"}) {
    CAPTURE(prefix);
    CHECK(FieldsOf(series.Edit(To(prefix, 6))) == "prefix");
  }
  CHECK(FieldsOf(series.Edit(To("ACC-", 0))) == "width");
  CHECK(FieldsOf(series.Edit(To("x", 13))) == "prefix,width");
  CHECK(series.state().prefix == "ACC-");
  CHECK(series.events().empty());
  for (const char* const prefix : {"A", "-", "2026-", "CUSTOMER-B"}) CHECK(series.Edit(To(prefix, 12)).ok());
  CHECK(series.state().prefix == "CUSTOMER-B");
  CHECK(series.state().width == 12);
}

TEST_CASE("a prefix doesn't end in a digit, since two numbers could give one code then", "[codes]") {
  REQUIRE(CodeFormat{"A1", 2}.Write(23) == CodeFormat{"A", 2}.Write(123));
  CodeSeries series = CodeSeries::BuiltIn(RecordKind::kAccount);
  CHECK(FieldsOf(series.Edit(To("A1", 2))) == "prefix");
}

TEST_CASE("clearing brings back what every tenant begins with", "[codes]") {
  CodeSeries series = CodeSeries::BuiltIn(RecordKind::kVendor);
  REQUIRE(series.Edit(To("SUP-", 3)).ok());
  CodeSeriesChanges cleared;
  cleared.prefix = Change<std::string>::Clear();
  REQUIRE(series.Edit(cleared).ok());
  CHECK(series.state().prefix == "VEN-");
  CHECK(series.state().width == 3);
}

}  // namespace
}  // namespace pipewright::organization
