#include "infrastructure/postgres/tasks/task_store.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"

namespace pipewright::postgres {

absl::StatusOr<std::vector<tasks::Task>> PostgresTaskRepository::AboutLead(const LeadId& lead, size_t limit) {
  return LoadWhere("t.lead_id = $2::uuid order by t.id limit $3::bigint", {lead.ToString(), absl::StrCat(limit)});
}

absl::Status PostgresTaskRepository::SaveAll(absl::Span<tasks::Task> tasks) {
  // Tasks have no unique values, which might pass from one to another, and don't refer to each other.
  RETURN_IF_ERROR(session().InAnyOrder([&] { return tasks::TaskRepository::SaveAll(tasks); }));
  for (const tasks::Task& task : tasks) Forget(task.state().id);
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
