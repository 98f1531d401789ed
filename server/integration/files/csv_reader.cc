#include "server/integration/files/csv_reader.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::integration {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

absl::Status AtLine(int64_t line, absl::string_view message) {
  return InvalidCsv(absl::StrCat("line ", line, ": ", message));
}

}  // namespace

absl::Status InvalidCsv(absl::string_view message) {
  ErrorDetails details;
  details.reason = Reason::kInvalidCsv;
  details.fields.push_back({"content", std::string(message)});
  return MakeError(absl::StatusCode::kInvalidArgument, message, details);
}

CsvReader::CsvReader(char delimiter, int64_t offset, int64_t line)
    : started_(offset > 0), offset_(offset), line_(line), row_offset_(offset), row_line_(line) {
  csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
}

CsvReader::~CsvReader() { csv_free(&parser_); }

absl::Status CsvReader::Feed(absl::string_view bytes) {
  held_.append(bytes.data(), bytes.size());
  RETURN_IF_ERROR(CheckStart(/*finished=*/false));
  if (!started_) return absl::OkStatus();
  std::string text;
  text.swap(held_);
  // Whether a line feed follows tells where the line ends.
  if (absl::EndsWith(text, "\r")) {
    held_ = "\r";
    text.pop_back();
  }
  return FeedText(text);
}

absl::Status CsvReader::Finish() {
  RETURN_IF_ERROR(CheckStart(/*finished=*/true));
  std::string text;
  text.swap(held_);
  RETURN_IF_ERROR(FeedText(text));
  if (csv_fini(&parser_, &OnCell, &OnRow, this) != 0) {
    return AtLine(row_line_, "the quote that opens a cell here is never closed");
  }
  RowsEnd();
  return absl::OkStatus();
}

CsvRow CsvReader::Take() {
  CsvRow row = std::move(rows_.front());
  rows_.pop_front();
  return row;
}

absl::Status CsvReader::CheckStart(bool finished) {
  if (started_ || (!finished && held_.size() < kByteOrderMark.size())) return absl::OkStatus();
  started_ = true;
  if (absl::StartsWith(held_, "\xFF\xFE") || absl::StartsWith(held_, "\xFE\xFF")) {
    return AtLine(1, "the file is in UTF-16: save it as UTF-8");
  }
  if (absl::StartsWith(held_, kByteOrderMark)) {
    held_.erase(0, kByteOrderMark.size());
    offset_ = row_offset_ = static_cast<int64_t>(kByteOrderMark.size());
  }
  return absl::OkStatus();
}

absl::Status CsvReader::FeedText(absl::string_view text) {
  while (!text.empty()) {
    size_t end = text.find_first_of("\r\n");
    const bool ended = end != absl::string_view::npos;
    if (!ended) {
      end = text.size();
    } else {
      end += text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n' ? 2 : 1;
    }
    RETURN_IF_ERROR(FeedLine(text.substr(0, end), ended));
    text.remove_prefix(end);
  }
  return absl::OkStatus();
}

absl::Status CsvReader::FeedLine(absl::string_view line, bool ended) {
  if (csv_parse(&parser_, line.data(), line.size(), &OnCell, &OnRow, this) != line.size()) {
    return AtLine(line_, "a quote stands where none may: quote the whole cell and double the quotes within");
  }
  offset_ += static_cast<int64_t>(line.size());
  if (ended) ++line_;
  RowsEnd();
  if (too_many_columns_) return AtLine(row_line_, absl::StrCat("the row has more than ", kMaxColumns, " cells"));
  // Between two rows (libcsv's state 0) the next one begins here.
  if (parser_.pstate == 0) {
    row_offset_ = offset_;
    row_line_ = line_;
  } else if (offset_ - row_offset_ > kMaxRowBytes) {
    return AtLine(row_line_, absl::StrCat("the row is longer than ", kMaxRowBytes,
                                          " bytes; perhaps a quote that opens a cell is never closed"));
  }
  return absl::OkStatus();
}

void CsvReader::RowsEnd() {
  for (; unfinished_ > 0; --unfinished_) {
    CsvRow& row = rows_[rows_.size() - unfinished_];
    row.end_offset = offset_;
    row.end_line = line_;
  }
}

void CsvReader::OnCell(void* text, size_t size, void* self) {
  auto& reader = *static_cast<CsvReader*>(self);
  if (reader.cells_.size() >= kMaxColumns) {
    reader.too_many_columns_ = true;
    return;
  }
  reader.cells_.emplace_back(static_cast<const char*>(text), size);
}

void CsvReader::OnRow(int /*terminator*/, void* self) {
  auto& reader = *static_cast<CsvReader*>(self);
  CsvRow& row = reader.rows_.emplace_back();
  row.cells.swap(reader.cells_);
  row.line = reader.row_line_;
  ++reader.unfinished_;
}

}  // namespace pipewright::integration
