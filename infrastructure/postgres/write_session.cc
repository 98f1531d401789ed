#include "infrastructure/postgres/write_session.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/codec.h"

namespace pipewright::postgres {
namespace {

constexpr char kSetTransaction[] =
    "select set_config('app.tenant_id', $1, true), set_config('statement_timeout', $2, true)";

constexpr char kInsertAudit[] =
    "insert into audit_entries (tenant_id, id, create_time, actor_user_id, resource, record_id, action, changes, "
    "request_id, client_address, user_agent) values ($1::uuid, $2::uuid, $3::timestamptz, $4::uuid, $5::text, "
    "$6::uuid, "
    "$7::text, $8::json, $9::text, $10::text, $11::text)";

constexpr char kInsertEvent[] =
    "insert into events (tenant_id, id, create_time, type, resource, record_id, record_version, actor_user_id, "
    "request_id, changes, record) values ($1::uuid, $2::uuid, $3::timestamptz, $4::text, $5::text, $6::uuid, "
    "$7::bigint, $8::uuid, $9::text, $10::json, $11::json)";

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

}  // namespace

Param WriteSession::Caller() const {
  const auto& user = context_.principal->user;
  return user.has_value() ? Param(user->ToString()) : std::nullopt;
}

absl::Status WriteSession::Send(std::vector<Step> more) {
  std::vector<Step> steps;
  if (!begun_) {
    const int64_t timeout =
        std::clamp<int64_t>(absl::ToInt64Milliseconds(context_.deadline - absl::Now()), 1, 3'600'000);
    steps.push_back({"begin", {}, nullptr});
    steps.push_back({kSetTransaction, {tenant_, absl::StrCat(timeout)}, nullptr});
    begun_ = true;
  }
  std::move(queued_.begin(), queued_.end(), std::back_inserter(steps));
  queued_.clear();
  std::move(more.begin(), more.end(), std::back_inserter(steps));
  if (steps.empty()) return absl::OkStatus();
  return connection_.Pipeline(steps, context_.cancellation.get());
}

absl::Status WriteSession::Read(const Sql& sql, const std::vector<Param>& params,
                                absl::FunctionRef<absl::Status(Row)> on_row) {
  if (!begun_ || !queued_.empty()) RETURN_IF_ERROR(Send({}));
  return connection_.Read(sql, params, on_row, context_.cancellation.get());
}

void WriteSession::Write(std::string sql, std::vector<Param> params) {
  queued_.push_back({std::move(sql), std::move(params), nullptr});
}

void WriteSession::Record(const RecordedChange& change) {
  const std::string time = TimeToText(now_);
  const std::string resource(change.resource);
  const std::string event(change.event);
  Write(kInsertAudit, {tenant_, ids_.NewUuid().ToString(), time, Caller(), resource, change.record_id, event,
                       change.changes, context_.request_id, context_.client_address, context_.user_agent});
  Write(kInsertEvent,
        {tenant_, ids_.NewUuid().ToString(), time, event, resource, change.record_id,
         absl::StrCat(change.record_version), Caller(), context_.request_id, change.changes, change.record});
}

absl::StatusOr<std::optional<StoredAnswer>> WriteSession::FindAnswer(const Uuid& request_id) {
  std::optional<StoredAnswer> found;
  Step find{kFindAnswer,
            {tenant_, Caller().value_or(Uuid().ToString()), context_.method, request_id.ToString(), TimeToText(now_)},
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
  Write(kStoreAnswer, {tenant_, Caller().value_or(Uuid().ToString()), context_.method, request_id.ToString(),
                       TimeToText(now_), Bytea(answer.fingerprint), Bytea(answer.bytes)});
}

absl::Status WriteSession::Commit() {
  if (!begun_ && queued_.empty()) return absl::OkStatus();
  std::vector<Step> commit;
  commit.push_back({"commit", {}, nullptr});
  return Send(std::move(commit));
}

absl::Status WriteSession::CheckAndRollback() {
  absl::Status status = queued_.empty() ? absl::OkStatus() : Send({});
  connection_.Rollback();
  return status;
}

}  // namespace pipewright::postgres
