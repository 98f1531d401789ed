#include "infrastructure/postgres/tasks/task_table.h"

#include <nlohmann/json.hpp>

#include "domain/shared/errors.h"
#include "infrastructure/postgres/organization/member_layout.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/table/subject_column.h"

namespace pipewright::tasks {

void to_json(nlohmann::json& json, const ChecklistItem& item) { json = {{"text", item.text}, {"done", item.done}}; }
void from_json(const nlohmann::json& json, ChecklistItem& item) {
  json.at("text").get_to(item.text);
  json.at("done").get_to(item.done);
}
void to_json(nlohmann::json& json, const Collaborator& collaborator) {
  json = {{"user_id", collaborator.user_id.ToString()}, {"can_edit", collaborator.can_edit}};
}
void from_json(const nlohmann::json& json, Collaborator& collaborator) {
  const auto id = UserId::Parse(json.at("user_id").get<std::string>());
  if (id.ok()) collaborator.user_id = *id;
  json.at("can_edit").get_to(collaborator.can_edit);
}

}  // namespace pipewright::tasks

namespace pipewright::postgres {
namespace {

using S = tasks::TaskState;

// domain/tasks/task_access.h in SQL.
std::string ReadableTasks(Scope scope, const std::string& me, const std::string& users) {
  const std::string mine = absl::StrCat("t.created_by = ", me, " or t.assignee_id = ", me);
  if (scope == Scope::kAll) return absl::StrCat("(t.visibility <> 'PRIVATE' or ", mine, ")");
  std::string reached = absl::StrCat(
      "exists (select from task_collaborators c where c.tenant_id = t.tenant_id and c.task_id = t.id "
      "and c.user_id = ",
      me, ")");
  if (scope == Scope::kUnit) {
    absl::StrAppend(&reached, " or t.created_by = any(", users, ") or t.assignee_id = any(", users, ")");
  }
  return absl::StrCat("(t.visibility = 'PUBLIC' or ", mine, " or (t.visibility = 'COLLABORATIVE' and (", reached,
                      ")))");
}

Links<S> CollaboratorLinks() {
  return {"task_collaborators", "task_id", {{"user_id", "uuid"}, {"can_edit", "boolean"}}, [](const S& task) {
            std::vector<std::vector<Param>> rows;
            for (const tasks::Collaborator& collaborator : task.collaborators) {
              rows.push_back({collaborator.user_id.ToString(), Codec<bool>::ToText(collaborator.can_edit)});
            }
            return rows;
          }};
}

// The collaborators' ids, as a set that lists filter on.
Column<S> CollaboratorsCol() {
  Column<S> column = JsonCol("collaborators", &S::collaborators);
  column.list_fields = {{{.name = "collaborators", .type = FieldType::kTextSet, .sortable = false},
                         "user_text",
                         "text",
                         "task_collaborators",
                         "task_id"}};
  return column;
}

}  // namespace

const Table<tasks::Task>& TaskTable() {
  static const auto* const table = new Table<tasks::Task>(
      Table<tasks::Task>(
          "tasks",
          {
              Col("title", &S::title),
              UnlistedCol("description", &S::description),
              Col("type", &S::type),
              Col("status", &S::status),
              Col("priority", &S::priority),
              Col("visibility", &S::visibility),
              ReferringToMember("assignee", Col("assignee_id", &S::assignee_id)),
              ReferringToMember("assigned_by", Col("assigned_by", &S::assigned_by)),
              Col("due_time", &S::due_time),
              Col("completed_time", &S::completed_time),
              SubjectCol("subject", &S::subject)
                  .Referring("account", LayoutOf<AccountTable>, {{"account_id", "id"}})
                  .Referring("contact", LayoutOf<ContactTable>, {{"contact_id", "id"}})
                  .Referring("opportunity", LayoutOf<OpportunityTable>, {{"opportunity_id", "id"}})
                  .Referring("lead", LayoutOf<LeadTable>, {{"lead_id", "id"}}),
              Col("converted_lead_id", &S::converted_lead_id).Referring("converted_lead", LayoutOf<LeadTable>),
              JsonCol("checklist", &S::checklist),
              CollaboratorsCol(),
              CustomFieldsCol(&S::custom_fields),
          },
          ReadableTasks, {CollaboratorLinks()})
          .WithCustomFields("task_custom_fields", "task_id")
          .InTimeline([](const S& task) {
            TimelinePlace place{task.completed_time.value_or(task.create_time), {}};
            if (task.subject.has_value()) place.subjects.push_back(*task.subject);
            return place;
          })
          .SearchedBy({"title"}, {"description"})
          .WithScopeLimitingAll()
          .SortedBy({"title", "status", "due_time", "completed_time", "create_time", "update_time"}));
  return *table;
}

StatisticsColumns TaskStatisticsColumns() { return {.owner = "assignee_id", .close_time = "t.completed_time"}; }

}  // namespace pipewright::postgres
