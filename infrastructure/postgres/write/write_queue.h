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

// Sent in order, what waits here does what the same rows would do written one after the other: a row is moved ahead to
// others of its statement only past what neither refers to it nor is referred to by it. Not thread safe.
class WriteQueue {
 public:
  // `key`: rows of one statement with the same key stay apart (the same record updated twice); an empty key never meets
  // another. `set_wise`: whoever writes can fall back to one row after the other, so updates are joined as well, and
  // rows of one table with different keys pass each other. Then the order among them is no promise, which a unique
  // value that passes from one record to another may need.
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
