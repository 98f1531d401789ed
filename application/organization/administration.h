// What the person who runs the installation does from the command line.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/organization/ports.h"
#include "application/organization/sign_up.h"
#include "application/organization/signing_keys.h"
#include "application/shared/call/ports.h"
#include "application/unit_of_work.h"

namespace pipewright::organization {

// A person who may exist already: then the names and the password are not used.
struct PersonDetails {
  EmailAddress email;
  std::string password;
  std::string given_name;
  std::string family_name;
};

// Thread safe.
class Administration {
 public:
  Administration(Transactor& transactor, const PasswordHasher& passwords, const TenantFounder& founder,
                 SigningKeyStore& keys, const SigningKeyFactory& key_factory, IdGenerator& ids, const Clock& clock)
      : transactor_(transactor),
        passwords_(passwords),
        founder_(founder),
        keys_(keys),
        key_factory_(key_factory),
        ids_(ids),
        clock_(clock) {}

  // Makes the person an operator of the platform; no change when they are one.
  absl::StatusOr<UserId> CreateOperator(const PersonDetails& person) const;
  // A tenant with that person as its owner. kAlreadyExists/SLUG_TAKEN.
  absl::StatusOr<TenantState> CreateTenant(const NewTenantDetails& tenant, const PersonDetails& owner) const;
  // See Rotated. Servers notice within a minute; access tokens in use stay good.
  absl::Status RotateSigningKeys() const;

 private:
  absl::StatusOr<User> FindOrRegister(const PersonDetails& person, UnitOfWork& uow) const;

  Transactor& transactor_;
  const PasswordHasher& passwords_;
  const TenantFounder& founder_;
  SigningKeyStore& keys_;
  const SigningKeyFactory& key_factory_;
  IdGenerator& ids_;
  const Clock& clock_;
};

}  // namespace pipewright::organization
