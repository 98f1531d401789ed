#include "infrastructure/postgres/organization/directory.h"

#include <string>
#include <utility>

#include "domain/organization/built_in_roles.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/organization/cells.h"
#include "infrastructure/postgres/organization/tenant_table.h"
#include "infrastructure/postgres/table/json.h"

namespace pipewright::postgres {

using organization::OtherOwners;
using organization::Role;
using organization::TenantState;
using organization::UnitUse;

absl::StatusOr<OtherOwners> PostgresDirectory::LockOtherOwners(const MembershipId& member) {
  // Two owners who take each other's role at once would both find the other. The tenant's row is what both lock; what
  // the first has committed shows to the second's next statement.
  static const auto* const lock =
      new Sql{"select 1 from tenants where tenant_id = $1::uuid and id = $1::uuid for update", 1};
  RETURN_IF_ERROR(session_.Read(*lock, {session_.tenant()}, [](Row) { return absl::OkStatus(); }));
  static const auto* const others = new Sql{
      "select 1 from memberships where tenant_id = $1::uuid and id <> $2::uuid and status = 'ACTIVE' and "
      "delete_time is null and roles::jsonb ? 'OWNER' limit 1",
      1};
  OtherOwners found = OtherOwners::kNone;
  RETURN_IF_ERROR(session_.Read(*others, {session_.tenant(), ToParam(member)}, [&](Row) {
    found = OtherOwners::kSome;
    return absl::OkStatus();
  }));
  return found;
}

absl::StatusOr<std::optional<MembershipId>> PostgresDirectory::MembershipOf(const UserId& user) {
  static const auto* const sql =
      new Sql{"select id from memberships where tenant_id = $1::uuid and user_id = $2::uuid", 1};
  std::optional<MembershipId> id;
  RETURN_IF_ERROR(session_.Read(*sql, {session_.tenant(), ToParam(user)}, [&](Row row) { return Take(row[0], id); }));
  return id;
}

absl::Status PostgresDirectory::ReadStandings(const std::vector<UserId>& users) {
  static const auto* const sql = new Sql{
      "select m.user_id, m.delete_time is not null, b.id, m.status, m.roles, "
      "(select string_agg(r.grants, ';') from roles r where r.tenant_id = $1::uuid and r.delete_time is null and "
      "r.grants <> '' and r.name in (select json_array_elements_text(m.roles))) "
      "from memberships m left join business_units b on "
      "b.tenant_id = m.tenant_id and b.id = m.business_unit_id and b.active and b.delete_time is null "
      "where m.tenant_id = $1::uuid and m.user_id = any($2::uuid[])",
      6};
  std::vector<std::string> unknown;
  for (const UserId& user : users) {
    if (standings_.try_emplace(user).second) unknown.push_back(user.ToString());
  }
  if (unknown.empty()) return absl::OkStatus();
  return session_.Read(*sql, {session_.tenant(), ArrayLiteral(unknown)}, [&](Row row) -> absl::Status {
    UserId user;
    bool removed = false;
    RETURN_IF_ERROR(Take(row[0], user));
    RETURN_IF_ERROR(Take(row[1], removed));
    Known& known = standings_[user];
    known.kind = removed ? MemberKind::kRemoved : MemberKind::kMember;
    RETURN_IF_ERROR(Take(row[2], known.open_unit));
    RETURN_IF_ERROR(Take(row[3], known.standing.status));
    std::vector<std::string> roles;
    RETURN_IF_ERROR(FromJsonText(row[4].text, roles));
    Grants custom;
    if (!row[5].null) {
      ASSIGN_OR_RETURN(custom, Grants::Parse(row[5].text));
    }
    known.standing.grants = organization::GrantsOfRoles(roles, std::move(custom));
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<UserId>> PostgresDirectory::RemovedAmong(const std::vector<UserId>& users) {
  RETURN_IF_ERROR(ReadStandings(users));
  std::vector<UserId> removed;
  for (const UserId& user : users) {
    if (standings_.at(user).kind == MemberKind::kRemoved) removed.push_back(user);
  }
  return removed;
}

absl::StatusOr<bool> PostgresDirectory::EverMember(const UserId& user) {
  RETURN_IF_ERROR(ReadStandings({user}));
  return standings_.at(user).kind != MemberKind::kNever;
}

absl::StatusOr<std::optional<organization::Standing>> PostgresDirectory::StandingOf(const UserId& user) {
  RETURN_IF_ERROR(ReadStandings({user}));
  const Known& known = standings_.at(user);
  return known.kind == MemberKind::kMember ? std::optional(known.standing) : std::nullopt;
}

absl::StatusOr<std::optional<BusinessUnitId>> PostgresDirectory::OpenUnitOf(const UserId& user) {
  RETURN_IF_ERROR(ReadStandings({user}));
  return standings_.at(user).open_unit;
}

absl::StatusOr<bool> PostgresDirectory::LockReportsTo(const UserId& user, const UserId& manager) {
  // Two statements: the second sees what was committed while the first waited.
  static const auto* const lock =
      new Sql{"select pg_advisory_xact_lock(hashtextextended('hierarchy of memberships of ' || $1::text, 0))", 1};
  RETURN_IF_ERROR(session_.Read(*lock, {session_.tenant()}, [](Row) { return absl::OkStatus(); }));
  static const auto* const sql = new Sql{
      "with recursive line as (select manager_id from memberships where tenant_id = $1::uuid and user_id = $2::uuid "
      "union select m.manager_id from memberships m join line on m.user_id = line.manager_id "
      "where m.tenant_id = $1::uuid) select 1 from line where manager_id = $3::uuid limit 1",
      1};
  bool reports = false;
  RETURN_IF_ERROR(session_.Read(*sql, {session_.tenant(), ToParam(user), ToParam(manager)}, [&](Row) {
    reports = true;
    return absl::OkStatus();
  }));
  return reports;
}

absl::StatusOr<UnitUse> PostgresDirectory::LockUseOf(const BusinessUnitId& unit) {
  // Two statements: the second sees what was committed while the first waited. See Table::KeptLive.
  static const auto* const lock =
      new Sql{"select 1 from business_units where tenant_id = $1::uuid and id = $2::uuid for update", 1};
  RETURN_IF_ERROR(session_.Read(*lock, {session_.tenant(), ToParam(unit)}, [](Row) { return absl::OkStatus(); }));
  static const auto* const sql = new Sql{
      "select exists (select from business_units where tenant_id = $1::uuid and parent_business_unit_id = $2::uuid "
      "and delete_time is null), exists (select from memberships where tenant_id = $1::uuid and business_unit_id = "
      "$2::uuid and delete_time is null)",
      2};
  bool units = false;
  bool members = false;
  RETURN_IF_ERROR(session_.Read(*sql, {session_.tenant(), ToParam(unit)}, [&](Row row) -> absl::Status {
    RETURN_IF_ERROR(Take(row[0], units));
    return Take(row[1], members);
  }));
  if (members) return UnitUse::kMembers;
  return units ? UnitUse::kUnitsBelow : UnitUse::kNone;
}

absl::StatusOr<std::vector<Role>> PostgresDirectory::CustomRoles() {
  static const auto* const sql = new Sql{
      "select name, description, grants from roles where tenant_id = $1::uuid and delete_time is null order by name "
      "collate \"C\"",
      3};
  std::vector<Role> roles;
  RETURN_IF_ERROR(session_.Read(*sql, {session_.tenant()}, [&](Row row) -> absl::Status {
    Role& role = roles.emplace_back();
    RETURN_IF_ERROR(Take(row[0], role.name));
    RETURN_IF_ERROR(Take(row[1], role.description));
    ASSIGN_OR_RETURN(role.grants, Grants::Parse(row[2].text));
    return absl::OkStatus();
  }));
  return roles;
}

absl::StatusOr<std::vector<TenantState>> PostgresDirectory::AllTenants(const std::optional<TenantId>& after,
                                                                       int count) {
  const TableLayout& layout = TenantTable().layout();
  static const auto* const sql =
      new Sql{absl::StrCat("select ", layout.select, " from all_tenants($1::uuid, $2::bigint) t order by t.id"),
              layout.columns};
  std::vector<TenantState> tenants;
  RETURN_IF_ERROR(session_.Read(*sql, {ToParam(after), ToParam(count)},
                                [&](Row row) { return TenantTable().Read(row, tenants.emplace_back()); }));
  return tenants;
}

}  // namespace pipewright::postgres
