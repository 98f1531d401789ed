// One slice of an import: rows made into commands, and carried out in a unit of work.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "application/integration/job_queue.h"
#include "application/shared/call/ports.h"
#include "application/unit_of_work.h"
#include "server/integration/files/csv_reader.h"
#include "server/integration/files/import/import_plan.h"
#include "server/record/served_kind.h"

namespace pipewright::integration {

// What came of a slice.
struct SliceResult {
  int64_t created = 0;
  int64_t updated = 0;
  int64_t unchanged = 0;
  int64_t failed = 0;
  std::vector<JobError> errors;  // by line
};

// Not thread safe.
class ImportSlice {
 public:
  // `plan` outlives it.
  ImportSlice(const ImportPlan& plan, std::vector<CsvRow> rows) : plan_(plan), rows_(std::move(rows)) {}

  // Reads the rows and finds the records that are there already. An error is the database's; what is wrong with rows
  // is kept for the result.
  absl::Status Prepare(const RequestContext& context, IdGenerator& ids);

  // Carries the rows out, each as a call of its own: what one of them gets refused doesn't stop the others. May be
  // called again when the unit of work has to be begun anew. An error means that the unit of work can't go on.
  absl::Status Run(const RequestContext& context, UnitOfWork& uow, SliceResult& result) const;

 private:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  // A row that could be read.
  struct Item {
    size_t row = 0;  // of rows_
    RowRecord content;
    std::string id;                  // of its record
    bool found = false;              // its record is there already
    std::string etag;                // as it was found
    size_t previous_of_key = kNone;  // the item before it with the same key
  };

  absl::Status FindRecords(const RequestContext& context);
  void MakeCommands();

  const ImportPlan& plan_;
  const std::vector<CsvRow> rows_;
  std::vector<Item> items_;
  std::unique_ptr<server::RowCommands> commands_;
  std::vector<JobError> errors_;
};

}  // namespace pipewright::integration
