#include "infrastructure/postgres/tasks/task_table.h"
#include "server/composition/contexts.h"
#include "server/tasks/task_service.h"

namespace pipewright::server {
namespace {

class Tasks final : public Context {
 public:
  explicit Tasks(const Foundation& base) : base_(base) {}

  void AddServices(Api& api) override {
    tasks::AddTaskService(api, task_commands_, task_queries_, tasks_.keys, task_statistics_);
  }

 private:
  const Foundation base_;

  StoredRecord<tasks::Task> tasks_{base_, postgres::TaskTable()};
  const tasks::TaskCommands task_commands_{base_.ids};
  const tasks::TaskQueries task_queries_{tasks_.reader, base_.lists, base_.clock};
  postgres::PostgresStatistics counted_tasks_{base_.pool, base_.kept, postgres::TaskTable().layout(),
                                              postgres::TaskStatisticsColumns()};
  const StatisticsQueries task_statistics_{counted_tasks_, base_.lists, base_.clock};
};

}  // namespace

std::unique_ptr<Context> MakeTasks(const Foundation& base) { return std::make_unique<Tasks>(base); }

}  // namespace pipewright::server
