#include "infrastructure/postgres/organization/signing_key_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/organization/cells.h"
#include "infrastructure/security/ed25519.h"

namespace pipewright::postgres {
namespace {

using organization::SigningKey;
using organization::SigningKeyState;

// A call may wait for the keys; it must not wait long.
constexpr absl::Duration kPatience = absl::Seconds(10);

// What a private key is sealed for: one can't be put in another's place.
std::string PurposeOf(const SigningKey& key) { return absl::StrCat("signing_keys/", key.id); }

// Whoever can write to the database could put a key of their own there, and sign tokens with it.
absl::Status Planted(const SigningKey& key) {
  return absl::InternalError(absl::StrCat(
      "The signing key ", key.id,
      " was not stored by a server of this installation. Find out who else writes to the database. Then delete from "
      "signing_keys as its owner: access tokens end, and clients refresh their sessions."));
}

}  // namespace

absl::StatusOr<std::vector<SigningKey>> PostgresSigningKeyStore::LoadFrom(Connection& connection, bool* current) const {
  static const auto* const sql = new Sql{
      "select id, state, private_key, public_key, create_time, retire_time, exists (select from server_secrets where "
      "name = 'signing_keys_sealed') from stored_signing_keys()",
      7};
  std::vector<SigningKey> keys;
  *current = true;
  RETURN_IF_ERROR(connection.Read(
      *sql, {},
      [&](Row row) -> absl::Status {
        SigningKey& key = keys.emplace_back();
        RETURN_IF_ERROR(Take(row[0], key.id));
        RETURN_IF_ERROR(Take(row[1], key.state));
        const std::string stored = BytesFromText(row[2].text);
        *current = *current && secrets_.IsCurrent(stored);
        if (row[6].text == "t" && !secrets_.empty() && !security::SecretBox::IsSealed(stored)) return Planted(key);
        ASSIGN_OR_RETURN(key.private_key, secrets_.Open(stored, PurposeOf(key)));
        key.public_key = BytesFromText(row[3].text);
        // The public one isn't sealed, and it is what tokens are checked with.
        ASSIGN_OR_RETURN(const std::string own, security::PublicKeyOfEd25519(key.private_key));
        if (own != key.public_key) return Planted(key);
        RETURN_IF_ERROR(Take(row[4], key.create_time));
        return row[5].null ? absl::OkStatus() : Take(row[5], key.retire_time);
      },
      nullptr));
  return keys;
}

absl::StatusOr<std::vector<SigningKey>> PostgresSigningKeyStore::Load() {
  const absl::Time deadline = absl::Now() + kPatience;
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(std::nullopt, deadline));
  RETURN_IF_ERROR(lease->PrepareSession(std::nullopt, deadline));
  bool current = true;
  return LoadFrom(*lease, &current);
}

absl::Status PostgresSigningKeyStore::Change(const Changer& change) {
  const absl::Time deadline = absl::Now() + kPatience;
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(std::nullopt, deadline));
  RETURN_IF_ERROR(lease->PrepareSession(std::nullopt, deadline));
  // One at a time, whichever server it runs on. The lease rolls back what is left open.
  std::vector<Step> lock = lease->BeginPrepared("begin");
  lock.push_back({"select pg_advisory_xact_lock(hashtext('signing_keys'))", {}, nullptr});
  RETURN_IF_ERROR(lease->Pipeline(lock, nullptr));
  bool current = true;
  ASSIGN_OR_RETURN(std::vector<SigningKey> keys, LoadFrom(*lease, &current));
  ASSIGN_OR_RETURN(keys, change(std::move(keys)));
  std::vector<Step> steps;
  steps.push_back({"select drop_signing_keys()", {}, nullptr});
  for (const SigningKey& key : keys) {
    const bool retired = key.state == SigningKeyState::kRetired;
    ASSIGN_OR_RETURN(const std::string stored, secrets_.Seal(key.private_key, PurposeOf(key)));
    steps.push_back(
        {"select store_signing_key($1::text, $2::text, $3::bytea, $4::bytea, $5::timestamptz, $6::timestamptz)",
         {key.id, ToParam(key.state), BytesToText(stored), BytesToText(key.public_key), ToParam(key.create_time),
          retired ? ToParam(key.retire_time) : std::nullopt},
         nullptr});
  }
  steps.push_back({"commit", {}, nullptr});
  return lease->Pipeline(steps, nullptr);
}

absl::Status PostgresSigningKeyStore::SealAll() {
  bool current = true;
  {
    const absl::Time deadline = absl::Now() + kPatience;
    ASSIGN_OR_RETURN(auto lease, pool_.Acquire(std::nullopt, deadline));
    RETURN_IF_ERROR(lease->PrepareSession(std::nullopt, deadline));
    const absl::Status opened = LoadFrom(*lease, &current).status();
    if (opened.code() == absl::StatusCode::kFailedPrecondition) {
      return absl::FailedPreconditionError(
          absl::StrCat(opened.message(),
                       " Give --secret-key-file with the key that sealed it. If that is lost: delete from "
                       "signing_keys; then access tokens end, and clients refresh their sessions."));
    }
    RETURN_IF_ERROR(opened);
  }
  if (!current) RETURN_IF_ERROR(Change([](std::vector<SigningKey> keys) { return keys; }));
  return secrets_.empty() ? absl::OkStatus() : RefuseUnsealed();
}

absl::Status PostgresSigningKeyStore::RefuseUnsealed() {
  const absl::Time deadline = absl::Now() + kPatience;
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(std::nullopt, deadline));
  RETURN_IF_ERROR(lease->PrepareSession(std::nullopt, deadline));
  return lease->Pipeline({{"insert into server_secrets (name, value, create_time) values ('signing_keys_sealed', '', "
                           "now()) on conflict do nothing",
                           {},
                           nullptr}},
                         nullptr);
}

}  // namespace pipewright::postgres
