#include "application/tasks/task_queries.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace pipewright::tasks {
absl::Span<const EnumName<TaskInvolvement>> NamesOf(TaskInvolvement) {
  static constexpr EnumName<TaskInvolvement> kNames[] = {{TaskInvolvement::kAssigned, "ASSIGNED"},
                                                         {TaskInvolvement::kCollaborating, "COLLABORATING"}};
  return kNames;
}

absl::StatusOr<Page<TaskView>> TaskQueries::Handle(const RequestContext& ctx, const ListMyTasks& query) const {
  ListRecords<Task> mine{query.list};
  std::string& fixed = mine.list.fixed_filter;
  fixed = query.involvement == TaskInvolvement::kAssigned
              ? "assignee_id = me()"
              : absl::StrCat("collaborators:\"", ctx.user().ToString(), "\"");
  if (query.overdue) {
    absl::StrAppend(&fixed, " AND due_time < now() AND status != COMPLETED AND status != CANCELLED");
  }
  return Handle(ctx, mine);
}

}  // namespace pipewright::tasks
