// How alike two records must be to count as the same: a tenant's say in it, for each kind of record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "domain/sales/match_profile.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/id.h"
#include "domain/shared/repository.h"

namespace pipewright::sales {

using MatchRuleId = Id<struct MatchRuleTag>;

using MatchRuleEvent = std::variant<EventNamed<"match_rule.created">, EventNamed<"match_rule.updated">>;

// What two records have in common.
enum class MatchReason { kName, kSimilarName, kEmail, kPhone, kDomain };
absl::Span<const EnumName<MatchReason>> NamesOf(MatchReason);

// A weight is how sure it alone makes, in percent; 0: it doesn't count.
struct MatchRuleState : Record {
  MatchRuleId id;
  std::string resource;  // "account"
  int64_t name_weight = 0;
  int64_t similar_name_weight = 0;  // times the similarity of the names, of at least kLeastSimilarity
  int64_t email_weight = 0;
  int64_t phone_weight = 0;
  int64_t domain_weight = 0;
  int64_t threshold = 0;  // the least score that counts, 1 to 100
};

struct MatchRuleChanges {
  Change<int64_t> name_weight;
  Change<int64_t> similar_name_weight;
  Change<int64_t> email_weight;
  Change<int64_t> phone_weight;
  Change<int64_t> domain_weight;
  Change<int64_t> threshold;
};

class MatchRuleRepository;

// One for each kind of record at most; without one the defaults hold.
class MatchRule : public Aggregate<MatchRule, MatchRuleState, MatchRuleEvent> {
 public:
  static constexpr absl::string_view kResource = "match_rule";
  using OwnRepository = MatchRuleRepository;
  static constexpr double kLeastSimilarity = 0.5;

  // What holds as long as the tenant hasn't said otherwise. `resource`: one of
  // kMatchedResources.
  static MatchRuleState DefaultOf(absl::string_view resource);

  // The defaults of the kind with these changes. kInvalidArgument names what isn't from 0 (the threshold: 1) to 100.
  static absl::StatusOr<MatchRule> Create(MatchRuleId id, absl::string_view resource, const MatchRuleChanges& changes);
  static MatchRule Restore(MatchRuleState state) { return MatchRule(std::move(state)); }
  // What is cleared is the default again.
  absl::Status Edit(const MatchRuleChanges& changes);

 private:
  using Aggregate::Aggregate;
};

struct Match {
  int64_t score = 0;  // 0 to 100
  std::vector<MatchReason> reasons;
};

// How sure the rule is that two records are the same: each reason leaves the doubt that its weight leaves, and doubts
// multiply. An e-mail address of 80 and a name of 70 make 100 - 20 × 30 / 100 = 94.
Match Compare(const MatchProfile& one, const MatchProfile& other, const MatchRuleState& rule);

class MatchRuleRepository : public Repository<MatchRule> {
 public:
  // The tenant's rule for a kind of record, whoever asks; absent: the defaults hold.
  virtual absl::StatusOr<std::optional<MatchRule>> Of(absl::string_view resource) = 0;
};

}  // namespace pipewright::sales
