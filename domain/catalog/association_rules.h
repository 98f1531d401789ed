// Association rules: what accounts have besides something else, as a hint to what others with it may buy.
//
// After R. Agrawal, T. Imieliński, A. Swami, "Mining Association Rules between Sets of Items in Large Databases",
// SIGMOD 1993 (support and confidence), and S. Brin, R. Motwani, J. D. Ullman, S. Tsur, "Dynamic Itemset Counting and
// Implication Rules for Market Basket Data", SIGMOD 1997 (lift, there called interest). A basket is what one account
// uses; rules have one offering on each side.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "absl/types/span.h"
#include "domain/shared/record_kind.h"

namespace pipewright::catalog {

// How often offerings are used, and used together, in a population of accounts.
struct BasketCounts {
  int64_t accounts = 0;  // that use at least one of the offerings
  std::map<OfferingId, int64_t> using_one;
  std::map<std::pair<OfferingId, OfferingId>, int64_t> using_both;  // in either order of the two
};

// "Who uses the antecedent uses the consequent": how often that is so. Without an antecedent it is about all accounts
// of the population.
struct AssociationRule {
  std::optional<OfferingId> antecedent;
  OfferingId consequent;
  int64_t accounts = 0;         // of the population; more than 0
  int64_t with_antecedent = 0;  // of them; more than 0; all without an antecedent
  int64_t with_consequent = 0;  // of them
  int64_t with_both = 0;        // of them

  // The share of accounts that use both, 0 to 1.
  double support() const { return Ratio(with_both, accounts); }
  // The share of those that use the consequent among those that use the antecedent, 0 to 1: the propensity.
  double confidence() const { return Ratio(with_both, with_antecedent); }
  // How many times as often as among all accounts: above 1 the one goes with the other, below 1 it keeps from it. 1
  // without an antecedent; 0 when nobody uses the consequent.
  double lift() const { return with_consequent == 0 ? 0 : confidence() / Ratio(with_consequent, accounts); }

 private:
  static double Ratio(int64_t part, int64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  }
};

// The rule that says most about whether an account that uses `used` comes to use `candidate`: of those whose antecedent
// is used by at least `least` accounts the one of the highest confidence, among equals the one that rests on most
// accounts. Where no antecedent is used by so many (or the account uses nothing), the rule without one. Absent when no
// account that counts uses the candidate: then nothing speaks for it.
std::optional<AssociationRule> BestRule(const BasketCounts& counts, absl::Span<const OfferingId> used,
                                        const OfferingId& candidate, int64_t least);

}  // namespace pipewright::catalog
