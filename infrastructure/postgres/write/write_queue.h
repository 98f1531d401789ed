// The writes of a transaction that wait to be sent: rows of equal statements are joined as they come in, up to a
// thousand rows or a few MiB.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "infrastructure/postgres/connection/connection.h"
#include "infrastructure/postgres/write/row_statement.h"

namespace pipewright::postgres {

// The statements it gives have the same effect as the rows written one after the other. To join rows of one statement,
// a row moves ahead past others only where no foreign key connects them. Not thread safe.
class WriteQueue {
 public:
  // `key`: two rows with the same key are never joined into one statement (one record updated twice); an empty key
  // equals no other. `set_wise`: updates are joined as well, and rows of one table with different keys may pass each
  // other. A unique value that one record gives up and another takes may then be refused, so only a writer that can
  // fall back to one row after the other may ask for it.
  void Add(SharedRowStatement statement, std::string key, std::vector<Param> row, bool set_wise);
  // A statement of its own; nothing is moved past it.
  void Add(Step step);

  bool empty() const { return entries_.empty(); }
  // How many statements wait.
  size_t size() const { return entries_.size(); }
  // Whether rows wait, rather than statements of their own alone.
  bool has_rows() const;
  // Drops what was added since there were `size` statements; those must all be statements of their own.
  void Truncate(size_t size);
  void Clear();

  // Of the values that wait.
  size_t bytes() const { return bytes_; }

  // The statements to send, each with all of its rows; empties the queue.
  std::vector<Step> Take(const std::string& tenant);

 private:
  struct Entry {
    // As much as one statement may take.
    bool full() const;

    SharedRowStatement statement;  // null: `step` as it is
    std::vector<std::vector<Param>> rows;
    absl::flat_hash_set<std::string> keys;
    Step step;
    size_t bytes = 0;
  };

  std::vector<Entry> entries_;
  size_t bytes_ = 0;
};

}  // namespace pipewright::postgres
