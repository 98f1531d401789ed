#include "infrastructure/postgres/integration/job_table.h"

namespace pipewright::postgres {

using S = integration::JobState;

const Table<integration::Job>& JobTable() {
  static const auto* const table = new Table<integration::Job>("jobs",
                                                               {
                                                                   Col("kind", &S::kind),
                                                                   Col("resource", &S::resource),
                                                                   Col("status", &S::status),
                                                                   Col("dry_run", &S::dry_run),
                                                                   Col("rows_total", &S::rows_total),
                                                                   Col("rows_done", &S::rows_done),
                                                                   Col("created_count", &S::created_count),
                                                                   Col("updated_count", &S::updated_count),
                                                                   Col("unchanged_count", &S::unchanged_count),
                                                                   Col("failed_count", &S::failed_count),
                                                                   Col("start_time", &S::start_time),
                                                                   Col("end_time", &S::end_time),
                                                                   Col("failure_reason", &S::failure_reason),
                                                                   UnlistedCol("failure_message", &S::failure_message),
                                                               },
                                                               OwnedBy({"created_by"}));
  return *table;
}

}  // namespace pipewright::postgres
