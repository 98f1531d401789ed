#include "infrastructure/postgres/write_queue.h"

#include <algorithm>
#include <utility>

namespace pipewright::postgres {
namespace {

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

void WriteQueue::Add(SharedRowStatement statement, std::string key, std::vector<Param> row, bool set_wise) {
  const bool joins = set_wise || !statement->update;
  for (size_t i = entries_.size(); joins && i > 0; --i) {
    Entry& earlier = entries_[i - 1];
    if (earlier.statement == nullptr) break;
    const bool key_met = !key.empty() && earlier.keys.contains(key);
    if (earlier.statement == statement || *earlier.statement == *statement) {
      if (key_met) break;
      if (!key.empty()) earlier.keys.insert(std::move(key));
      earlier.rows.push_back(std::move(row));
      return;
    }
    const bool other_row = set_wise && !key.empty() && !key_met && earlier.statement->table == statement->table;
    if (!other_row && !statement->MayOvertake(*earlier.statement)) break;
  }
  Entry& entry = entries_.emplace_back();
  entry.statement = std::move(statement);
  entry.rows.push_back(std::move(row));
  if (!key.empty()) entry.keys.insert(std::move(key));
}

void WriteQueue::Add(Step step) { entries_.emplace_back().step = std::move(step); }

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
  entries_.clear();
  return steps;
}

}  // namespace pipewright::postgres
