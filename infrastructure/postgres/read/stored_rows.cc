#include "infrastructure/postgres/read/stored_rows.h"

#include "absl/strings/string_view.h"
#include "domain/shared/status_macros.h"

namespace pipewright::postgres {

void StoredRows::Add(Row row) {
  columns_ = row.size();
  for (const Cell& cell : row) {
    lengths_.push_back(cell.null ? kNull : static_cast<uint32_t>(cell.text.size()));
    if (!cell.null) text_.append(cell.text.data(), cell.text.size());
  }
}

absl::Status StoredRows::Replay(absl::FunctionRef<absl::Status(Row)> on_row) const {
  std::vector<Cell> cells;
  size_t at = 0;
  for (const uint32_t length : lengths_) {
    const size_t size = length == kNull ? 0 : length;
    cells.push_back({absl::string_view(text_).substr(at, size), length == kNull});
    at += size;
    if (cells.size() < columns_) continue;
    RETURN_IF_ERROR(on_row(cells));
    cells.clear();
  }
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
