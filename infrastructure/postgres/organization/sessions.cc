// The half of PostgresIdentities that holds sessions and sign-in attempts.
#include <algorithm>

#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/organization/caller_news.h"
#include "infrastructure/postgres/organization/cells.h"
#include "infrastructure/postgres/organization/identities.h"

namespace pipewright::postgres {
namespace {

using organization::RefreshTokenKind;
using organization::Session;
using organization::SessionEnd;
using organization::SessionId;
using organization::SessionState;
using organization::SignInThrottle;
using organization::TokenHash;

constexpr char kSessionColumnNames[] =
    "s.id, s.user_id, s.default_tenant_id, s.refresh_hash, s.create_time, s.refresh_time, s.expire_time, s.end_time, "
    "s.end_reason, s.client_address, s.user_agent, s.client_network";
constexpr int kSessionColumns = 12;

absl::Status ReadSession(Row row, SessionState& session) {
  RETURN_IF_ERROR(Take(row[0], session.id));
  RETURN_IF_ERROR(Take(row[1], session.user_id));
  RETURN_IF_ERROR(Take(row[2], session.tenant_id));
  const std::string hash = BytesFromText(row[3].text);
  if (hash.size() != session.refresh_hash.size()) return Unreadable("hash", row[3].text);
  std::copy(hash.begin(), hash.end(), session.refresh_hash.begin());
  RETURN_IF_ERROR(Take(row[4], session.create_time));
  RETURN_IF_ERROR(Take(row[5], session.refresh_time));
  RETURN_IF_ERROR(Take(row[6], session.expire_time));
  RETURN_IF_ERROR(Take(row[7], session.end_time));
  RETURN_IF_ERROR(Take(row[8], session.end));
  RETURN_IF_ERROR(Take(row[9], session.client_address));
  RETURN_IF_ERROR(Take(row[10], session.user_agent));
  if (!row[11].null) session.client_network = BytesFromText(row[11].text);
  return absl::OkStatus();
}

}  // namespace

absl::Status PostgresIdentities::AddSession(const Session& session) {
  const SessionState& state = session.state();
  // The user's sessions that are over leave with their spent tokens, so the tables stay as large as what is alive.
  session_.Write("delete from sessions where user_id = $1::uuid and expire_time < $2::timestamptz",
                 {ToParam(state.user_id), ToParam(session_.now())});
  session_.Write(
      "insert into sessions (id, user_id, default_tenant_id, refresh_hash, create_time, refresh_time, expire_time, "
      "client_address, user_agent, client_network) values ($1::uuid, $2::uuid, $3::uuid, $4::bytea, $5::timestamptz, "
      "$6::timestamptz, $7::timestamptz, $8::text, $9::text, $10::bytea)",
      {ToParam(state.id), ToParam(state.user_id), ToParam(state.tenant_id), HashToText(state.refresh_hash),
       ToParam(state.create_time), ToParam(state.refresh_time), ToParam(state.expire_time), state.client_address,
       state.user_agent, BytesToText(state.client_network)});
  return absl::OkStatus();
}

absl::Status PostgresIdentities::SaveSession(const Session& session, const std::optional<TokenHash>& spent) {
  const SessionState& state = session.state();
  session_.Write(
      "update sessions set refresh_hash = $2::bytea, refresh_time = $3::timestamptz, expire_time = $4::timestamptz, "
      "end_time = $5::timestamptz, end_reason = $6::text where id = $1::uuid",
      {ToParam(state.id), HashToText(state.refresh_hash), ToParam(state.refresh_time), ToParam(state.expire_time),
       ToParam(state.end_time), ToParam(state.end)});
  if (state.end.has_value()) TellUserChanged(session_, state.user_id);
  if (spent.has_value()) {
    session_.Write("insert into spent_refresh_tokens (refresh_hash, session_id) values ($1::bytea, $2::uuid)",
                   {HashToText(*spent), ToParam(state.id)});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<PostgresIdentities::PresentedToken>> PostgresIdentities::FindRefreshToken(
    const TokenHash& hash) {
  // One snapshot has the token in exactly one of the two places, or in neither. No lock by the hash: whoever waits for
  // a row that another use of the token changes meanwhile would be told that no row fits any more, and see no reuse.
  static const auto* const sql = new Sql{
      "select id from sessions where refresh_hash = $1::bytea union all "
      "select session_id from spent_refresh_tokens where refresh_hash = $1::bytea",
      1};
  std::optional<SessionId> id;
  RETURN_IF_ERROR(session_.Read(*sql, {HashToText(hash)}, [&](Row row) { return Take(row[0], id); }));
  if (!id.has_value()) return std::nullopt;
  // The lock, and the row as the last use before this one has left it: that decides which of them came first.
  ASSIGN_OR_RETURN(std::optional<Session> session, FindSession(*id));
  if (!session.has_value()) return std::nullopt;
  const bool current = session->state().refresh_hash == hash;
  return PresentedToken{*std::move(session), current ? RefreshTokenKind::kCurrent : RefreshTokenKind::kSpent};
}

absl::StatusOr<std::optional<Session>> PostgresIdentities::FindSession(const SessionId& id) {
  static const auto* const sql =
      new Sql{absl::StrCat("select ", kSessionColumnNames, " from sessions s where s.id = $1::uuid for update"),
              kSessionColumns};
  SessionState state;
  bool found = false;
  RETURN_IF_ERROR(session_.Read(*sql, {ToParam(id)}, [&](Row row) {
    found = true;
    return ReadSession(row, state);
  }));
  if (!found) return std::nullopt;
  return Session::Restore(std::move(state));
}

absl::StatusOr<std::vector<SessionState>> PostgresIdentities::SessionsOf(const UserId& user, absl::Time now,
                                                                         const std::optional<SessionId>& behind,
                                                                         int count) {
  static const auto* const sql =
      new Sql{absl::StrCat("select ", kSessionColumnNames,
                           " from sessions s where s.user_id = $1::uuid and s.end_time is null and "
                           "s.expire_time > $2::timestamptz and ($3::uuid is null or s.id < $3::uuid) "
                           "order by s.id desc limit $4::bigint"),
              kSessionColumns};
  std::vector<SessionState> sessions;
  RETURN_IF_ERROR(session_.Read(*sql, {ToParam(user), ToParam(now), ToParam(behind), absl::StrCat(count)},
                                [&](Row row) { return ReadSession(row, sessions.emplace_back()); }));
  return sessions;
}

absl::Status PostgresIdentities::EndSessions(const UserId& user, const std::optional<SessionId>& keep,
                                             SessionEnd reason, absl::Time now) {
  session_.Write(
      "update sessions set end_time = $3::timestamptz, end_reason = $4::text "
      "where user_id = $1::uuid and end_time is null and id is distinct from $2::uuid",
      {ToParam(user), ToParam(keep), ToParam(now), ToParam(reason)});
  TellUserChanged(session_, user);
  return absl::OkStatus();
}

absl::StatusOr<bool> PostgresIdentities::HasSignedInFrom(const EmailAddress& email, const std::string& network) {
  static const auto* const sql = new Sql{
      "select exists (select from users u join sessions s on s.user_id = u.id where u.email = $1::text and "
      "s.client_network = $2::bytea)",
      1};
  bool has = false;
  RETURN_IF_ERROR(session_.Read(*sql, {ToParam(email), BytesToText(network)}, [&](Row row) {
    has = row[0].text == "t";
    return absl::OkStatus();
  }));
  return has;
}

absl::StatusOr<SignInThrottle> PostgresIdentities::LockThrottle(const TokenHash& key) {
  static const auto* const sql = new Sql{
      "insert into sign_in_attempts as a (key_hash, attempts, last_attempt_time) "
      "values ($1::bytea, 0, '-infinity') on conflict (key_hash) do update set attempts = a.attempts "
      "returning a.attempts, case when a.attempts > 0 then a.last_attempt_time end",
      2};
  SignInThrottle throttle;
  std::optional<absl::Time> last;
  RETURN_IF_ERROR(session_.Read(*sql, {HashToText(key)}, [&](Row row) -> absl::Status {
    RETURN_IF_ERROR(Take(row[0], throttle.attempts));
    return Take(row[1], last);
  }));
  if (last.has_value()) throttle.last_attempt_time = *last;
  return throttle;
}

absl::Status PostgresIdentities::SaveThrottle(const TokenHash& key, const SignInThrottle& throttle) {
  session_.Write(
      "update sign_in_attempts set attempts = $2::bigint, last_attempt_time = $3::timestamptz "
      "where key_hash = $1::bytea",
      {HashToText(key), ToParam(throttle.attempts), ToParam(throttle.last_attempt_time)});
  return absl::OkStatus();
}

absl::Status PostgresIdentities::ForgetThrottle(const TokenHash& key) {
  session_.Write("delete from sign_in_attempts where key_hash = $1::bytea", {HashToText(key)});
  // A few that nobody will ask for again, so that tried addresses don't pile up.
  session_.Write(
      "delete from sign_in_attempts where key_hash in (select key_hash from sign_in_attempts "
      "where last_attempt_time < $1::timestamptz limit 100 for update skip locked)",
      {ToParam(session_.now() - SignInThrottle::kMemory)});
  return absl::OkStatus();
}

absl::Status PostgresIdentities::NoteFailedSignIn(const std::optional<UserId>& user, const TokenHash& tried) {
  const RequestContext& context = session_.context();
  session_.Write("select note_failed_sign_in($1::uuid, encode($2::bytea, 'hex'), $3::text, $4::text)",
                 {ToParam(user), HashToText(tried), context.client_address, context.user_agent});
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
