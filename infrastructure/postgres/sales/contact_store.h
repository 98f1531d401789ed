// Contacts in PostgreSQL, as commands load and store them.
#pragma once

#include <optional>

#include "domain/sales/contact_repository.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/write/hierarchy_repository.h"

namespace pipewright::postgres {

class PostgresContactRepository : public PostgresHierarchyRepository<sales::Contact, sales::ContactRepository> {
 public:
  explicit PostgresContactRepository(WriteSession& session)
      : PostgresHierarchyRepository(session, ContactTable(), "reports_to_id", &sales::ContactState::reports_to_id) {}

  absl::StatusOr<std::optional<sales::Contact>> WithEmail(const EmailAddress& email) override {
    return FindWhere("t.email = $2::text and t.delete_time is null", {email.value()});
  }
};

}  // namespace pipewright::postgres
