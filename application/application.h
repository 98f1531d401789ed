// The table of contents: every command and query object of the system. gRPC, jobs and composite transactions all enter
// here.
#pragma once

#include "application/sales/account_commands.h"
#include "application/shared/record_queries.h"
#include "application/tasks/task_commands.h"
#include "application/tasks/task_queries.h"
#include "domain/sales/account.h"

namespace pipewright {

struct Application {
  struct Sales {
    sales::AccountCommands account_commands;
    RecordQueries<sales::Account> account_queries;
  } sales;

  struct Tasks {
    tasks::TaskCommands task_commands;
    tasks::TaskQueries task_queries;
  } tasks;
};

}  // namespace pipewright
