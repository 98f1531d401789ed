// Contacts in PostgreSQL, as commands load and store them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
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

  absl::StatusOr<std::vector<sales::Contact>> LockPrimariesOf(absl::Span<const AccountId> accounts) override {
    std::vector<std::string> ids;
    ids.reserve(accounts.size());
    for (const AccountId& account : accounts) ids.push_back(account.ToString());
    // Two statements: the second sees what was committed while the first waited. See Table::KeptLive.
    static const auto* const lock =
        new Sql{"select 1 from accounts where tenant_id = $1::uuid and id = any($2::uuid[]) order by id for update", 1};
    RETURN_IF_ERROR(
        session().Read(*lock, {session().tenant(), ArrayLiteral(ids)}, [](Row) { return absl::OkStatus(); }));
    return LoadWhere("t.account_id = any($2::uuid[]) and t.primary_contact and t.delete_time is null order by t.id",
                     {ArrayLiteral(ids)});
  }
};

}  // namespace pipewright::postgres
