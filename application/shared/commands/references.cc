#include "application/shared/commands/references.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "application/organization/directory.h"
#include "application/shared/commands/prefetch.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright {
namespace {

std::string Deleted(absl::string_view field, RecordKind kind) {
  if (kind == RecordKind::kUser) {
    return absl::StrCat(field, " refers to somebody who is no member any more: name another");
  }
  return absl::StrCat(field, " refers to a deleted ", ResourceOf(kind), ": undelete it, or name another");
}

bool NeedsNoQuestion(const RecordRef& record, UnitOfWork& uow) {
  const Principal& caller = *uow.context().principal;
  if (record.kind == RecordKind::kBusinessUnit) return uow.directory().KnowsOpen(BusinessUnitId(record.id), caller);
  return caller.user.has_value() && record == RecordRef::Of(*caller.user);
}

}  // namespace

absl::Status CheckReference(absl::string_view field, const RecordRef& record, UnitOfWork& uow) {
  absl::Status found = uow.records(record.kind).CheckLive(record.id);
  if (found.code() == absl::StatusCode::kNotFound) {
    return FailedPrecondition(Reason::kReferenceNotFound, field,
                              absl::StrCat(field, " refers to a record that does not exist"));
  }
  if (DetailsOf(found).reason == Reason::kRecordDeleted) {
    return FailedPrecondition(Reason::kRecordDeleted, field, Deleted(field, record.kind));
  }
  if (found.code() == absl::StatusCode::kFailedPrecondition) {
    return FailedPrecondition(DetailsOf(found).reason, field, absl::StrCat(field, ": ", found.message()));
  }
  return found;
}

absl::Status NewReferences::Check(UnitOfWork& uow) const {
  std::vector<std::pair<std::string, RecordRef>> asked = references_;
  asked.erase(std::remove_if(asked.begin(), asked.end(),
                             [&](const auto& reference) { return NeedsNoQuestion(reference.second, uow); }),
              asked.end());
  std::stable_partition(asked.begin(), asked.end(),
                        [](const auto& reference) { return reference.second.kind != RecordKind::kUser; });
  if (asked.size() > 1) {
    Prefetch needed;
    for (const auto& [field, record] : asked) needed.Add(record);
    RETURN_IF_ERROR(needed.Read(uow));
  }
  for (const auto& [field, record] : asked) RETURN_IF_ERROR(CheckReference(field, record, uow));
  return absl::OkStatus();
}

}  // namespace pipewright
