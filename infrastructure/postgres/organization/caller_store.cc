#include "infrastructure/postgres/organization/caller_store.h"

#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/organization/cells.h"
#include "infrastructure/postgres/organization/tenant_table.h"
#include "infrastructure/postgres/table/json.h"

namespace pipewright::postgres {
namespace {

using organization::CallerMember;
using organization::CallerRecord;
using organization::SessionId;

// One round trip for all of it.
const Sql& CallerSql() {
  static const auto* const sql = new Sql{
      "select u.status, s.id is not null, is_operator(u.id), m.status, m.roles, "
      "(select string_agg(r.grants, ';') from roles r where r.tenant_id = $3::uuid and r.delete_time is null and "
      "r.grants <> '' and r.name in (select json_array_elements_text(m.roles))), "
      "t.status, t.base_currency, t.time_zone, t.locale, b.id "
      "from users u "
      "left join sessions s on s.id = $2::uuid and s.user_id = u.id and s.end_time is null and s.expire_time > now() "
      "left join memberships m on m.tenant_id = $3::uuid and m.user_id = u.id and m.delete_time is null "
      "left join tenants t on t.tenant_id = m.tenant_id and t.id = m.tenant_id "
      "left join business_units b on b.tenant_id = m.tenant_id and b.id = m.business_unit_id and b.active and "
      "b.delete_time is null "
      "where u.id = $1::uuid",
      11};
  return *sql;
}

absl::Status ReadMember(Row row, CallerMember& member) {
  RETURN_IF_ERROR(Take(row[3], member.status));
  RETURN_IF_ERROR(FromJsonText(row[4].text, member.roles));
  if (!row[5].null) {
    ASSIGN_OR_RETURN(member.custom_grants, Grants::Parse(row[5].text));
  }
  RETURN_IF_ERROR(Take(row[6], member.tenant_status));
  RETURN_IF_ERROR(Take(row[7], member.base_currency));
  RETURN_IF_ERROR(Take(row[8], member.time_zone));
  RETURN_IF_ERROR(Take(row[9], member.locale));
  return Take(row[10], member.business_unit);
}

}  // namespace

absl::StatusOr<std::optional<CallerRecord>> PostgresCallerStore::Load(const UserId& user, const SessionId& session,
                                                                      const std::optional<TenantId>& tenant,
                                                                      const RequestContext& context) {
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(tenant, context.deadline));
  RETURN_IF_ERROR(lease->PrepareSession(tenant, context.deadline));
  std::optional<CallerRecord> record;
  RETURN_IF_ERROR(lease->Read(
      CallerSql(), {ToParam(user), ToParam(session), ToParam(tenant)},
      [&](Row row) -> absl::Status {
        record.emplace();
        RETURN_IF_ERROR(Take(row[0], record->user_status));
        RETURN_IF_ERROR(Take(row[1], record->session_alive));
        RETURN_IF_ERROR(Take(row[2], record->platform_operator));
        if (row[3].null) return absl::OkStatus();
        return ReadMember(row, record->member.emplace());
      },
      context.cancellation.get()));
  return record;
}

absl::StatusOr<std::vector<UserId>> PostgresCallerStore::ReportsOf(const UserId& user, const TenantId& tenant,
                                                                   const RequestContext& context) {
  // Through removed members too: what they left behind still belongs to the line above them.
  static const auto* const sql = new Sql{
      "with recursive team as (select user_id from memberships where tenant_id = $1::uuid and manager_id = $2::uuid "
      "union select m.user_id from memberships m join team on m.manager_id = team.user_id "
      "where m.tenant_id = $1::uuid) select user_id from team where user_id <> $2::uuid",
      1};
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(tenant, context.deadline));
  RETURN_IF_ERROR(lease->PrepareSession(tenant, context.deadline));
  std::vector<UserId> reports;
  RETURN_IF_ERROR(lease->Read(
      *sql, {ToParam(tenant), ToParam(user)}, [&](Row row) { return Take(row[0], reports.emplace_back()); },
      context.cancellation.get()));
  return reports;
}

}  // namespace pipewright::postgres
