// A transaction as repositories see it: reads at once, writes queued, joined and sent together, and the trail that
// every change leaves.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/shared/commands/unit_of_work_base.h"
#include "domain/shared/event_named.h"
#include "domain/shared/uuid.h"
#include "infrastructure/postgres/connection/connection.h"
#include "infrastructure/postgres/write/row_statement.h"
#include "infrastructure/postgres/write/write_queue.h"

namespace pipewright::postgres {

// What a stored change was, for the audit trail and the outbox.
struct RecordedChange {
  absl::string_view resource;
  std::string record_id;
  int64_t record_version = 0;
  EventNames event;     // {"opportunity.won", "opportunity.stage_changed"}
  std::string changes;  // JSON {"field": [old, new]}
  std::string record;   // JSON of the record after the change
  Param account_id;     // whose timeline the change is in
};

// Begins lazily, with the first statement. Reads see what was queued before them. Not thread safe.
class WriteSession {
 public:
  WriteSession(Connection& connection, const RequestContext& context, IdGenerator& ids, absl::Time now)
      : connection_(connection), context_(&context), ids_(ids), now_(now) {}

  const RequestContext& context() const { return *context_; }
  // Whose permission counts from now on; the same caller's. `context` must outlive its use.
  void set_context(const RequestContext& context) { context_ = &context; }
  absl::Time now() const { return now_; }
  const std::string& tenant() const { return tenant_; }

  absl::Status Read(const Sql& sql, const std::vector<Param>& params, absl::FunctionRef<absl::Status(Row)> on_row);
  // Reads with the next read, or with Flush: without a round trip of its own. `on_row` may be called until the end.
  void ReadAhead(std::string sql, std::vector<Param> params, std::function<absl::Status(Row)> on_row);
  // Sends what is queued.
  absl::Status Flush() { return Send({}); }
  // Queues a row; its errors come with the next read or the commit. `key`: see WriteQueue. When much waits, all of it
  // is sent.
  void Write(SharedRowStatement statement, std::string key, std::vector<Param> row);
  // Queues a statement of its own.
  void Write(std::string sql, std::vector<Param> params);
  // Queues the audit entry of a change, and its event, or its two (event_named.h).
  void Record(const RecordedChange& change);

  // The answer that was stored for the caller's method and `request_id`. As the first read of a transaction it costs no
  // round trip of its own.
  absl::StatusOr<std::optional<StoredAnswer>> FindAnswer(const Uuid& request_id);
  void StoreAnswer(const Uuid& request_id, const StoredAnswer& answer);

  // Whether what `fact` stands for has been committed before; and that this transaction writes it, if it commits.
  bool Stands(uint64_t fact) const { return connection_.standing_facts().Has(fact); }
  void WillStand(uint64_t fact) { written_facts_.push_back(fact); }

  // Runs `work`, whose rows may be written in any order: so updates of a kind are joined too.
  absl::Status InAnyOrder(absl::FunctionRef<absl::Status()> work);

  // Rows and statements queued since the beginning.
  int64_t writes() const { return writes_; }

  // Runs `work` and sends what it wrote; on an error undoes all of it, and calls what OnUndo was given. Returns an
  // error only when the transaction can't go on after it (then every later call returns that too). Not to be nested.
  absl::Status Attempt(bool set_wise, absl::FunctionRef<absl::Status()> work, AttemptOutcome& outcome);
  // `forget` drops what a repository knows about rows that may have been undone.
  void OnUndo(std::function<void()> forget) { on_undo_.push_back(std::move(forget)); }

  // Sends what is queued, then COMMIT, in one round trip.
  absl::Status Commit();
  // Sends what is queued, so that every rule is checked, and rolls back.
  absl::Status CheckAndRollback();

 private:
  // Sends what is queued, and the beginning if there was none, with `more` behind.
  absl::Status Send(std::vector<Step> more);
  void SendIfMuch();
  absl::Status EndAttempt(absl::Status outcome, size_t before, bool sent);
  Param Caller() const;

  Connection& connection_;
  const RequestContext* context_;
  IdGenerator& ids_;
  const absl::Time now_;
  const std::string tenant_ =
      context_->principal->tenant.has_value() ? context_->principal->tenant->ToString() : std::string();
  WriteQueue queued_;
  std::vector<std::function<void()>> on_undo_;
  std::vector<uint64_t> written_facts_;
  int64_t writes_ = 0;
  int64_t sends_ = 0;
  bool begun_ = false;
  bool attempting_ = false;
  bool set_wise_ = false;
  // What the database refused last: the transaction is aborted, and takes nothing more until it is rolled back.
  absl::Status refused_;
};

}  // namespace pipewright::postgres
