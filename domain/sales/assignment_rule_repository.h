// The port through which commands load and store assignment rules, and ask what they decide by.
#pragma once

#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/sales/assignment_rule.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/repository.h"

namespace pipewright::sales {

class AssignmentRuleRepository : public Repository<AssignmentRule> {
 public:
  // The tenant's live rules for records of the kind, in the order in which they are asked, whoever calls: records are
  // assigned for a caller too who may not read rules.
  virtual absl::StatusOr<std::vector<AssignmentRuleState>> LiveOf(RecordKind entity) = 0;

  // How many records of the kind each user owns: of accounts and contacts the live ones, of leads and opportunities
  // those that are open. Those who own none are not in it.
  virtual absl::StatusOr<std::map<UserId, int64_t>> LoadOf(RecordKind entity, const std::vector<UserId>& users) = 0;
};

}  // namespace pipewright::sales
