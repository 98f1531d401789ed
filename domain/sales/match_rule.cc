#include "domain/sales/match_rule.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

constexpr int64_t kMost = 100;

absl::Status Apply(const MatchRuleChanges& changes, MatchRuleState& state) {
  const MatchRuleState usual = MatchRule::DefaultOf(state.resource);
  Violations violations;
  const auto apply = [&](const Change<int64_t>& change, absl::string_view field, int64_t least,
                         int64_t MatchRuleState::*member) {
    ApplyOr(change, usual.*member, state.*member);
    CheckRange(state.*member, least, kMost, field, violations);
  };
  apply(changes.name_weight, "name_weight", 0, &MatchRuleState::name_weight);
  apply(changes.similar_name_weight, "similar_name_weight", 0, &MatchRuleState::similar_name_weight);
  apply(changes.email_weight, "email_weight", 0, &MatchRuleState::email_weight);
  apply(changes.phone_weight, "phone_weight", 0, &MatchRuleState::phone_weight);
  apply(changes.domain_weight, "domain_weight", 0, &MatchRuleState::domain_weight);
  apply(changes.threshold, "threshold", 1, &MatchRuleState::threshold);
  return violations.ToStatus();
}

bool Share(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  return std::any_of(one.begin(), one.end(), [&](const std::string& value) {
    return std::find(other.begin(), other.end(), value) != other.end();
  });
}

}  // namespace

absl::Span<const EnumName<MatchReason>> NamesOf(MatchReason) {
  static constexpr EnumName<MatchReason> kNames[] = {{MatchReason::kName, "NAME"},
                                                     {MatchReason::kSimilarName, "SIMILAR_NAME"},
                                                     {MatchReason::kEmail, "EMAIL"},
                                                     {MatchReason::kPhone, "PHONE"},
                                                     {MatchReason::kDomain, "DOMAIN"}};
  return kNames;
}

MatchRuleState MatchRule::DefaultOf(absl::string_view resource) {
  MatchRuleState state;
  state.resource = std::string(resource);
  // There are many of a person's name, and few of a company's.
  const bool person = resource != Account::kResource;
  state.name_weight = person ? 60 : 75;
  state.similar_name_weight = person ? 50 : 70;
  state.email_weight = person ? 95 : 80;
  state.phone_weight = 60;
  state.domain_weight = 60;
  state.threshold = 70;
  return state;
}

absl::StatusOr<MatchRule> MatchRule::Create(MatchRuleId id, absl::string_view resource,
                                            const MatchRuleChanges& changes) {
  MatchRuleState state = DefaultOf(resource);
  state.id = id;
  RETURN_IF_ERROR(Apply(changes, state));
  MatchRule rule(std::move(state));
  rule.Emit<"match_rule.created">();
  return rule;
}

absl::Status MatchRule::Edit(const MatchRuleChanges& changes) {
  MatchRuleState edited = state();
  RETURN_IF_ERROR(Apply(changes, edited));
  mutable_state() = std::move(edited);
  Emit<"match_rule.updated">();
  return absl::OkStatus();
}

Match Compare(const MatchProfile& one, const MatchProfile& other, const MatchRuleState& rule) {
  Match match;
  double doubt = kMost;
  const auto count = [&](MatchReason reason, double weight) {
    if (weight <= 0) return;
    match.reasons.push_back(reason);
    doubt *= (kMost - weight) / kMost;
  };
  if (!one.name.empty() && one.name == other.name) {
    count(MatchReason::kName, static_cast<double>(rule.name_weight));
  } else if (const double similarity = NameSimilarity(one.name, other.name);
             similarity >= MatchRule::kLeastSimilarity) {
    count(MatchReason::kSimilarName, static_cast<double>(rule.similar_name_weight) * similarity);
  }
  if (Share(one.emails, other.emails)) count(MatchReason::kEmail, static_cast<double>(rule.email_weight));
  if (Share(one.phones, other.phones)) count(MatchReason::kPhone, static_cast<double>(rule.phone_weight));
  if (Share(one.domains, other.domains)) count(MatchReason::kDomain, static_cast<double>(rule.domain_weight));
  match.score = kMost - static_cast<int64_t>(std::llround(doubt));
  return match;
}

}  // namespace pipewright::sales
