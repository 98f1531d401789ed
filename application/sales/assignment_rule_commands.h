// What can be done to assignment rules, and with them.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/sales/assignment.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/sales/assignment_rule.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

using CreateAssignmentRule = CreateRecord<AssignmentRule>;
using UpdateAssignmentRule = UpdateRecord<AssignmentRule>;

// Assigns records that are there, whoever owns them.
struct AssignRecords {
  RecordKind entity = RecordKind::kAccount;  // has KindRole::kAssigned
  std::vector<Uuid> ids;
};

// What became of one of them.
struct AssignedRecord {
  Uuid id;
  std::optional<AssignmentRuleId> rule;  // none matches: its owner is as before
  std::optional<UserId> owner;
};

// A rule's filter is kInvalidArgument when it can't be read. A new rule, and one that comes back, is
// kResourceExhausted/TOO_MANY_ASSIGNMENT_RULES when its entity has as many as it may have.
class AssignmentRuleCommands : public RecordCommands<AssignmentRule> {
 public:
  using RecordCommands::RecordCommands;

  using RecordCommands::Handle;
  absl::StatusOr<AssignmentRule> Handle(const RequestContext& ctx, const UndeleteRecord<AssignmentRule>& cmd,
                                        UnitOfWork& uow) const;
  // Each record is changed with the permission to update its kind.
  absl::StatusOr<std::vector<AssignedRecord>> Handle(const RequestContext& ctx, const AssignRecords& cmd,
                                                     UnitOfWork& uow) const;

 protected:
  const ReferenceList<AssignmentRule>& references() const override;
  absl::StatusOr<AssignmentRule> Make(const RequestContext& ctx, const CreateAssignmentRule& cmd,
                                      const AssignmentRuleId& id, AssignmentRuleChanges& details,
                                      UnitOfWork& uow) const override;
  absl::Status Edit(const RequestContext& ctx, const UpdateAssignmentRule& cmd, AssignmentRuleChanges& changes,
                    AssignmentRule& rule, UnitOfWork& uow) const override;
};

}  // namespace pipewright::sales
