#include "application/application.h"
#include "infrastructure/postgres/tasks/task_table.h"
#include "server/composition/contexts.h"
#include "server/tasks/services.h"

namespace pipewright::server {
namespace {

class Tasks final : public Context {
 public:
  explicit Tasks(const Foundation& base)
      : tasks_(base, postgres::TaskTable()),
        statistics_(base.pool, base.kept, postgres::TaskTable().layout(), postgres::TaskStatisticsColumns()),
        application_{.task_commands = tasks::TaskCommands(base.ids),
                     .task_queries = tasks::TaskQueries(tasks_.reader, base.lists, base.clock),
                     .task_statistics = StatisticsQueries(statistics_, base.lists, base.clock)} {}

  void AddServices(Api& api) override { tasks::AddTaskService(api, application_, tasks_.keys); }

 private:
  StoredRecord<tasks::Task> tasks_;
  postgres::PostgresStatistics statistics_;
  const Application::Tasks application_;
};

}  // namespace

std::unique_ptr<Context> MakeTasks(const Foundation& base) { return std::make_unique<Tasks>(base); }

}  // namespace pipewright::server
