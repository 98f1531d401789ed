// Tasks in PostgreSQL, as commands load and store them.
#pragma once

#include <cstddef>
#include <vector>

#include "domain/tasks/task_repository.h"
#include "infrastructure/postgres/tasks/task_table.h"
#include "infrastructure/postgres/write/repository.h"

namespace pipewright::postgres {

class PostgresTaskRepository : public PostgresRepository<tasks::Task, tasks::TaskRepository> {
 public:
  explicit PostgresTaskRepository(WriteSession& session) : PostgresRepository(session, TaskTable()) {}

  absl::StatusOr<std::vector<tasks::Task>> AboutLead(const LeadId& lead, size_t limit) override;
  absl::Status SaveAll(absl::Span<tasks::Task> tasks) override;
};

}  // namespace pipewright::postgres
