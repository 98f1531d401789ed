// CSV as it comes in: rows out of bytes that are cut anywhere.
#pragma once

#include <csv.h>

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace pipewright::integration {

struct CsvRow {
  std::vector<std::string> cells;
  int64_t line = 0;  // where it begins, from 1
  // Behind it: where a reader that begins there gives the next row.
  int64_t end_offset = 0;
  int64_t end_line = 0;
};

// RFC 4180 with any separator and any line ends; empty lines are left out, white space around a cell without quotes
// too. Not thread safe.
class CsvReader {
 public:
  static constexpr int64_t kMaxRowBytes = 1 << 20;
  static constexpr size_t kMaxColumns = 1000;

  // Begins at `offset` of the file, which is the beginning of line `line`. At the very beginning a byte order mark is
  // left out.
  explicit CsvReader(char delimiter, int64_t offset = 0, int64_t line = 1);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // Takes the next bytes; the rows that they complete are there for Take. kInvalidArgument/INVALID_CSV names the line:
  // a quote in the wrong place, a row that is too long, a file in UTF-16. After that the reader is of no more use.
  absl::Status Feed(absl::string_view bytes);
  // The file ends here. kInvalidArgument/INVALID_CSV when it ends within quotes.
  absl::Status Finish();

  bool has_row() const { return !rows_.empty(); }
  CsvRow Take();

 private:
  static void OnCell(void* text, size_t size, void* self);
  static void OnRow(int terminator, void* self);
  absl::Status FeedText(absl::string_view text);
  // At most one line, its end included.
  absl::Status FeedLine(absl::string_view line, bool ended);
  absl::Status CheckStart(bool finished);
  void RowsEnd();

  csv_parser parser_;
  std::string held_;  // bytes that can't be judged yet: the beginning of the file, a carriage return at the end
  bool started_;
  int64_t offset_;      // of the next byte to parse
  int64_t line_;        // of the same
  int64_t row_offset_;  // where the present row begins
  int64_t row_line_;
  std::vector<std::string> cells_;
  std::deque<CsvRow> rows_;
  size_t unfinished_ = 0;  // of `rows_`, those whose end isn't known yet
  bool too_many_columns_ = false;
};

// kInvalidArgument/INVALID_CSV.
absl::Status InvalidCsv(absl::string_view message);

}  // namespace pipewright::integration
