// The services of the tasks context: each call adds one to the server's API. Everything that is handed over outlives
// it.
#pragma once

#include "application/application.h"
#include "application/shared/queries/key_lookup.h"
#include "server/record/record_service.h"

namespace pipewright::tasks {

void AddTaskService(server::Api& api, const Application::Tasks& tasks, const KeyLookup& keys);

}  // namespace pipewright::tasks
