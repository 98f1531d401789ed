#include "server/sales/assignment_rule_service.h"

#include "pipewright/sales/v1/assignment_rule_service.pb.h"
#include "server/sales/assignment_rule_proto.h"

namespace pipewright::sales {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddAssignmentRuleService(server::Api& api, const AssignmentRuleCommands& commands,
                              const RecordQueries<AssignmentRule>& queries, const KeyLookup& keys) {
  auto& s = server::AddRecord<AssignmentRule, v1::AssignmentRule>(api, kParse, commands, queries);
  s.Create<v1::CreateAssignmentRuleRequest>();
  s.Get<v1::GetAssignmentRuleRequest>();
  s.List<v1::ListAssignmentRulesRequest>(&v1::ListAssignmentRulesResponse::mutable_assignment_rules);
  s.Update<v1::UpdateAssignmentRuleRequest>();
  s.Delete<v1::DeleteAssignmentRuleRequest>();
  s.Undelete<v1::UndeleteAssignmentRuleRequest>();
  s.BatchGet<v1::BatchGetAssignmentRulesRequest>(&v1::BatchGetAssignmentRulesResponse::mutable_assignment_rules);
  s.BatchCreate<v1::BatchCreateAssignmentRulesRequest>(
      &v1::BatchCreateAssignmentRulesResponse::mutable_assignment_rules);
  s.BatchUpdate<v1::BatchUpdateAssignmentRulesRequest>(
      &v1::BatchUpdateAssignmentRulesResponse::mutable_assignment_rules);
  s.BatchDelete<v1::BatchDeleteAssignmentRulesRequest>(
      &v1::BatchDeleteAssignmentRulesResponse::mutable_assignment_rules);
  s.Service::Command<v1::AssignRecordsRequest, v1::AssignRecordsResponse>(kParse, commands);
  s.Import<v1::CreateAssignmentRuleRequest, v1::UpdateAssignmentRuleRequest>(keys, {"id", "name"});
}

}  // namespace pipewright::sales
