// Records as events hold them: written as JSON by the table descriptions (repository.h), read back by them here.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/integration/event.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

// The kinds of record that events are read of. Filled once, before it is used; then thread safe.
class EventRecords {
 public:
  using Change = std::shared_ptr<const integration::RecordedChange>;

  template <class A>
  void Add(const Table<A>& table) {
    readers_[std::string(A::kResource)] = [&table](int64_t version, const nlohmann::json& changes,
                                                   const nlohmann::json& record) {
      return ReadTyped(table, version, changes, record);
    };
  }

  // Null for a kind of record that isn't among them. A field that the stored record doesn't have yet keeps its default;
  // one that the description doesn't have any more is passed over. kInternal when the JSON doesn't fit.
  absl::StatusOr<Change> Read(absl::string_view resource, int64_t record_version, absl::string_view changes,
                              absl::string_view record) const;

  std::vector<std::string> names() const;

 private:
  using Reader = std::function<absl::StatusOr<Change>(int64_t version, const nlohmann::json& changes,
                                                      const nlohmann::json& record)>;

  template <class A>
  static absl::StatusOr<Change> ReadTyped(const Table<A>& table, int64_t version, const nlohmann::json& changes,
                                          const nlohmann::json& record) {
    auto change = std::make_shared<integration::RecordChange<A>>();
    for (const auto& column : table.columns()) {
      const auto value = record.find(column.field);
      if (value != record.end()) RETURN_IF_ERROR(column.read_json(change->after, *value));
    }
    // A creation sets some field; the removal of a record that was never changed sets none.
    if (version == 1 && !changes.empty()) return Change(std::move(change));
    change->before = change->after;
    for (const auto& column : table.columns()) {
      const auto pair = changes.find(column.field);
      if (pair == changes.end()) continue;
      if (!pair->is_array() || pair->size() != 2) {
        return absl::InternalError("an event holds a change of another shape");
      }
      RETURN_IF_ERROR(column.read_json(*change->before, (*pair)[0]));
    }
    return Change(std::move(change));
  }

  std::map<std::string, Reader, std::less<>> readers_;
};

}  // namespace pipewright::postgres
