#include "infrastructure/postgres/write/write_queue.h"

#include <algorithm>
#include <utility>

namespace pipewright::postgres {
namespace {

// Of one statement. Beyond, nothing is won by joining, and PostgreSQL takes no message of a gigabyte.
constexpr size_t kMaxRows = 1000;
constexpr size_t kMaxBytes = size_t{4} << 20;

size_t BytesOf(const std::vector<Param>& params) {
  size_t bytes = 0;
  for (const Param& param : params) bytes += param.has_value() ? param->size() : 0;
  return bytes;
}

// `rows` by columns: one array parameter for each of the rows' values.
std::vector<Param> Transposed(const std::string& tenant, const std::vector<std::vector<Param>>& rows) {
  std::vector<Param> params = {tenant};
  params.reserve(rows[0].size() + 1);
  for (size_t column = 0; column < rows[0].size(); ++column) {
    std::string array = "{";
    for (size_t i = 0; i < rows.size(); ++i) {
      if (i > 0) array += ',';
      AppendArrayElement(rows[i][column], array);
    }
    array += '}';
    params.emplace_back(std::move(array));
  }
  return params;
}

}  // namespace

bool WriteQueue::Entry::full() const { return rows.size() >= kMaxRows || bytes >= kMaxBytes; }

void WriteQueue::Add(SharedRowStatement statement, std::string key, std::vector<Param> row, bool set_wise) {
  const bool joins = set_wise || !statement->update;
  const size_t bytes = BytesOf(row);
  bytes_ += bytes;
  for (size_t i = entries_.size(); joins && i > 0; --i) {
    Entry& earlier = entries_[i - 1];
    if (earlier.statement == nullptr) break;
    const bool key_met = !key.empty() && earlier.keys.contains(key);
    if (earlier.statement == statement || *earlier.statement == *statement) {
      if (key_met || earlier.full()) break;
      if (!key.empty()) earlier.keys.insert(std::move(key));
      earlier.rows.push_back(std::move(row));
      earlier.bytes += bytes;
      return;
    }
    const bool other_row = set_wise && !key.empty() && !key_met && earlier.statement->table == statement->table;
    if (!other_row && !statement->MayOvertake(*earlier.statement)) break;
  }
  Entry& entry = entries_.emplace_back();
  entry.statement = std::move(statement);
  entry.rows.push_back(std::move(row));
  entry.bytes = bytes;
  if (!key.empty()) entry.keys.insert(std::move(key));
}

void WriteQueue::Add(Step step) {
  Entry& entry = entries_.emplace_back();
  entry.bytes = BytesOf(step.params);
  bytes_ += entry.bytes;
  entry.step = std::move(step);
}

void WriteQueue::Truncate(size_t size) {
  for (size_t i = size; i < entries_.size(); ++i) bytes_ -= entries_[i].bytes;
  entries_.resize(size);
}

void WriteQueue::Clear() {
  entries_.clear();
  bytes_ = 0;
}

bool WriteQueue::has_rows() const {
  return std::any_of(entries_.begin(), entries_.end(), [](const Entry& entry) { return entry.statement != nullptr; });
}

std::vector<Step> WriteQueue::Take(const std::string& tenant) {
  std::vector<Step> steps;
  steps.reserve(entries_.size());
  for (Entry& entry : entries_) {
    if (entry.statement == nullptr) {
      steps.push_back(std::move(entry.step));
    } else if (entry.rows.size() == 1) {
      std::vector<Param>& params = entry.rows[0];
      params.insert(params.begin(), tenant);
      steps.push_back({entry.statement->one, std::move(params), nullptr});
    } else {
      steps.push_back({entry.statement->many, Transposed(tenant, entry.rows), nullptr});
    }
  }
  Clear();
  return steps;
}

}  // namespace pipewright::postgres
