#include "application/shared/commands/references.h"

#include <algorithm>

#include "domain/shared/status_macros.h"

namespace pipewright {

absl::Status ReferenceNotFound(absl::string_view field) {
  return FailedPrecondition(Reason::kReferenceNotFound, field,
                            absl::StrCat(field, " refers to a record that does not exist"));
}

absl::Status ReferenceDeleted(absl::string_view field, absl::string_view what) {
  return FailedPrecondition(Reason::kRecordDeleted, field,
                            absl::StrCat(field, " refers to a deleted ", what, ": undelete it, or name another"));
}

absl::Status NewUsers::Check(organization::Directory& directory) const {
  if (users_.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<UserId> removed, directory.RemovedAmong(users_));
  for (size_t i = 0; i < users_.size(); ++i) {
    if (std::find(removed.begin(), removed.end(), users_[i]) == removed.end()) continue;
    return FailedPrecondition(Reason::kRecordDeleted, fields_[i],
                              absl::StrCat(fields_[i], " refers to somebody who is no member any more: name another"));
  }
  return absl::OkStatus();
}

}  // namespace pipewright
