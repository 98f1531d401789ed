// The repository of tasks, which is asked for more than records by id, in memory.
#pragma once

#include <cstddef>
#include <vector>

#include "domain/tasks/task_repository.h"
#include "tests/support/application/fake_repository.h"

namespace pipewright {

class FakeTasks : public FakeRepository<tasks::Task, tasks::TaskRepository> {
 public:
  using FakeRepository::FakeRepository;

  absl::StatusOr<std::vector<tasks::Task>> AboutLead(const LeadId& lead, size_t limit) override {
    std::vector<tasks::Task> found;
    for (const auto& [id, state] : rows()) {
      if (state.subject == Subject::Of(lead) && found.size() < limit) found.push_back(tasks::Task::Restore(state));
    }
    return found;
  }
};

}  // namespace pipewright
