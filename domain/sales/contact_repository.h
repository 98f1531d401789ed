// The port through which commands load and store contacts.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/sales/contact.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/hierarchy_repository.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

class ContactRepository : public HierarchyRepository<Contact> {
 public:
  // The live contact with that e-mail address, if there is one and the caller may read it.
  virtual absl::StatusOr<std::optional<Contact>> WithEmail(const EmailAddress& email) = 0;

  // The live primary contacts of these accounts, by id and whoever owns them: one of each account, where no older data
  // has more. Until the unit of work ends, none becomes one but through it.
  virtual absl::StatusOr<std::vector<Contact>> LockPrimariesOf(absl::Span<const AccountId> accounts) = 0;
};

}  // namespace pipewright::sales
