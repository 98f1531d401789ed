// The port through which commands load and store contacts.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "domain/sales/contact.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/hierarchy_repository.h"

namespace pipewright::sales {

class ContactRepository : public HierarchyRepository<Contact> {
 public:
  // The live contact with that e-mail address, if there is one and the caller may read it.
  virtual absl::StatusOr<std::optional<Contact>> WithEmail(const EmailAddress& email) = 0;
};

}  // namespace pipewright::sales
