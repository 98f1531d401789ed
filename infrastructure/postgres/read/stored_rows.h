// Rows of an answer, packed: thousands of small cells cost little more than their bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "infrastructure/postgres/connection/sql.h"

namespace pipewright::postgres {

// All rows have as many cells as the first. Not thread safe while rows are added.
class StoredRows {
 public:
  void Add(Row row);
  // Gives each row to `on_row` in their order; stops at its first error.
  absl::Status Replay(absl::FunctionRef<absl::Status(Row)> on_row) const;
  size_t bytes() const { return text_.size() + lengths_.size() * sizeof(uint32_t); }

 private:
  static constexpr uint32_t kNull = UINT32_MAX;

  size_t columns_ = 0;
  std::string text_;               // of all cells, one behind the other
  std::vector<uint32_t> lengths_;  // of each; kNull: it has none
};

}  // namespace pipewright::postgres
