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

// The error about a record, told about the field that names it.
absl::Status InField(absl::string_view field, const absl::Status& error) {
  return FailedPrecondition(DetailsOf(error).reason, field, absl::StrCat(field, ": ", error.message()));
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
    return InField(field, found);
  }
  return found;
}

absl::Status CheckTakesBack(absl::string_view field, const RecordRef& record, UnitOfWork& uow) {
  absl::Status found = CheckReference(field, record, uow);
  if (!absl::IsFailedPrecondition(found)) return found;
  const Reason reason = DetailsOf(found).reason;
  if (reason == Reason::kReferenceNotFound) return found;
  const absl::string_view resource = ResourceOf(record.kind);
  return FailedPrecondition(reason, field,
                            reason == Reason::kRecordDeleted
                                ? absl::StrCat(field, " refers to a deleted ", resource, ": undelete that first")
                                : absl::StrCat(field, " refers to an inactive ", resource, ": activate that first"));
}

absl::Status CheckOwner(absl::string_view field, const UserId& user, RecordKind kind, UnitOfWork& uow) {
  RETURN_IF_ERROR(CheckReference(field, RecordRef::Of(user), uow));
  const absl::Status eligible = uow.directory().CheckMayOwn(user, kind);
  return absl::IsFailedPrecondition(eligible) ? InField(field, eligible) : eligible;
}

absl::Status NewReferences::Check(UnitOfWork& uow) const {
  std::vector<Reference> asked = references_;
  std::erase_if(asked, [&](const Reference& reference) { return NeedsNoQuestion(reference.record, uow); });
  std::stable_partition(asked.begin(), asked.end(),
                        [](const Reference& reference) { return reference.record.kind != RecordKind::kUser; });
  if (asked.size() > 1) {
    Prefetch needed;
    for (const Reference& reference : asked) needed.Add(reference.record);
    RETURN_IF_ERROR(needed.Read(uow));
  }
  for (const auto& [field, record, owned] : asked) {
    RETURN_IF_ERROR(owned.has_value() ? CheckOwner(field, UserId(record.id), *owned, uow)
                                      : CheckReference(field, record, uow));
  }
  return absl::OkStatus();
}

}  // namespace pipewright
