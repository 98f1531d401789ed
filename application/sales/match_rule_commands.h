// A tenant's say in what counts as a duplicate.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/unit_of_work.h"
#include "domain/sales/match_rule.h"
#include "domain/shared/etag.h"

namespace pipewright::sales {

// Of the rule for a kind of record, which begins with the defaults.
struct UpdateMatchRule {
  std::string resource;
  std::optional<Etag> etag;
  MatchRuleChanges changes;
};

// Thread safe.
class MatchRuleCommands {
 public:
  // Outlives it.
  explicit MatchRuleCommands(IdGenerator& ids) : ids_(ids) {}

  absl::StatusOr<MatchRule> Handle(const RequestContext& ctx, const UpdateMatchRule& cmd, UnitOfWork& uow) const;

 private:
  IdGenerator& ids_;
};

}  // namespace pipewright::sales
