#include "infrastructure/postgres/integration/event_store.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/table/json.h"

namespace pipewright::postgres {
namespace {

using integration::Event;
using integration::EventEdges;
using integration::EventPage;
using integration::EventPosition;
using integration::EventsAhead;

constexpr absl::Duration kPatience = absl::Seconds(10);   // of what no caller waits for
constexpr absl::Duration kTimeToKeep = absl::Minutes(8);  // a restored database's events are all written anew

absl::StatusOr<uint64_t> TransactionFrom(const Cell& cell) {
  uint64_t transaction = 0;
  if (!absl::SimpleAtoi(cell.text, &transaction)) return Unreadable("transaction", cell.text);
  return transaction;
}

// In the first three cells. The horizon is the oldest transaction that still runs.
absl::Status ReadEdges(Row row, EventEdges& edges) {
  ASSIGN_OR_RETURN(const uint64_t horizon, TransactionFrom(row[0]));
  ASSIGN_OR_RETURN(const uint64_t dropped, TransactionFrom(row[1]));
  edges = {{dropped, EventPosition::kLast}, EventPosition::Before(horizon), std::string(row[2].text)};
  return absl::OkStatus();
}

absl::StatusOr<EventPosition> PositionFrom(Row row) {
  EventPosition position;
  ASSIGN_OR_RETURN(position.transaction, TransactionFrom(row[3]));
  RETURN_IF_ERROR(Codec<int64_t>::FromText(row[4].text, position.sequence));
  return position;
}

// Without its change.
absl::Status ReadEvent(Row row, Event& event) {
  ASSIGN_OR_RETURN(event.position, PositionFrom(row));
  ASSIGN_OR_RETURN(event.id, Uuid::Parse(row[6].text));
  RETURN_IF_ERROR(Codec<absl::Time>::FromText(row[7].text, event.create_time));
  event.type = std::string(row[8].text);
  event.resource = std::string(row[9].text);
  ASSIGN_OR_RETURN(event.record_id, Uuid::Parse(row[10].text));
  RETURN_IF_ERROR(Codec<int64_t>::FromText(row[11].text, event.record_version));
  if (!row[12].null) RETURN_IF_ERROR(Codec<UserId>::FromText(row[12].text, event.actor.emplace()));
  event.request_id = std::string(row[13].text);
  event.stored_bytes = row[14].text.size() + row[15].text.size();
  return absl::OkStatus();
}

Param ArrayOrNull(const std::vector<std::string>& texts) {
  return texts.empty() ? std::nullopt : Param(ArrayLiteral(texts));
}

}  // namespace

absl::StatusOr<EventPage> PostgresEventStore::Read(const ReadRequest& request) {
  static const auto* const sql = new Sql{
      "select horizon, dropped_through, incarnation, transaction_id, sequence, matches, id, create_time, type, "
      "resource, record_id, record_version, actor_user_id, request_id, changes, record_after, more from "
      "read_events($1::uuid, $2::xid8, $3::bigint, $4::xid8, $5::bigint, $6::bigint, $7::bigint, $8::text[], "
      "$9::text[], $10::uuid)",
      17};
  const integration::EventFilter everything;
  const integration::EventFilter& filter = request.filter != nullptr ? *request.filter : everything;
  const std::vector<Param> params = {
      request.tenant.ToString(),
      absl::StrCat(request.after.transaction),
      absl::StrCat(request.after.sequence),
      absl::StrCat(request.until.transaction),
      absl::StrCat(request.until.sequence),
      absl::StrCat(request.max_rows),
      absl::StrCat(request.max_bytes),
      ArrayOrNull(filter.resources),
      ArrayOrNull(filter.types),
      filter.record_id.has_value() ? Param(filter.record_id->ToString()) : std::nullopt,
  };
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(request.tenant, request.deadline));
  RETURN_IF_ERROR(lease->PrepareSession(request.tenant, request.deadline));
  EventPage page;
  EventEdges edges;
  bool more = false;
  RETURN_IF_ERROR(lease->Read(
      *sql, params,
      [&](Row row) -> absl::Status {
        RETURN_IF_ERROR(ReadEdges(row, edges));
        if (row[3].null) return absl::OkStatus();  // nothing there
        more = row[16].text == "t";
        ASSIGN_OR_RETURN(page.reached, PositionFrom(row));
        if (row[5].text != "t") return absl::OkStatus();
        auto event = std::make_shared<Event>();
        RETURN_IF_ERROR(ReadEvent(row, *event));
        auto change = records_.Read(event->resource, event->record_version, row[14].text, row[15].text);
        if (!change.ok()) {
          on_unreadable_(event->id.ToString());
        } else if (*change != nullptr) {
          event->change = *std::move(change);
          page.events.push_back(std::move(event));
        }
        return absl::OkStatus();
      },
      request.cancellation));
  RETURN_IF_ERROR(CheckPosition(request.after, edges));
  page.complete = !more;
  if (page.complete) page.reached = std::min(request.until, edges.newest);
  return page;
}

absl::StatusOr<EventEdges> PostgresEventStore::Edges(const TenantId& tenant, absl::Time deadline,
                                                     Cancellation* cancellation) {
  static const auto* const sql = new Sql{"select horizon, dropped_through, incarnation from event_edges()", 3};
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(tenant, deadline));
  RETURN_IF_ERROR(lease->PrepareSession(tenant, deadline));
  EventEdges edges;
  RETURN_IF_ERROR(lease->Read(
      *sql, {}, [&](Row row) { return ReadEdges(row, edges); }, cancellation));
  return edges;
}

absl::StatusOr<EventsAhead> PostgresEventStore::Ahead(
    const std::vector<std::pair<TenantId, EventPosition>>& positions) {
  static const auto* const sql = new Sql{
      "select horizon, dropped_through, incarnation, array_to_json(tenants_ahead) from events_ahead($1::uuid[], "
      "$2::xid8[], "
      "$3::bigint[])",
      4};
  std::vector<std::string> tenants;
  std::vector<std::string> transactions;
  std::vector<std::string> sequences;
  for (const auto& [tenant, position] : positions) {
    tenants.push_back(tenant.ToString());
    transactions.push_back(absl::StrCat(position.transaction));
    sequences.push_back(absl::StrCat(position.sequence));
  }
  const absl::Time deadline = absl::Now() + kPatience;
  // The function looks across tenants by itself, so any connection will do as it is.
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(std::nullopt, deadline));
  RETURN_IF_ERROR(lease->PrepareSession(lease->session_tenant(), deadline));
  EventsAhead ahead;
  std::vector<std::string> found;
  RETURN_IF_ERROR(lease->Read(
      *sql, {ArrayLiteral(tenants), ArrayLiteral(transactions), ArrayLiteral(sequences)},
      [&](Row row) -> absl::Status {
        RETURN_IF_ERROR(ReadEdges(row, ahead.edges));
        return FromJsonText(row[3].text, found);
      },
      nullptr));
  for (const std::string& text : found) {
    ASSIGN_OR_RETURN(const TenantId tenant, TenantId::Parse(text));
    ahead.tenants.push_back(tenant);
  }
  return ahead;
}

absl::Status PostgresEventStore::Keep(absl::Duration retention) {
  static const auto* const sql = new Sql{"select made from keep_events(make_interval(secs => $1::float8))", 1};
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(std::nullopt, absl::Now() + kPatience));
  RETURN_IF_ERROR(lease->PrepareSession(std::nullopt, absl::Now() + kTimeToKeep));
  return lease->Read(
      *sql, {absl::StrCat(absl::ToInt64Seconds(retention))}, [](Row) { return absl::OkStatus(); }, nullptr);
}

}  // namespace pipewright::postgres
