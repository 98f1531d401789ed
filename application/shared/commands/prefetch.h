// What many commands will need, read at once, so that each of them finds it at hand.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "application/unit_of_work.h"
#include "domain/shared/change.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

class Prefetch {
 public:
  void Add(const RecordRef& record) { needed_[record.kind].push_back(record.id); }
  template <RecordKind kRecord>
  void Add(const RecordId<kRecord>& id) {
    Add(RecordRef::Of(id));
  }
  template <class T>
  void Add(const std::optional<T>& reference) {
    if (reference.has_value()) Add(*reference);
  }
  template <class T>
  void Add(const Change<T>& change) {
    if (change.is_set()) Add(change.value());
  }

  // Reads them, with one question for each kind. A record that is missing is no error here: the command that needs it
  // says so.
  absl::Status Read(UnitOfWork& uow) const {
    for (const auto& [kind, ids] : needed_) RETURN_IF_ERROR(uow.records(kind).PrefetchAll(ids));
    return absl::OkStatus();
  }

 private:
  std::map<RecordKind, std::vector<Uuid>> needed_;
};

}  // namespace pipewright
