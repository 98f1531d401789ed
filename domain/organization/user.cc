#include "domain/organization/user.h"

#include <utility>

#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::organization {

absl::Span<const EnumName<UserStatus>> NamesOf(UserStatus) {
  static constexpr EnumName<UserStatus> kNames[] = {
      {UserStatus::kActive, "ACTIVE"}, {UserStatus::kLocked, "LOCKED"}, {UserStatus::kDisabled, "DISABLED"}};
  return kNames;
}

absl::StatusOr<User> User::Register(UserId id, NewUser details, std::string password_hash, absl::Time now) {
  State state;
  state.id = id;
  state.email = std::move(details.email);
  state.password_hash = std::move(password_hash);
  state.password_change_time = now;
  state.made_by = details.made_by;
  Violations violations;
  if (state.email.value().empty()) violations.Add("email", "must not be empty");
  violations.Take("given_name", RequiredText(details.given_name, kMaxNameLength), &state.given_name);
  violations.Take("family_name", OptionalText(details.family_name, kMaxNameLength), &state.family_name);
  RETURN_IF_ERROR(violations.ToStatus());
  User user(std::move(state));
  user.Emit<"user.registered">();
  return user;
}

absl::Status User::CheckMaySignIn() const {
  if (state().status == UserStatus::kActive) return absl::OkStatus();
  return Unauthenticated(Reason::kUserDisabled, "this user is locked or disabled; ask your administrator");
}

void User::SignedIn(absl::Time now) {
  mutable_state().last_sign_in_time = now;
  Emit<"user.signed_in">();
}

void User::VerifyEmail(absl::Time now) {
  mutable_state().email_verify_time = now;
  mutable_state().made_by.reset();
  Emit<"user.email_verified">();
}

void User::ChangePassword(std::string password_hash, absl::Time now) {
  mutable_state().password_hash = std::move(password_hash);
  mutable_state().password_change_time = now;
  Emit<"user.password_changed">();
}

void User::Rehash(std::string password_hash) { mutable_state().password_hash = std::move(password_hash); }

}  // namespace pipewright::organization
