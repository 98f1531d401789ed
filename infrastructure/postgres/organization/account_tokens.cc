// The part of PostgresIdentities that holds the tokens people get by mail.
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/organization/cells.h"
#include "infrastructure/postgres/organization/identities.h"

namespace pipewright::postgres {

using organization::AccountToken;
using organization::AccountTokenPurpose;
using organization::TokenHash;

absl::Status PostgresIdentities::PutToken(const AccountToken& token) {
  session_.Write(
      "insert into account_tokens (user_id, purpose, token_hash, create_time, expire_time, inviting_tenant_id) values "
      "($1::uuid, $2::text, $3::bytea, $4::timestamptz, $5::timestamptz, $6::uuid) on conflict (user_id, purpose, "
      "inviting_tenant_id) do update set token_hash = excluded.token_hash, create_time = excluded.create_time, "
      "expire_time = excluded.expire_time",
      {ToParam(token.user_id), ToParam(token.purpose), HashToText(token.hash), ToParam(token.create_time),
       ToParam(token.expire_time), ToParam(token.tenant_id)});
  return absl::OkStatus();
}

absl::StatusOr<std::optional<AccountToken>> PostgresIdentities::FindToken(const TokenHash& hash,
                                                                          AccountTokenPurpose purpose) {
  static const auto* const sql = new Sql{
      "select user_id, create_time, expire_time, inviting_tenant_id from account_tokens where token_hash = $1::bytea "
      "and purpose = $2::text",
      4};
  std::optional<AccountToken> token;
  RETURN_IF_ERROR(session_.Read(*sql, {HashToText(hash), ToParam(purpose)}, [&](Row row) -> absl::Status {
    token.emplace().hash = hash;
    token->purpose = purpose;
    RETURN_IF_ERROR(Take(row[0], token->user_id));
    RETURN_IF_ERROR(Take(row[1], token->create_time));
    RETURN_IF_ERROR(Take(row[2], token->expire_time));
    return Take(row[3], token->tenant_id);
  }));
  return token;
}

absl::StatusOr<bool> PostgresIdentities::TakeToken(const TokenHash& hash, AccountTokenPurpose purpose) {
  static const auto* const sql =
      new Sql{"delete from account_tokens where token_hash = $1::bytea and purpose = $2::text returning 1", 1};
  bool taken = false;
  RETURN_IF_ERROR(session_.Read(*sql, {HashToText(hash), ToParam(purpose)}, [&](Row) {
    taken = true;
    return absl::OkStatus();
  }));
  return taken;
}

absl::Status PostgresIdentities::DropTokens(const UserId& user, AccountTokenPurpose purpose,
                                            const std::optional<TenantId>& tenant) {
  session_.Write(
      "delete from account_tokens where user_id = $1::uuid and purpose = $2::text and ($3::uuid is null or "
      "inviting_tenant_id = $3::uuid)",
      {ToParam(user), ToParam(purpose), ToParam(tenant)});
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
