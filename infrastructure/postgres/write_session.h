// A transaction as repositories see it: reads at once, writes queued and sent together, and the trail that every change
// leaves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/ports.h"
#include "application/shared/request_context.h"
#include "application/shared/unit_of_work_base.h"
#include "domain/shared/uuid.h"
#include "infrastructure/postgres/connection.h"

namespace pipewright::postgres {

// What a stored change was, for the audit trail and the outbox.
struct RecordedChange {
  absl::string_view resource;
  std::string record_id;
  int64_t record_version = 0;
  absl::string_view event;  // "opportunity.won"
  std::string changes;      // JSON {"field": [old, new]}
  std::string record;       // JSON of the record after the change
};

// Begins lazily, with the first statement. Reads see what was queued before them. Not thread safe.
class WriteSession {
 public:
  WriteSession(Connection& connection, const RequestContext& context, IdGenerator& ids, absl::Time now)
      : connection_(connection), context_(context), ids_(ids), now_(now) {}

  const RequestContext& context() const { return context_; }
  absl::Time now() const { return now_; }
  const std::string& tenant() const { return tenant_; }

  absl::Status Read(const Sql& sql, const std::vector<Param>& params, absl::FunctionRef<absl::Status(Row)> on_row);
  // Queues a statement; its errors come with the next read or the commit.
  void Write(std::string sql, std::vector<Param> params);
  // Queues the audit entry and the event of a change.
  void Record(const RecordedChange& change);

  // The answer that was stored for the caller's method and `request_id`; costs no round trip as the first read.
  absl::StatusOr<std::optional<StoredAnswer>> FindAnswer(const Uuid& request_id);
  void StoreAnswer(const Uuid& request_id, const StoredAnswer& answer);

  // Sends what is queued, then COMMIT, in one round trip.
  absl::Status Commit();
  // Sends what is queued, so that every rule is checked, and rolls back.
  absl::Status CheckAndRollback();

 private:
  // Sends what is queued, and the beginning if there was none, with `more` behind.
  absl::Status Send(std::vector<Step> more);
  Param Caller() const;

  Connection& connection_;
  const RequestContext& context_;
  IdGenerator& ids_;
  const absl::Time now_;
  const std::string tenant_ =
      context_.principal->tenant.has_value() ? context_.principal->tenant->ToString() : std::string();
  std::vector<Step> queued_;
  bool begun_ = false;
};

}  // namespace pipewright::postgres
