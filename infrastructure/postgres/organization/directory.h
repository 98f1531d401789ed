// The directory of a tenant in PostgreSQL.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "application/organization/directory.h"
#include "infrastructure/postgres/organization/member_layout.h"
#include "infrastructure/postgres/table/table_layout.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

class PostgresDirectory : public organization::Directory, public Described {
 public:
  // `session` must outlive it.
  explicit PostgresDirectory(WriteSession& session) : session_(session) {
    session_.OnUndo([this] { standings_.clear(); });
  }
  PostgresDirectory(const PostgresDirectory&) = delete;
  PostgresDirectory& operator=(const PostgresDirectory&) = delete;

  const TableLayout& layout() const override { return MemberLayout(); }

  absl::StatusOr<organization::OtherOwners> LockOtherOwners(const MembershipId& member) override;
  absl::StatusOr<std::optional<MembershipId>> MembershipOf(const UserId& user) override;
  absl::StatusOr<std::vector<UserId>> RemovedAmong(const std::vector<UserId>& users) override;
  absl::StatusOr<bool> EverMember(const UserId& user) override;
  absl::StatusOr<bool> LockReportsTo(const UserId& user, const UserId& manager) override;
  absl::StatusOr<organization::UnitUse> LockUseOf(const BusinessUnitId& unit) override;
  absl::StatusOr<std::vector<organization::Role>> CustomRoles() override;
  absl::StatusOr<std::vector<organization::TenantState>> AllTenants(const std::optional<TenantId>& after,
                                                                    int count) override;

 protected:
  absl::StatusOr<std::optional<organization::Standing>> StandingOf(const UserId& user) override;
  absl::StatusOr<std::optional<BusinessUnitId>> OpenUnitOf(const UserId& user) override;

 private:
  enum class MemberKind { kMember, kRemoved, kNever };
  struct Known {
    MemberKind kind = MemberKind::kNever;
    organization::Standing standing;
    std::optional<BusinessUnitId> open_unit;
  };

  // Brings standings_ to have all of `users`.
  absl::Status ReadStandings(const std::vector<UserId>& users);

  WriteSession& session_;
  // Of those who were asked about: a batch names the same people again and again.
  std::map<UserId, Known> standings_;
};

}  // namespace pipewright::postgres
