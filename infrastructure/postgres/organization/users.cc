// The users' half of PostgresIdentities.
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/organization/caller_news.h"
#include "infrastructure/postgres/organization/cells.h"
#include "infrastructure/postgres/organization/identities.h"
#include "infrastructure/postgres/organization/tenant_table.h"

namespace pipewright::postgres {
namespace {

using organization::TenantOfUser;
using organization::User;
using organization::UserState;

constexpr char kSelectUser[] =
    "select id, version, create_time, update_time, email, given_name, family_name, password_hash_of(id), status, "
    "last_sign_in_time, password_change_time, email_verify_time, made_by_tenant_id from users where ";
constexpr int kUserColumns = 13;

absl::Status ReadUser(Row row, UserState& user) {
  RETURN_IF_ERROR(Take(row[0], user.id));
  RETURN_IF_ERROR(Take(row[1], user.version));
  RETURN_IF_ERROR(Take(row[2], user.create_time));
  RETURN_IF_ERROR(Take(row[3], user.update_time));
  RETURN_IF_ERROR(Take(row[4], user.email));
  RETURN_IF_ERROR(Take(row[5], user.given_name));
  RETURN_IF_ERROR(Take(row[6], user.family_name));
  RETURN_IF_ERROR(Take(row[7], user.password_hash));
  RETURN_IF_ERROR(Take(row[8], user.status));
  RETURN_IF_ERROR(Take(row[9], user.last_sign_in_time));
  RETURN_IF_ERROR(Take(row[10], user.password_change_time));
  RETURN_IF_ERROR(Take(row[11], user.email_verify_time));
  return Take(row[12], user.made_by);
}

}  // namespace

absl::StatusOr<std::optional<User>> PostgresIdentities::FindUserBy(const Sql& sql, std::string value) {
  UserState user;
  bool found = false;
  RETURN_IF_ERROR(session_.Read(sql, {std::move(value)}, [&](Row row) {
    found = true;
    return ReadUser(row, user);
  }));
  if (!found) return std::nullopt;
  return User::Restore(std::move(user));
}

absl::StatusOr<std::optional<User>> PostgresIdentities::FindUser(const EmailAddress& email) {
  static const auto* const sql = new Sql{absl::StrCat(kSelectUser, "email = $1::text"), kUserColumns};
  return FindUserBy(*sql, email.value());
}

absl::StatusOr<std::optional<User>> PostgresIdentities::FindUser(const UserId& id) {
  static const auto* const sql = new Sql{absl::StrCat(kSelectUser, "id = $1::uuid"), kUserColumns};
  return FindUserBy(*sql, id.ToString());
}

absl::Status PostgresIdentities::AddUser(User& user) {
  Record record = user.state();
  record.version = 1;
  record.create_time = session_.now();
  record.update_time = session_.now();
  user.MarkStored(record);
  const UserState& state = user.state();
  session_.Write(
      "insert into users (id, version, create_time, update_time, email, given_name, family_name, password_hash, "
      "status, last_sign_in_time, password_change_time, email_verify_time, made_by_tenant_id) values ($1::uuid, "
      "$2::bigint, $3::timestamptz, $4::timestamptz, $5::text, $6::text, $7::text, $8::text, $9::text, "
      "$10::timestamptz, $11::timestamptz, $12::timestamptz, $13::uuid)",
      {ToParam(state.id), ToParam(state.version), ToParam(state.create_time), ToParam(state.update_time),
       ToParam(state.email), state.given_name, state.family_name, state.password_hash, ToParam(state.status),
       ToParam(state.last_sign_in_time), ToParam(state.password_change_time), ToParam(state.email_verify_time),
       ToParam(state.made_by)});
  return absl::OkStatus();
}

absl::Status PostgresIdentities::SaveUser(User& user) {
  Record record = user.state();
  const int64_t read_version = record.version;
  record.version += 1;
  record.update_time = session_.now();
  user.MarkStored(record);
  const UserState& state = user.state();
  session_.Write(
      "with changed as (update users set version = $3::bigint, update_time = $4::timestamptz, given_name = $5::text, "
      "family_name = $6::text, status = $7::text, password_change_time = $8::timestamptz, "
      "email_verify_time = $9::timestamptz, made_by_tenant_id = $10::uuid "
      "where id = $1::uuid and version = $2::bigint returning 1) "
      "select pipewright_expect_one(count(*)) from changed",
      {ToParam(state.id), ToParam(read_version), ToParam(state.version), ToParam(state.update_time), state.given_name,
       state.family_name, ToParam(state.status), ToParam(state.password_change_time), ToParam(state.email_verify_time),
       ToParam(state.made_by)});
  session_.Write("select set_password_hash($1::uuid, $2::text)", {ToParam(state.id), state.password_hash});
  TellUserChanged(session_, state.id);
  return absl::OkStatus();
}

absl::StatusOr<bool> PostgresIdentities::RecordSignIn(const User& user, const std::string& verified_hash) {
  static const auto* const sql = new Sql{"select record_sign_in($1::uuid, $2::text, $3::timestamptz, $4::text)", 1};
  bool recorded = false;
  RETURN_IF_ERROR(session_.Read(
      *sql,
      {ToParam(user.state().id), verified_hash, ToParam(user.state().last_sign_in_time), user.state().password_hash},
      [&](Row row) {
        recorded = row[0].text == "t";
        return absl::OkStatus();
      }));
  return recorded;
}

absl::StatusOr<std::vector<TenantOfUser>> PostgresIdentities::TenantsOf(const UserId& user) {
  static const auto* const sql = new Sql{
      "select tenant_id, tenant_name, tenant_slug, tenant_status, membership_status from tenants_of_user($1::uuid)", 5};
  std::vector<TenantOfUser> tenants;
  RETURN_IF_ERROR(session_.Read(*sql, {ToParam(user)}, [&](Row row) -> absl::Status {
    TenantOfUser& tenant = tenants.emplace_back();
    RETURN_IF_ERROR(Take(row[0], tenant.id));
    RETURN_IF_ERROR(Take(row[1], tenant.name));
    RETURN_IF_ERROR(Take(row[2], tenant.slug));
    RETURN_IF_ERROR(Take(row[3], tenant.status));
    return Take(row[4], tenant.membership_status);
  }));
  return tenants;
}

absl::Status PostgresIdentities::MakeOperator(const UserId& user) {
  session_.Write("select make_operator($1::uuid, $2::timestamptz)", {ToParam(user), ToParam(session_.now())});
  TellUserChanged(session_, user);
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
