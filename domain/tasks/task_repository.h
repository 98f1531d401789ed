// The port through which commands load and store tasks.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"
#include "domain/tasks/task.h"

namespace pipewright::tasks {

class TaskRepository : public Repository<Task> {
 public:
  // Those whose subject is the lead, soft-deleted and private ones included, whoever may see them; by id, the first
  // `limit` of them.
  virtual absl::StatusOr<std::vector<Task>> AboutLead(const LeadId& lead, size_t limit) = 0;

  // Stores the changes of many, as Save does those of one, in whatever order; keeps none of them at hand.
  virtual absl::Status SaveAll(absl::Span<Task> tasks) {
    for (Task& task : tasks) RETURN_IF_ERROR(Save(task));
    return absl::OkStatus();
  }
};

}  // namespace pipewright::tasks
