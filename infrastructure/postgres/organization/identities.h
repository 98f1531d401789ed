// Users, their sessions, tokens and sign-in attempts in PostgreSQL: global tables, by hand.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/organization/identities.h"
#include "infrastructure/postgres/mail/letter_queue.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

class PostgresIdentities : public organization::Identities {
 public:
  // `session` must outlive it.
  explicit PostgresIdentities(WriteSession& session) : session_(session), letters_(session) {}

  absl::StatusOr<std::optional<organization::User>> FindUser(const EmailAddress& email) override;
  absl::StatusOr<std::optional<organization::User>> FindUser(const UserId& id) override;
  absl::Status AddUser(organization::User& user) override;
  absl::Status SaveUser(organization::User& user) override;
  absl::StatusOr<bool> RecordSignIn(const organization::User& user, const std::string& verified_hash) override;
  absl::StatusOr<std::vector<organization::TenantOfUser>> TenantsOf(const UserId& user) override;
  absl::Status MakeOperator(const UserId& user) override;

  absl::Status AddSession(const organization::Session& session) override;
  absl::Status SaveSession(const organization::Session& session,
                           const std::optional<organization::TokenHash>& spent) override;
  absl::StatusOr<std::optional<PresentedToken>> FindRefreshToken(const organization::TokenHash& hash) override;
  absl::StatusOr<std::optional<organization::Session>> FindSession(const organization::SessionId& id) override;
  absl::StatusOr<std::vector<organization::SessionState>> SessionsOf(
      const UserId& user, absl::Time now, const std::optional<organization::SessionId>& behind, int count) override;
  absl::Status EndSessions(const UserId& user, const std::optional<organization::SessionId>& keep,
                           organization::SessionEnd reason, absl::Time now) override;

  absl::Status PutToken(const organization::AccountToken& token) override;
  absl::StatusOr<std::optional<organization::AccountToken>> FindToken(
      const organization::TokenHash& hash, organization::AccountTokenPurpose purpose) override;
  absl::StatusOr<bool> TakeToken(const organization::TokenHash& hash,
                                 organization::AccountTokenPurpose purpose) override;
  absl::Status DropTokens(const UserId& user, organization::AccountTokenPurpose purpose,
                          const std::optional<TenantId>& tenant) override;

  mail::LetterOrders& letters() override { return letters_; }

  absl::StatusOr<bool> HasSignedInFrom(const EmailAddress& email, const std::string& network) override;
  absl::StatusOr<organization::SignInThrottle> LockThrottle(const organization::TokenHash& key) override;
  absl::Status SaveThrottle(const organization::TokenHash& key, const organization::SignInThrottle& throttle) override;
  absl::Status ForgetThrottle(const organization::TokenHash& key) override;
  absl::Status NoteFailedSignIn(const std::optional<UserId>& user, const organization::TokenHash& tried) override;

 private:
  absl::StatusOr<std::optional<organization::User>> FindUserBy(const Sql& sql, std::string value);

  WriteSession& session_;
  PostgresLetterOrders letters_;
};

}  // namespace pipewright::postgres
