// How the rows of a file become records: the spec of an import, made fit for one file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/integration/job_queue.h"
#include "application/shared/call/request_context.h"
#include "pipewright/integration/v1/import_service.pb.h"
#include "server/integration/files/cells.h"
#include "server/integration/files/csv_reader.h"
#include "server/record/served_kind.h"

namespace pipewright::integration {

// What a row says.
struct RowRecord {
  std::unique_ptr<google::protobuf::Message> record;
  std::vector<std::string> mask;  // the fields of an update
  std::string key;                // the value that the record is found by; empty without a key
  std::string id;                 // as the row names it; empty: the server makes one
};

// Immutable once made.
class ImportPlan {
 public:
  // kInvalidArgument with every violation: the resource can't be imported, the key isn't one of it, the delimiter isn't
  // one, the currency is none.
  static absl::StatusOr<ImportPlan> Make(const v1::ImportSpec& spec, const server::ServedKinds& kinds,
                                         const RequestContext& context);

  const server::ServedKind& kind() const { return *kind_; }
  const v1::ImportSpec& spec() const { return spec_; }
  char delimiter() const { return delimiter_; }
  bool has_key() const { return !spec_.key().empty(); }
  // Whether a record that isn't found by its key can be made with it.
  bool key_is_settable() const;

  // kPermissionDenied when the caller may not create such records or, with a key, change them. The method's own
  // permission says that the caller may have jobs; these, what a job may do.
  absl::Status CheckRights(const RequestContext& context) const;

  // Decides what each column is. kInvalidArgument/INVALID_CSV names each that is wrong: unknown, named twice, given to
  // one field twice, or the key's own missing.
  absl::Status ReadHeader(const CsvRow& header);
  // The same, from the spec of a plan whose header was read: its columns are all of the file, in order.
  absl::Status ReadColumns();

  // The record of a row; or why not, in `errors`.
  std::optional<RowRecord> Read(const CsvRow& row, std::vector<JobError>& errors) const;

  // What a status about a record's request says of the row at `line`: an error for each column that it names.
  void Explain(const absl::Status& status, int64_t line, std::vector<JobError>& errors) const;

 private:
  struct Column {
    std::string header;
    std::optional<CellField> field;  // none: left out
    std::optional<size_t> amount;    // of a currency: the column of its amount
  };

  // Gives each currency the column of its amount; one whose amount has none is left out.
  void PairCurrencies();
  // The column that has the field, or a part of it; null when there is none.
  const Column* ColumnOf(absl::string_view path) const;
  absl::StatusOr<std::string> KeyOf(const CsvRow& row) const;

  const server::ServedKind* kind_ = nullptr;
  v1::ImportSpec spec_;
  std::string currency_;
  char delimiter_ = ',';
  std::vector<Column> columns_;
  std::vector<size_t> money_columns_;
  std::optional<size_t> key_column_;
};

}  // namespace pipewright::integration
