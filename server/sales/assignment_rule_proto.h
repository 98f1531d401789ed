// Assignment rules between the API and the application.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "application/sales/assignment_rule_commands.h"
#include "pipewright/sales/v1/assignment_rule_service.pb.h"

namespace pipewright::sales {

absl::StatusOr<CreateAssignmentRule> FromProto(const v1::CreateAssignmentRuleRequest& request);
absl::StatusOr<UpdateAssignmentRule> FromProto(const v1::UpdateAssignmentRuleRequest& request);
absl::StatusOr<AssignRecords> FromProto(const v1::AssignRecordsRequest& request);
void ToProto(const AssignmentRuleState& rule, v1::AssignmentRule* out);
void ToProto(const std::vector<AssignedRecord>& records, v1::AssignRecordsResponse* out);

}  // namespace pipewright::sales
