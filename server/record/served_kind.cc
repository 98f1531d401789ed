#include "server/record/served_kind.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace pipewright::server {

void ServedKinds::Add(std::unique_ptr<ServedKind> kind) {
  std::string name = kind->name();
  kinds_[std::move(name)] = std::move(kind);
}

const ServedKind* ServedKinds::Find(absl::string_view name) const {
  const auto found = kinds_.find(name);
  return found == kinds_.end() ? nullptr : found->second.get();
}

const ServedKind* ServedKinds::FindExported(absl::string_view name) const {
  const ServedKind* const kind = Find(name);
  return kind != nullptr && kind->exported() ? kind : nullptr;
}

std::string ServedKinds::Names(bool importable) const {
  std::string names;
  for (const auto& [name, kind] : kinds_) {
    if (importable ? !kind->keys().empty() : kind->exported()) absl::StrAppend(&names, names.empty() ? "" : ", ", name);
  }
  return names;
}

std::vector<absl::string_view> ServedKinds::Names() const {
  std::vector<absl::string_view> names;
  names.reserve(kinds_.size());
  for (const auto& [name, kind] : kinds_) names.emplace_back(name);
  return names;
}

std::vector<absl::string_view> ServedKinds::EventTypes() const {
  std::vector<absl::string_view> types;
  for (const auto& [name, kind] : kinds_) {
    types.insert(types.end(), kind->event_types().begin(), kind->event_types().end());
  }
  return types;
}

bool ServedKinds::SomeRecordHas(const std::string& field) const {
  return std::any_of(kinds_.begin(), kinds_.end(),
                     [&](const auto& entry) { return entry.second->record().FindFieldByName(field) != nullptr; });
}

}  // namespace pipewright::server
