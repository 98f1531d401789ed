// A person who signs in. One identity for the whole installation; memberships bind it to tenants.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/enum_names.h"

namespace pipewright::organization {

enum class UserStatus {
  kActive,
  kLocked,    // by an operator, until unlocked
  kDisabled,  // for good
};
absl::Span<const EnumName<UserStatus>> NamesOf(UserStatus);

struct UserState : Record {
  UserId id;
  EmailAddress email;  // unique, lower case
  std::string given_name;
  std::string family_name;
  std::string password_hash;  // PHC string; never leaves the server
  UserStatus status = UserStatus::kActive;
  std::optional<absl::Time> last_sign_in_time;
  absl::Time password_change_time = absl::UnixEpoch();
  // When somebody last showed that they read the mail of `email`; none: nobody has yet, and the account may be
  // anybody's who knew the address.
  std::optional<absl::Time> email_verify_time;
  // The tenant that made the account for one of its members, until the first sign-in: that accepts the membership.
  std::optional<TenantId> made_by;

  bool email_verified() const { return email_verify_time.has_value(); }
};

using UserEvent = std::variant<EventNamed<"user.registered">, EventNamed<"user.password_changed">,
                               EventNamed<"user.signed_in">, EventNamed<"user.email_verified">>;

struct NewUser {
  EmailAddress email;
  std::string given_name;
  std::string family_name;
  std::optional<TenantId> made_by = std::nullopt;
};

class User : public Aggregate<User, UserState, UserEvent> {
 public:
  static constexpr absl::string_view kResource = "user";

  // `password_hash`: of a password that CheckPassword accepted. kInvalidArgument naming every field that is wrong.
  static absl::StatusOr<User> Register(UserId id, NewUser details, std::string password_hash, absl::Time now);
  static User Restore(State state) { return User(std::move(state)); }

  // kUnauthenticated/USER_DISABLED for a locked or disabled one. To be asked only after the password was right.
  absl::Status CheckMaySignIn() const;

  void SignedIn(absl::Time now);
  // They read the mail of the address. What the tenant that made the account knows about it is over then.
  void VerifyEmail(absl::Time now);
  // They have come in for the first time, or the tenant that made the account has nothing to do with them any more.
  void LeaveMaker() { mutable_state().made_by.reset(); }
  void ChangePassword(std::string password_hash, absl::Time now);
  // The same password under newer hashing parameters; not a change that anybody is told about.
  void Rehash(std::string password_hash);

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::organization
