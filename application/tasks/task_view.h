// A task as a caller is shown it: what is stored, and what follows from the present time.
#pragma once

#include <utility>

#include "absl/time/time.h"
#include "domain/tasks/task.h"

namespace pipewright::tasks {

struct TaskView {
  TaskState task;
  bool overdue = false;
};

inline TaskView ViewOf(TaskState task, absl::Time now) {
  const bool overdue = IsOverdue(task, now);
  return {std::move(task), overdue};
}

}  // namespace pipewright::tasks
