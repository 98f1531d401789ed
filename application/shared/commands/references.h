// What a change refers to anew must be there for the caller, and live. A reference that was there before stays good
// when its record is deleted or handed to somebody else, so that an edit of another field is never refused for it.
// Nothing is locked: a record that is deleted at the same moment may still be referred to.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "application/unit_of_work.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"

namespace pipewright {

// `field` is the path in the record: "account_id", "contact_roles[2].contact_id". kFailedPrecondition about it:
// REFERENCE_NOT_FOUND, also for another tenant's record and one that the caller may not read; RECORD_DELETED, also for
// somebody who is no member of the tenant any more; the kind's own reason for one that takes nothing new
// (BUSINESS_UNIT_INACTIVE).
absl::Status CheckReference(absl::string_view field, const RecordRef& record, UnitOfWork& uow);

// That what a deleted record refers to takes it back. The errors are the same, with the only way out that there is: the
// record can't name another before it is back, so what it refers to comes first.
absl::Status CheckTakesBack(absl::string_view field, const RecordRef& record, UnitOfWork& uow);

// As CheckReference, of somebody who is to own, or be assigned, a record of `kind`: OWNER_NOT_ELIGIBLE for one who is
// suspended, or whose roles don't let them change such records.
absl::Status CheckOwner(absl::string_view field, const UserId& user, RecordKind kind, UnitOfWork& uow);

// References that a change makes anew, with their fields.
class NewReferences {
 public:
  void Add(std::string field, const RecordRef& record) {
    references_.push_back({std::move(field), record, std::nullopt});
  }
  template <RecordKind kRecord>
  void Add(std::string field, const RecordId<kRecord>& id) {
    Add(std::move(field), RecordRef::Of(id));
  }
  template <class T>
  void Add(std::string field, const std::optional<T>& reference) {
    if (reference.has_value()) Add(std::move(field), *reference);
  }

  // Somebody who is to own, or be assigned, a record of `kind`.
  void AddOwner(std::string field, const UserId& user, RecordKind kind) {
    references_.push_back({std::move(field), RecordRef::Of(user), kind});
  }
  void AddOwner(std::string field, const std::optional<UserId>& user, RecordKind kind) {
    if (user.has_value()) AddOwner(std::move(field), *user, kind);
  }

  // The error about the first that is none, records before users; one question for each kind. The caller, who is a
  // member, needs none, nor does a business unit that is known to take new records.
  absl::Status Check(UnitOfWork& uow) const;

 private:
  struct Reference {
    std::string field;
    RecordRef record;
    std::optional<RecordKind> owned;  // of an owner: the kind of what they are to own
  };
  std::vector<Reference> references_;
};

}  // namespace pipewright
