#include "domain/catalog/association_rules.h"

#include <tuple>

namespace pipewright::catalog {
namespace {

template <class Key>
int64_t CountOf(const std::map<Key, int64_t>& counts, const Key& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

// Whether `a` says more than `b`, of which both are about one consequent in one population. The lift of such rules is
// in the order of their confidence, so only the number of accounts is left to decide between equals. Counts are far
// below the root of what 64 bits hold, so the products are exact.
bool SaysMore(const AssociationRule& a, const AssociationRule& b) {
  return std::tuple(a.with_both * b.with_antecedent, a.with_both) >
         std::tuple(b.with_both * a.with_antecedent, b.with_both);
}

}  // namespace

std::optional<AssociationRule> BestRule(const BasketCounts& counts, absl::Span<const OfferingId> used,
                                        const OfferingId& candidate, int64_t least) {
  std::optional<AssociationRule> best;
  AssociationRule rule;
  rule.consequent = candidate;
  rule.accounts = counts.accounts;
  rule.with_consequent = CountOf(counts.using_one, candidate);
  if (counts.accounts == 0 || rule.with_consequent == 0) return std::nullopt;
  for (const OfferingId& antecedent : used) {
    rule.antecedent = antecedent;
    rule.with_antecedent = CountOf(counts.using_one, antecedent);
    if (rule.with_antecedent == 0 || rule.with_antecedent < least) continue;
    rule.with_both = CountOf(counts.using_both, std::pair(antecedent, candidate));
    if (!best.has_value() || SaysMore(rule, *best)) best = rule;
  }
  if (!best.has_value()) {
    rule.antecedent.reset();
    rule.with_antecedent = rule.accounts;
    rule.with_both = rule.with_consequent;
    best = rule;
  }
  return best->with_both > 0 ? best : std::nullopt;
}

}  // namespace pipewright::catalog
