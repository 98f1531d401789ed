#include "infrastructure/postgres/write/unit_of_work.h"

#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/integration/job_table.h"
#include "infrastructure/postgres/organization/membership_table.h"
#include "infrastructure/postgres/organization/tenant_table.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/tasks/task_table.h"

namespace pipewright::postgres {

PostgresUnitOfWork::PostgresUnitOfWork(WriteSession& session)
    : session_(session),
      identities_(session),
      directory_(session),
      tenants_(session, TenantTable()),
      memberships_(session, MembershipTable()),
      custom_field_definitions_(session),
      accounts_(session, AccountTable(), "parent_account_id", &sales::AccountState::parent_account_id),
      contacts_(session, ContactTable(), "reports_to_id", &sales::ContactState::reports_to_id),
      pipelines_(session),
      opportunities_(session),
      tasks_(session, TaskTable()),
      jobs_(session, JobTable()),
      job_store_(session) {
  session_.OnUndo([this] { reserved_.clear(); });
}

absl::StatusOr<int64_t> PostgresUnitOfWork::NextNumber(absl::string_view series) {
  Numbers& numbers = reserved_[std::string(series)];
  if (numbers.next > numbers.last) RETURN_IF_ERROR(ReserveNumbers(series, 1));
  return numbers.next++;
}

absl::Status PostgresUnitOfWork::ReserveNumbers(absl::string_view series, int64_t count) {
  static const auto* const sql = new Sql{
      "insert into counters (tenant_id, series, value) values ($1::uuid, $2::text, $3::bigint) "
      "on conflict (tenant_id, series) do update set value = counters.value + excluded.value returning value",
      1};
  int64_t last = 0;
  RETURN_IF_ERROR(session_.Read(*sql, {session_.tenant(), std::string(series), absl::StrCat(count)},
                                [&](Row row) { return Codec<int64_t>::FromText(row[0].text, last); }));
  reserved_[std::string(series)] = {last - count + 1, last};
  return absl::OkStatus();
}

absl::Status PostgresUnitOfWork::Attempt(Writes writes, absl::FunctionRef<absl::Status()> work,
                                         AttemptOutcome& outcome) {
  return session_.Attempt(writes == Writes::kSetWise, work, outcome);
}

absl::Status PostgresUnitOfWork::RunAs(const RequestContext& context, absl::FunctionRef<absl::Status()> work) {
  const RequestContext& own = session_.context();
  session_.set_context(context);
  absl::Status status = work();
  session_.set_context(own);
  return status;
}

absl::StatusOr<std::optional<StoredAnswer>> PostgresUnitOfWork::FindAnswer(const Uuid& request_id) {
  return session_.FindAnswer(request_id);
}

absl::Status PostgresUnitOfWork::StoreAnswer(const Uuid& request_id, const StoredAnswer& answer) {
  session_.StoreAnswer(request_id, answer);
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
