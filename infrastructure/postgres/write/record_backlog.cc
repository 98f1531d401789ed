#include "infrastructure/postgres/write/record_backlog.h"

#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "application/shared/call/request_context.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

struct Backlog {
  TenantId tenant;
  std::string resource;
};

absl::StatusOr<std::optional<Backlog>> Next(Pool& pool, const std::string& table, absl::Time deadline) {
  const Sql sql{absl::StrCat("select tenant_id, resource from ", table, "_next()"), 2};
  ASSIGN_OR_RETURN(auto lease, pool.Acquire(std::nullopt, deadline));
  RETURN_IF_ERROR(lease->PrepareSession(std::nullopt, deadline));
  std::optional<Backlog> next;
  RETURN_IF_ERROR(lease->Read(
      sql, {},
      [&](Row row) {
        next.emplace().resource = std::string(row[1].text);
        return Codec<TenantId>::FromText(row[0].text, next->tenant);
      },
      nullptr));
  return next;
}

absl::StatusOr<bool> DoSlice(WriteSession& session, const std::string& resource, int size, const BacklogWork& work) {
  const Sql place{absl::StrCat("select after_id from ", work.table,
                               " where tenant_id = $1::uuid and resource = $2::text for update skip locked"),
                  1};
  std::optional<std::string> after;
  RETURN_IF_ERROR(session.Read(place, {session.tenant(), resource}, [&](Row row) {
    after = std::string(row[0].text);
    return absl::OkStatus();
  }));
  if (!after.has_value()) return false;
  if (!work.knows(resource)) return false;  // a newer server's, which has migrated meanwhile
  ASSIGN_OR_RETURN(const std::optional<std::string> last, work.fill(session, {resource, *after, size}));
  if (last.has_value()) {
    session.Write(absl::StrCat("update ", work.table,
                               " set after_id = $3::uuid where tenant_id = $1::uuid and resource = $2::text"),
                  {session.tenant(), resource, *last});
  } else {
    session.Write(absl::StrCat("delete from ", work.table, " where tenant_id = $1::uuid and resource = $2::text"),
                  {session.tenant(), resource});
  }
  RETURN_IF_ERROR(session.Commit());
  return true;
}

}  // namespace

absl::StatusOr<bool> WorkOff(Pool& pool, IdGenerator& ids, int size, absl::Time deadline, const BacklogWork& work) {
  ASSIGN_OR_RETURN(const std::optional<Backlog> backlog, Next(pool, work.table, deadline));
  if (!backlog.has_value()) return false;
  RequestContext context;
  auto principal = std::make_shared<Principal>();
  principal->tenant = backlog->tenant;
  context.principal = std::move(principal);
  context.deadline = deadline;
  ASSIGN_OR_RETURN(auto lease, pool.Acquire(backlog->tenant, deadline));
  WriteSession session(*lease, context, ids, absl::Now());
  return DoSlice(session, backlog->resource, size, work);
}

}  // namespace pipewright::postgres
