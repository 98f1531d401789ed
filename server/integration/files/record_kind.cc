#include "server/integration/files/record_kind.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace pipewright::integration {

void RecordKinds::Add(std::unique_ptr<RecordKind> kind) {
  std::string name = kind->name();
  kinds_[std::move(name)] = std::move(kind);
}

const RecordKind* RecordKinds::Find(absl::string_view name) const {
  const auto found = kinds_.find(std::string(name));
  return found == kinds_.end() ? nullptr : found->second.get();
}

std::string RecordKinds::Names(bool importable) const {
  std::string names;
  for (const auto& [name, kind] : kinds_) {
    if (!importable || !kind->keys().empty()) absl::StrAppend(&names, names.empty() ? "" : ", ", name);
  }
  return names;
}

}  // namespace pipewright::integration
