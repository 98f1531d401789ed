#include "server/record/record_kind.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace pipewright::server {

void RecordKinds::Add(std::unique_ptr<RecordKind> kind) {
  std::string name = kind->name();
  kinds_[std::move(name)] = std::move(kind);
}

const RecordKind* RecordKinds::Find(absl::string_view name) const {
  const auto found = kinds_.find(name);
  return found == kinds_.end() ? nullptr : found->second.get();
}

const RecordKind* RecordKinds::FindExported(absl::string_view name) const {
  const RecordKind* const kind = Find(name);
  return kind != nullptr && kind->exported() ? kind : nullptr;
}

std::string RecordKinds::Names(bool importable) const {
  std::string names;
  for (const auto& [name, kind] : kinds_) {
    if (importable ? !kind->keys().empty() : kind->exported()) absl::StrAppend(&names, names.empty() ? "" : ", ", name);
  }
  return names;
}

std::vector<absl::string_view> RecordKinds::Names() const {
  std::vector<absl::string_view> names;
  names.reserve(kinds_.size());
  for (const auto& [name, kind] : kinds_) names.emplace_back(name);
  return names;
}

std::vector<absl::string_view> RecordKinds::EventTypes() const {
  std::vector<absl::string_view> types;
  for (const auto& [name, kind] : kinds_) {
    types.insert(types.end(), kind->event_types().begin(), kind->event_types().end());
  }
  return types;
}

bool RecordKinds::SomeRecordHas(const std::string& field) const {
  return std::any_of(kinds_.begin(), kinds_.end(),
                     [&](const auto& entry) { return entry.second->record().FindFieldByName(field) != nullptr; });
}

}  // namespace pipewright::server
