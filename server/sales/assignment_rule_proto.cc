#include "server/sales/assignment_rule_proto.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::sales {
namespace {

using server::FromProtoEnum;
using server::ResourceReader;
using server::ToProtoEnum;

constexpr int kMaxAssigned = 1000;

absl::StatusOr<std::vector<UserId>> ReadAssignees(const v1::AssignmentRule& rule) {
  std::vector<UserId> assignees;
  Violations violations;
  for (int i = 0; i < rule.assignee_ids_size(); ++i) {
    violations.Take(absl::StrCat("[", i, "]"), UserId::Parse(rule.assignee_ids(i)), &assignees.emplace_back());
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return assignees;
}

void ReadRule(const v1::AssignmentRule& rule, ResourceReader& reader, AssignmentRuleChanges& changes) {
  reader.Text("name", rule.name(), changes.name);
  reader.Enum("entity", rule.entity(), changes.entity);
  reader.Int("position", rule.position(), changes.position);
  reader.Text("filter", rule.filter(), changes.filter);
  reader.Enum("method", rule.method(), changes.method);
  reader.Value(
      "assignee_ids", [&] { return ReadAssignees(rule); }, changes.assignee_ids);
  reader.Bool("disabled", rule.disabled(), changes.disabled);
}

}  // namespace

absl::StatusOr<CreateAssignmentRule> FromProto(const v1::CreateAssignmentRuleRequest& request) {
  CreateAssignmentRule command;
  ResourceReader reader("assignment_rule", request.assignment_rule());
  ReadRule(request.assignment_rule(), reader, command.details);
  command.id =
      server::ReadOptionalId<AssignmentRuleId>("assignment_rule_id", request.assignment_rule_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateAssignmentRule> FromProto(const v1::UpdateAssignmentRuleRequest& request) {
  UpdateAssignmentRule command;
  ResourceReader reader("assignment_rule", request.assignment_rule(), request.update_mask());
  ReadRule(request.assignment_rule(), reader, command.changes);
  reader.violations().Take("assignment_rule.id", AssignmentRuleId::Parse(request.assignment_rule().id()), &command.id);
  command.etag = server::ReadEtag("assignment_rule.etag", request.assignment_rule().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<AssignRecords> FromProto(const v1::AssignRecordsRequest& request) {
  AssignRecords command;
  Violations violations;
  violations.Take("entity", FromProtoEnum<RecordKind>(request.entity()), &command.entity);
  if (request.ids_size() > kMaxAssigned) violations.Add("ids", absl::StrCat("must be at most ", kMaxAssigned));
  std::set<Uuid> seen;
  for (int i = 0; violations.empty() && i < request.ids_size(); ++i) {
    const std::string field = absl::StrCat("ids[", i, "]");
    violations.Take(field, Uuid::Parse(request.ids(i)), &command.ids.emplace_back());
    if (violations.empty() && !seen.insert(command.ids.back()).second)
      violations.Add(field, "stands in the list twice");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

void ToProto(const AssignmentRuleState& rule, v1::AssignmentRule* out) {
  server::WriteRecord(rule, out);
  out->set_name(rule.name);
  out->set_entity(ToProtoEnum<v1::AssignmentEntity>(rule.entity));
  out->set_position(rule.position);
  out->set_filter(rule.filter);
  out->set_method(ToProtoEnum<v1::AssignmentMethod>(rule.method));
  for (const UserId& user : rule.assignee_ids) out->add_assignee_ids(user.ToString());
  out->set_disabled(rule.disabled);
}

void ToProto(const std::vector<AssignedRecord>& records, v1::AssignRecordsResponse* out) {
  for (const AssignedRecord& record : records) {
    v1::Assignment* const written = out->add_assignments();
    written->set_id(record.id.ToString());
    if (record.rule.has_value()) written->set_assignment_rule_id(record.rule->ToString());
    if (record.owner.has_value()) written->set_owner_id(record.owner->ToString());
  }
}

}  // namespace pipewright::sales
