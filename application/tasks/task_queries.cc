#include "application/tasks/task_queries.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"

namespace pipewright::tasks {
namespace {

std::vector<TaskView> ViewsOf(std::vector<TaskState> tasks, absl::Time now) {
  std::vector<TaskView> views;
  views.reserve(tasks.size());
  for (TaskState& task : tasks) views.push_back(ViewOf(std::move(task), now));
  return views;
}

Page<TaskView> ViewsOf(Page<TaskState> page, absl::Time now) {
  return {ViewsOf(std::move(page.items), now), std::move(page.next_page_token), page.total_size};
}

}  // namespace

absl::Span<const EnumName<TaskInvolvement>> NamesOf(TaskInvolvement) {
  static constexpr EnumName<TaskInvolvement> kNames[] = {{TaskInvolvement::kAssigned, "ASSIGNED"},
                                                         {TaskInvolvement::kCollaborating, "COLLABORATING"}};
  return kNames;
}

absl::StatusOr<TaskView> TaskQueries::Handle(const RequestContext& ctx, const GetRecord<Task>& query) const {
  ASSIGN_OR_RETURN(TaskState task, records_.Handle(ctx, query));
  return ViewOf(std::move(task), clock_.Now());
}

absl::StatusOr<std::vector<TaskView>> TaskQueries::Handle(const RequestContext& ctx,
                                                          const BatchGetRecords<Task>& query) const {
  ASSIGN_OR_RETURN(std::vector<TaskState> tasks, records_.Handle(ctx, query));
  return ViewsOf(std::move(tasks), clock_.Now());
}

absl::StatusOr<Page<TaskView>> TaskQueries::Handle(const RequestContext& ctx, const ListRecords<Task>& query) const {
  ASSIGN_OR_RETURN(Page<TaskState> page, records_.Handle(ctx, query));
  return ViewsOf(std::move(page), clock_.Now());
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
  ASSIGN_OR_RETURN(Page<TaskState> page, records_.Handle(ctx, mine));
  return ViewsOf(std::move(page), clock_.Now());
}

}  // namespace pipewright::tasks
