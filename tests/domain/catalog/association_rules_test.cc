// The rules of this file are counted by hand over ten accounts, of which each uses:
//   1 Care, Cover    2 Care, Cover    3 Care, Cover    4 Care           5 Care, Desks
//   6 Cover          7 Cover, Desks   8 Desks          9 Desks         10 Care, Cover, Desks
#include "domain/catalog/association_rules.h"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/domain/catalog/catalog_examples.h"

namespace pipewright::catalog {
namespace {

const OfferingId kCare = NthId<OfferingId>(1);
const OfferingId kCover = NthId<OfferingId>(2);
const OfferingId kDesks = NthId<OfferingId>(3);
const OfferingId kNew = NthId<OfferingId>(4);

BasketCounts TenAccounts() {
  BasketCounts counts;
  counts.accounts = 10;
  counts.using_one = {{kCare, 6}, {kCover, 6}, {kDesks, 5}};
  const auto both = [&](const OfferingId& a, const OfferingId& b, int64_t count) {
    counts.using_both[{a, b}] = count;
    counts.using_both[{b, a}] = count;
  };
  both(kCare, kCover, 4);
  both(kCare, kDesks, 2);
  both(kCover, kDesks, 2);
  return counts;
}

TEST_CASE("support, confidence and lift are those of the example", "[association_rules]") {
  const auto rule = BestRule(TenAccounts(), {kCare}, kCover, 1);
  REQUIRE(rule.has_value());
  CHECK(rule->antecedent == kCare);
  CHECK(rule->consequent == kCover);
  CHECK(rule->accounts == 10);
  CHECK(rule->with_antecedent == 6);
  CHECK(rule->with_consequent == 6);
  CHECK(rule->with_both == 4);
  CHECK(rule->support() == Approx(0.4));
  CHECK(rule->confidence() == Approx(4.0 / 6));
  CHECK(rule->lift() == Approx(4.0 / 6 / 0.6));

  const auto against = BestRule(TenAccounts(), {kDesks}, kCover, 1);
  REQUIRE(against.has_value());
  CHECK(against->support() == Approx(0.2));
  CHECK(against->confidence() == Approx(0.4));
  CHECK(against->lift() == Approx(0.4 / 0.6));  // desks keep from cover
}

TEST_CASE("of what an account uses, that is the reason which says most", "[association_rules]") {
  CHECK(BestRule(TenAccounts(), {kDesks, kCare}, kCover, 1)->antecedent == kCare);
  CHECK(BestRule(TenAccounts(), {kCare, kDesks}, kCover, 1)->antecedent == kCare);
}

TEST_CASE("of two reasons that say the same, the one that rests on more accounts is told", "[association_rules]") {
  BasketCounts counts = TenAccounts();
  counts.using_one[kNew] = 3;
  counts.using_both[{kNew, kCover}] = 2;  // two thirds, as with care
  CHECK(BestRule(counts, {kNew, kCare}, kCover, 1)->antecedent == kCare);
  CHECK(BestRule(counts, {kCare, kNew}, kCover, 1)->antecedent == kCare);
}

TEST_CASE("what few accounts use is no reason", "[association_rules]") {
  BasketCounts counts = TenAccounts();
  counts.using_one[kNew] = 1;
  counts.using_both[{kNew, kCover}] = 1;
  CHECK(BestRule(counts, {kNew, kCare}, kCover, 1)->antecedent == kNew);
  CHECK(BestRule(counts, {kNew, kCare}, kCover, 2)->antecedent == kCare);
}

TEST_CASE("without a reason the share of all accounts speaks", "[association_rules]") {
  for (const std::vector<OfferingId>& used : {std::vector<OfferingId>{}, std::vector<OfferingId>{kCare}}) {
    const auto rule = BestRule(TenAccounts(), used, kCover, 7);
    REQUIRE(rule.has_value());
    CHECK_FALSE(rule->antecedent.has_value());
    CHECK(rule->with_antecedent == 10);
    CHECK(rule->confidence() == Approx(0.6));
    CHECK(rule->support() == Approx(0.6));
    CHECK(rule->lift() == Approx(1));
  }
}

TEST_CASE("nothing speaks for what nobody uses, or nobody who uses the same", "[association_rules]") {
  CHECK_FALSE(BestRule(TenAccounts(), {kCare}, kNew, 1).has_value());
  BasketCounts counts = TenAccounts();
  counts.using_both.erase({kDesks, kCover});
  CHECK_FALSE(BestRule(counts, {kDesks}, kCover, 1).has_value());
  CHECK_FALSE(BestRule({}, {}, kCover, 1).has_value());
}

}  // namespace
}  // namespace pipewright::catalog
