#include "infrastructure/postgres/write/write_session.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

// What waits to be sent: more only costs memory.
constexpr size_t kMaxQueuedBytes = size_t{8} << 20;

// Rows that nothing refers to and that refer to nothing.
SharedRowStatement TrailStatement(const char* table, const std::vector<PhysicalColumn>& columns) {
  RowStatement statement = InsertStatement(table, columns);
  statement.leaf = true;
  statement.free = true;
  return std::make_shared<RowStatement>(std::move(statement));
}

const SharedRowStatement& InsertAudit() {
  static const auto* const statement =
      new SharedRowStatement(TrailStatement("audit_entries", {{"id", "uuid"},
                                                              {"create_time", "timestamptz"},
                                                              {"actor_user_id", "uuid"},
                                                              {"resource", "text"},
                                                              {"record_id", "uuid"},
                                                              {"action", "text"},
                                                              {"changes", "json"},
                                                              {"request_id", "text"},
                                                              {"client_address", "text"},
                                                              {"user_agent", "text"},
                                                              {"account_id", "uuid"}}));
  return *statement;
}

const SharedRowStatement& InsertEvent() {
  static const auto* const statement = new SharedRowStatement(TrailStatement("events", {{"id", "uuid"},
                                                                                        {"create_time", "timestamptz"},
                                                                                        {"type", "text"},
                                                                                        {"resource", "text"},
                                                                                        {"record_id", "uuid"},
                                                                                        {"record_version", "bigint"},
                                                                                        {"actor_user_id", "uuid"},
                                                                                        {"request_id", "text"},
                                                                                        {"changes", "json"},
                                                                                        {"record", "json"}}));
  return *statement;
}

constexpr char kFindAnswer[] =
    "select fingerprint, answer from idempotency_keys where tenant_id = $1::uuid and user_id = $2::uuid and "
    "method = $3::text and request_id = $4::uuid and create_time > $5::timestamptz - interval '24 hours'";

// An expired answer gives its place to the new one; a fresh one is a conflict, which the transactor tries again.
constexpr char kStoreAnswer[] =
    "with expired as (delete from idempotency_keys where tenant_id = $1::uuid and user_id = $2::uuid and "
    "method = $3::text and request_id = $4::uuid and create_time <= $5::timestamptz - interval '24 hours') "
    "insert into idempotency_keys (tenant_id, user_id, method, request_id, create_time, fingerprint, answer) "
    "values ($1::uuid, $2::uuid, $3::text, $4::uuid, $5::timestamptz, $6::bytea, $7::bytea)";

std::string Bytea(absl::string_view bytes) { return absl::StrCat("\\x", absl::BytesToHexString(bytes)); }

std::string FromBytea(absl::string_view text) { return absl::HexStringToBytes(text.substr(2)); }

// What is wrong with the rows, rather than with the transaction or the connection.
bool IsRefusal(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kResourceExhausted:
      return true;
    case absl::StatusCode::kAborted:
      return !IsRetryable(status);
    default:
      return false;
  }
}

}  // namespace

Param WriteSession::Caller() const {
  const auto& user = context_->principal->user;
  return user.has_value() ? Param(user->ToString()) : std::nullopt;
}

absl::Status WriteSession::Send(std::vector<Step> more) {
  if (!refused_.ok()) return refused_;
  std::vector<Step> steps;
  if (!begun_) {
    steps = connection_.Begin("begin", context_->principal->tenant, context_->deadline - absl::Now());
    begun_ = true;
  }
  std::vector<Step> queued = queued_.Take(tenant_);
  std::move(queued.begin(), queued.end(), std::back_inserter(steps));
  std::move(more.begin(), more.end(), std::back_inserter(steps));
  if (steps.empty()) return absl::OkStatus();
  ++sends_;
  refused_ = connection_.Pipeline(steps, context_->cancellation.get());
  return refused_;
}

absl::Status WriteSession::Read(const Sql& sql, const std::vector<Param>& params,
                                absl::FunctionRef<absl::Status(Row)> on_row) {
  if (!begun_ || !queued_.empty()) {
    // One round trip for both.
    std::vector<Step> steps;
    steps.push_back({sql.text, params, on_row});
    return Send(std::move(steps));
  }
  RETURN_IF_ERROR(refused_);
  ++sends_;
  refused_ = connection_.Read(sql, params, on_row, context_->cancellation.get());
  return refused_;
}

void WriteSession::ReadAhead(std::string sql, std::vector<Param> params, std::function<absl::Status(Row)> on_row) {
  queued_.Add({std::move(sql), std::move(params), std::move(on_row)});
}

void WriteSession::Write(SharedRowStatement statement, std::string key, std::vector<Param> row) {
  ++writes_;
  queued_.Add(std::move(statement), std::move(key), std::move(row), set_wise_);
  SendIfMuch();
}

void WriteSession::Write(std::string sql, std::vector<Param> params) {
  ++writes_;
  queued_.Add({std::move(sql), std::move(params), nullptr});
  SendIfMuch();
}

void WriteSession::SendIfMuch() {
  if (queued_.bytes() < kMaxQueuedBytes) return;
  // What is refused is told by the next read or the end, as that of any other row; the rest would be refused as well.
  if (!Send({}).ok()) queued_.Clear();
}

void WriteSession::Record(const RecordedChange& change) {
  const std::string time = TimeToText(now_);
  const std::string resource(change.resource);
  Write(InsertAudit(), "",
        {ids_.NewUuid().ToString(), time, Caller(), resource, change.record_id, std::string(change.event.name),
         change.changes, context_->request_id, context_->client_address, context_->user_agent, change.account_id});
  for (const absl::string_view type : {change.event.also, change.event.name}) {
    if (type.empty()) continue;
    Write(InsertEvent(), "",
          {ids_.NewUuid().ToString(), time, std::string(type), resource, change.record_id,
           absl::StrCat(change.record_version), Caller(), context_->request_id, change.changes, change.record});
  }
}

absl::Status WriteSession::InAnyOrder(absl::FunctionRef<absl::Status()> work) {
  const bool set_wise = std::exchange(set_wise_, true);
  absl::Status status = work();
  set_wise_ = set_wise;
  return status;
}

absl::Status WriteSession::Attempt(bool set_wise, absl::FunctionRef<absl::Status()> work, AttemptOutcome& outcome) {
  if (attempting_) return absl::InternalError("an attempt within an attempt");
  // What others wrote before is not this attempt's to answer for.
  if (queued_.has_rows() || !refused_.ok()) RETURN_IF_ERROR(Send({}));
  const size_t before = queued_.size();
  queued_.Add({"savepoint attempt", {}, nullptr});
  const int64_t sends = sends_;
  attempting_ = true;
  set_wise_ = set_wise;
  absl::Status status = work();
  if (status.ok()) status = Send({});
  set_wise_ = false;
  attempting_ = false;
  outcome.by_database = !refused_.ok();
  outcome.status = outcome.by_database ? refused_ : status;
  return EndAttempt(outcome.status, before, sends_ != sends);
}

absl::Status WriteSession::EndAttempt(absl::Status outcome, size_t before, bool sent) {
  if (outcome.ok()) {
    queued_.Add({"release savepoint attempt", {}, nullptr});
    return absl::OkStatus();
  }
  if (!IsRefusal(outcome)) {
    refused_ = std::move(outcome);
    return refused_;
  }
  refused_ = absl::OkStatus();
  if (sent) {
    queued_.Clear();
    RETURN_IF_ERROR(Send({{"rollback to savepoint attempt", {}, nullptr}, {"release savepoint attempt", {}, nullptr}}));
  } else {
    queued_.Truncate(before);
  }
  for (const auto& forget : on_undo_) forget();
  written_facts_.clear();  // of those before the attempt, too: they are only written again
  return absl::OkStatus();
}

absl::StatusOr<std::optional<StoredAnswer>> WriteSession::FindAnswer(const Uuid& request_id) {
  std::optional<StoredAnswer> found;
  Step find{kFindAnswer,
            {tenant_, Caller().value_or(Uuid().ToString()), context_->method, request_id.ToString(), TimeToText(now_)},
            [&](Row row) {
              found = StoredAnswer{FromBytea(row[0].text), FromBytea(row[1].text)};
              return absl::OkStatus();
            }};
  std::vector<Step> steps;
  steps.push_back(std::move(find));
  RETURN_IF_ERROR(Send(std::move(steps)));
  return found;
}

void WriteSession::StoreAnswer(const Uuid& request_id, const StoredAnswer& answer) {
  Write(kStoreAnswer, {tenant_, Caller().value_or(Uuid().ToString()), context_->method, request_id.ToString(),
                       TimeToText(now_), Bytea(answer.fingerprint), Bytea(answer.bytes)});
}

absl::Status WriteSession::Commit() {
  RETURN_IF_ERROR(refused_);
  if (!begun_ && queued_.empty()) return absl::OkStatus();
  std::vector<Step> commit;
  commit.push_back({"commit", {}, nullptr});
  RETURN_IF_ERROR(Send(std::move(commit)));
  connection_.standing_facts().Add(written_facts_);
  return absl::OkStatus();
}

absl::Status WriteSession::CheckAndRollback() {
  absl::Status status = queued_.empty() ? refused_ : Send({});
  connection_.Rollback();
  return status;
}

}  // namespace pipewright::postgres
