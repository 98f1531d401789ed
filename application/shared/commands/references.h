// What a change refers to anew must be there for the caller, and live. A reference that was there before stays good
// when its record is deleted or handed to somebody else, so that an edit of another field is never refused for it.
// Nothing is locked: a record that is deleted at the same moment may still be referred to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "application/organization/directory.h"
#include "domain/shared/errors.h"
#include "domain/shared/repository.h"

namespace pipewright {

// kFailedPrecondition/REFERENCE_NOT_FOUND: also for another tenant's record and one that the caller may not read.
absl::Status ReferenceNotFound(absl::string_view field);
// kFailedPrecondition/RECORD_DELETED. `what`: "account".
absl::Status ReferenceDeleted(absl::string_view field, absl::string_view what);

// `field` is the path in the record: "account_id", "contact_roles[2].contact_id".
template <class A>
absl::Status CheckReference(Repository<A>& repository, absl::string_view field,
                            const typename Repository<A>::IdType& id) {
  absl::Status found = repository.Get(id).status();
  if (found.code() == absl::StatusCode::kNotFound) return ReferenceNotFound(field);
  if (DetailsOf(found).reason == Reason::kRecordDeleted) return ReferenceDeleted(field, A::kResource);
  return found;
}

// The same for a field that was `before` and becomes `after`.
template <class A>
absl::Status CheckReference(Repository<A>& repository, absl::string_view field,
                            const std::optional<typename Repository<A>::IdType>& before,
                            const std::optional<typename Repository<A>::IdType>& after) {
  if (!after.has_value() || after == before) return absl::OkStatus();
  return CheckReference(repository, field, *after);
}

// Users that a change names anew, with their fields; one question for all of them.
class NewUsers {
 public:
  void Add(std::string field, const std::optional<UserId>& before, const std::optional<UserId>& after) {
    if (after.has_value() && after != before) Add(std::move(field), *after);
  }
  void Add(std::string field, const UserId& user) {
    fields_.push_back(std::move(field));
    users_.push_back(user);
  }

  // kFailedPrecondition/RECORD_DELETED about the first who was removed from the tenant. Somebody who never was a member
  // is refused later, by the foreign key.
  absl::Status Check(organization::Directory& directory) const;

 private:
  std::vector<std::string> fields_;
  std::vector<UserId> users_;
};

}  // namespace pipewright
