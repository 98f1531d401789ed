#include "server/tasks/task_proto.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "server/wire/custom_fields_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"
#include "server/wire/subject_proto.h"

namespace pipewright::tasks {
namespace {

using server::FromProtoEnum;
using server::ResourceReader;
using server::ToProtoEnum;
using server::Write;

std::vector<ChecklistItem> ReadChecklist(const v1::Task& task) {
  std::vector<ChecklistItem> items;
  for (const v1::ChecklistItem& item : task.checklist()) items.push_back({item.text(), item.done()});
  return items;
}

// Notes a bad id under its index.
std::vector<Collaborator> ReadCollaborators(const v1::Task& task, Violations& violations) {
  std::vector<Collaborator> collaborators;
  for (int i = 0; i < task.collaborators_size(); ++i) {
    Collaborator& collaborator = collaborators.emplace_back();
    violations.Take(absl::StrCat("task.collaborators[", i, "].user_id"), UserId::Parse(task.collaborators(i).user_id()),
                    &collaborator.user_id);
    collaborator.can_edit = task.collaborators(i).can_edit();
  }
  return collaborators;
}

void ReadTask(const v1::Task& task, ResourceReader& reader, TaskChanges& changes, CustomFieldsInput& custom_fields) {
  reader.CustomFields("custom_fields", task.custom_fields(), custom_fields);
  reader.Text("title", task.title(), changes.title);
  reader.Text("description", task.description(), changes.description);
  reader.Enum("type", task.type(), changes.type);
  reader.Enum("priority", task.priority(), changes.priority);
  reader.Enum("visibility", task.visibility(), changes.visibility);
  reader.Id("assignee_id", task.assignee_id(), changes.assignee_id);
  reader.Message("due_time", task.due_time(), changes.due_time);
  reader.Value(
      "subject", [&] { return server::FromProto(task.subject()); }, changes.subject);
  reader.Value(
      "checklist", [&] { return absl::StatusOr<std::vector<ChecklistItem>>(ReadChecklist(task)); }, changes.checklist);
  reader.Value(
      "collaborators",
      [&] { return absl::StatusOr<std::vector<Collaborator>>(ReadCollaborators(task, reader.violations())); },
      changes.collaborators);
}

}  // namespace

absl::StatusOr<CreateTask> FromProto(const v1::CreateTaskRequest& request) {
  CreateTask command;
  ResourceReader reader("task", request.task());
  ReadTask(request.task(), reader, command.details, command.custom_fields);
  command.id = server::ReadOptionalId<TaskId>("task_id", request.task_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateTask> FromProto(const v1::UpdateTaskRequest& request) {
  UpdateTask command;
  ResourceReader reader("task", request.task(), request.update_mask());
  ReadTask(request.task(), reader, command.changes, command.custom_fields);
  reader.violations().Take("task.id", TaskId::Parse(request.task().id()), &command.id);
  command.etag = server::ReadEtag("task.etag", request.task().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<AssignTask> FromProto(const v1::AssignTaskRequest& request) {
  return server::ReadAction<AssignTask>(request, [&](AssignTask& command, Violations& violations) {
    violations.Take("assignee_id", UserId::Parse(request.assignee_id()), &command.assignee_id);
  });
}

absl::StatusOr<ListMyTasks> FromProto(const v1::ListMyTasksRequest& request) {
  ListMyTasks query;
  Violations violations;
  query.list = server::ReadList(request, violations);
  query.overdue = request.overdue();
  if (request.involvement() != v1::TASK_INVOLVEMENT_UNSPECIFIED) {
    violations.Take("involvement", FromProtoEnum<TaskInvolvement>(request.involvement()), &query.involvement);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return query;
}

void ToProto(const TaskView& view, v1::Task* out) {
  const TaskState& task = view.task;
  server::WriteRecord(task, out);
  out->set_title(task.title);
  out->set_description(task.description);
  out->set_type(ToProtoEnum<v1::TaskType>(task.type));
  out->set_status(ToProtoEnum<v1::TaskStatus>(task.status));
  out->set_priority(ToProtoEnum<v1::TaskPriority>(task.priority));
  out->set_visibility(ToProtoEnum<v1::TaskVisibility>(task.visibility));
  if (task.assignee_id.has_value()) out->set_assignee_id(task.assignee_id->ToString());
  if (task.assigned_by.has_value()) out->set_assigned_by(task.assigned_by->ToString());
  if (task.due_time.has_value()) Write(*task.due_time, out->mutable_due_time());
  if (task.completed_time.has_value()) Write(*task.completed_time, out->mutable_completed_time());
  if (task.subject.has_value()) Write(*task.subject, out->mutable_subject());
  if (task.converted_lead_id.has_value()) out->set_converted_lead_id(task.converted_lead_id->ToString());
  for (const ChecklistItem& item : task.checklist) {
    v1::ChecklistItem* const written = out->add_checklist();
    written->set_text(item.text);
    written->set_done(item.done);
  }
  for (const Collaborator& collaborator : task.collaborators) {
    v1::Collaborator* const written = out->add_collaborators();
    written->set_user_id(collaborator.user_id.ToString());
    written->set_can_edit(collaborator.can_edit);
  }
  out->set_overdue(view.overdue);
  if (!task.custom_fields.empty()) Write(task.custom_fields, out->mutable_custom_fields());
}

}  // namespace pipewright::tasks
