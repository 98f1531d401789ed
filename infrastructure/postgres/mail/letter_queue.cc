#include "infrastructure/postgres/mail/letter_queue.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/organization/cells.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using mail::ClaimedOrder;
using mail::LetterOrder;

// For what the worker asks in nobody's name.
constexpr absl::Duration kPatience = absl::Seconds(20);

// Never counts further than anybody wants to know.
const Sql& CountSql() {
  static const auto* const sql = new Sql{absl::StrCat("select count(*) from (select from letter_orders limit ",
                                                      mail::LetterOrders::kMaxWaiting, ") waiting"),
                                         1};
  return *sql;
}

}  // namespace

absl::StatusOr<bool> PostgresLetterOrders::Add(const LetterOrder& order) {
  int64_t waiting = 0;
  RETURN_IF_ERROR(session_.Read(CountSql(), {}, [&](Row row) { return Take(row[0], waiting); }));
  if (waiting >= kMaxWaiting) return false;
  session_.Write(
      "insert into letter_orders (id, kind, recipient, create_time, available_time, attempts, inviting_tenant_id) "
      "values ($1::uuid, $2::text, $3::text, $4::timestamptz, $4::timestamptz, 0, $5::uuid) on conflict (kind, "
      "recipient, inviting_tenant_id) do nothing",
      {order.id.ToString(), ToParam(order.kind), ToParam(order.to), ToParam(session_.now()), ToParam(order.tenant)});
  return true;
}

absl::StatusOr<Pool::Lease> PostgresLetterQueue::Ready() {
  const absl::Time deadline = clock_.Now() + kPatience;
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(std::nullopt, deadline));
  RETURN_IF_ERROR(lease->PrepareSession(std::nullopt, deadline));
  return lease;
}

absl::StatusOr<std::optional<ClaimedOrder>> PostgresLetterQueue::Claim(const Uuid& lease, absl::Time now,
                                                                       absl::Time until) {
  static const auto* const sql = new Sql{
      "update letter_orders set lease_id = $2::uuid, lease_expire_time = $3::timestamptz, attempts = attempts + 1 "
      "where id = (select o.id from letter_orders o where o.available_time <= $1::timestamptz and "
      "(o.lease_expire_time is null or o.lease_expire_time <= $1::timestamptz) order by o.available_time, o.id "
      "limit 1 for update skip locked) returning id, kind, recipient, create_time, attempts, inviting_tenant_id",
      6};
  ASSIGN_OR_RETURN(auto connection, Ready());
  std::optional<ClaimedOrder> claimed;
  RETURN_IF_ERROR(connection->Read(
      *sql, {TimeToText(now), lease.ToString(), TimeToText(until)},
      [&](Row row) -> absl::Status {
        claimed.emplace().lease = lease;
        ASSIGN_OR_RETURN(claimed->order.id, Uuid::Parse(row[0].text));
        RETURN_IF_ERROR(Take(row[1], claimed->order.kind));
        RETURN_IF_ERROR(Take(row[2], claimed->order.to));
        RETURN_IF_ERROR(Take(row[3], claimed->create_time));
        RETURN_IF_ERROR(Take(row[4], claimed->attempts));
        return Take(row[5], claimed->order.tenant);
      },
      nullptr));
  return claimed;
}

absl::Status PostgresLetterQueue::Release(const ClaimedOrder& claimed, absl::Time available_time) {
  ASSIGN_OR_RETURN(auto connection, Ready());
  return connection->Pipeline(
      {{"update letter_orders set lease_id = null, lease_expire_time = null, available_time = $3::timestamptz where "
        "id = $1::uuid and lease_id = $2::uuid",
        {claimed.order.id.ToString(), claimed.lease.ToString(), TimeToText(available_time)},
        nullptr}},
      nullptr);
}

absl::Status PostgresLetterQueue::Drop(const ClaimedOrder& claimed) {
  ASSIGN_OR_RETURN(auto connection, Ready());
  return connection->Pipeline({{"delete from letter_orders where id = $1::uuid and lease_id = $2::uuid",
                                {claimed.order.id.ToString(), claimed.lease.ToString()},
                                nullptr}},
                              nullptr);
}

absl::StatusOr<int64_t> PostgresLetterQueue::Count() {
  ASSIGN_OR_RETURN(auto connection, Ready());
  int64_t waiting = 0;
  RETURN_IF_ERROR(connection->Read(
      CountSql(), {}, [&](Row row) { return Take(row[0], waiting); }, nullptr));
  return waiting;
}

}  // namespace pipewright::postgres
