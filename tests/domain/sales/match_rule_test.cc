#include "domain/sales/match_rule.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/domain/sales/sales_examples.h"

namespace pipewright::sales {
namespace {

MatchProfile Profile(const std::string& name, std::vector<std::string> emails = {},
                     std::vector<std::string> phones = {}, std::vector<std::string> domains = {}) {
  return {name, std::move(emails), std::move(phones), std::move(domains)};
}

TEST_CASE("a score says how sure all reasons together make, and which they are", "[duplicates]") {
  const MatchRuleState rule = MatchRule::DefaultOf("account");
  struct Example {
    MatchProfile one;
    MatchProfile other;
    int64_t score;
    std::vector<MatchReason> reasons;
  };
  const std::vector<Example> examples = {
      {Profile("acme"), Profile("globex"), 0, {}},
      {Profile(""), Profile(""), 0, {}},
      {Profile("acme"), Profile("acme"), 75, {MatchReason::kName}},
      {Profile("acme", {"a@b.c"}), Profile("acme", {"a@b.c"}), 95, {MatchReason::kName, MatchReason::kEmail}},
      {Profile("x", {}, {"+1", "+2"}), Profile("y", {}, {"+2"}), 60, {MatchReason::kPhone}},
      {Profile("x", {}, {"+2"}, {"b.c"}),
       Profile("y", {}, {"+2"}, {"b.c"}),
       84,
       {MatchReason::kPhone, MatchReason::kDomain}},
      {Profile("desks meridian"), Profile("desk meridian"), 57, {MatchReason::kSimilarName}},
  };
  for (const Example& example : examples) {
    CAPTURE(example.one.name, example.other.name);
    const Match match = Compare(example.one, example.other, rule);
    CHECK(match.score == example.score);
    CHECK(match.reasons == example.reasons);
    CHECK(Compare(example.other, example.one, rule).score == example.score);
  }
}

TEST_CASE("what weighs nothing is no reason", "[duplicates]") {
  MatchRuleState rule = MatchRule::DefaultOf("account");
  rule.name_weight = 0;
  rule.email_weight = 100;
  CHECK(Compare(Profile("acme"), Profile("acme"), rule).reasons.empty());
  CHECK(Compare(Profile("acme", {"a@b.c"}), Profile("acme", {"a@b.c"}), rule).score == 100);
}

TEST_CASE("a person's name alone makes no duplicate, a company's does", "[duplicates]") {
  const MatchRuleState contacts = MatchRule::DefaultOf("contact");
  const MatchRuleState accounts = MatchRule::DefaultOf("account");
  CHECK(Compare(Profile("berg maria"), Profile("berg maria"), contacts).score < contacts.threshold);
  CHECK(Compare(Profile("acme"), Profile("acme"), accounts).score >= accounts.threshold);
}

TEST_CASE("weights are percent, and what is cleared is the default again", "[duplicates]") {
  MatchRuleChanges changes;
  changes.name_weight = Change<int64_t>::Set(101);
  changes.phone_weight = Change<int64_t>::Set(-1);
  changes.threshold = Change<int64_t>::Set(0);
  CHECK(FieldsOf(MatchRule::Create(MatchRuleId(), "account", changes)) == "name_weight,phone_weight,threshold");
  changes = {};
  changes.name_weight = Change<int64_t>::Set(10);
  MatchRule rule = MatchRule::Create(MatchRuleId(), "account", changes).value();
  CHECK(rule.state().name_weight == 10);
  CHECK(rule.state().email_weight == MatchRule::DefaultOf("account").email_weight);
  changes.name_weight = Change<int64_t>::Clear();
  changes.threshold = Change<int64_t>::Set(100);
  REQUIRE(rule.Edit(changes).ok());
  CHECK(rule.state().name_weight == MatchRule::DefaultOf("account").name_weight);
  CHECK(rule.state().threshold == 100);
  changes.threshold = Change<int64_t>::Set(101);
  CHECK(FieldsOf(rule.Edit(changes)) == "threshold");
}

}  // namespace
}  // namespace pipewright::sales
