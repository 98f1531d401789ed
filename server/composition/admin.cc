#include "server/composition/admin.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "application/organization/administration.h"
#include "application/sales/default_pipeline.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/organization/signing_key_store.h"
#include "infrastructure/postgres/write/transactor.h"
#include "infrastructure/security/argon2_password_hasher.h"
#include "infrastructure/security/ed25519.h"
#include "infrastructure/security/system_clock.h"
#include "infrastructure/security/uuid_generator.h"
#include "server/composition/database.h"

namespace pipewright::server {
namespace {

using organization::PersonDetails;

absl::StatusOr<std::string> ReadPassword(const Configuration& configuration) {
  if (!configuration.password_file.empty()) {
    std::ifstream file(configuration.password_file);
    std::string password;
    if (!std::getline(file, password)) {
      return absl::InvalidArgumentError(absl::StrCat("No password can be read from ", configuration.password_file));
    }
    return password;
  }
  if (const char* const password = std::getenv("PIPEWRIGHT_PASSWORD"); password != nullptr) return password;
  if (isatty(STDIN_FILENO) == 0) {
    return absl::InvalidArgumentError("Give the password by --password-file or PIPEWRIGHT_PASSWORD.");
  }
  const char* const typed = getpass("Password: ");
  if (typed == nullptr) return absl::InvalidArgumentError("No password was typed.");
  return typed;
}

absl::StatusOr<PersonDetails> ReadPerson(const Configuration& configuration) {
  PersonDetails person;
  const auto email = EmailAddress::Parse(configuration.email);
  if (!email.ok()) return absl::InvalidArgumentError(absl::StrCat("--email ", email.status().message()));
  person.email = *email;
  person.given_name = configuration.given_name;
  // A person has a name, and the address is all that is known.
  if (person.given_name.empty()) person.given_name = person.email.value().substr(0, person.email.value().find('@'));
  person.family_name = configuration.family_name;
  ASSIGN_OR_RETURN(person.password, ReadPassword(configuration));
  return person;
}

absl::Status CreateOperator(const organization::Administration& administration, const Configuration& configuration) {
  ASSIGN_OR_RETURN(const PersonDetails person, ReadPerson(configuration));
  ASSIGN_OR_RETURN(const UserId user, administration.CreateOperator(person));
  std::printf("%s is a platform operator (user %s).\n", person.email.value().c_str(), user.ToString().c_str());
  return absl::OkStatus();
}

absl::Status CreateTenant(const organization::Administration& administration, const Configuration& configuration) {
  organization::NewTenantDetails tenant;
  tenant.name = configuration.tenant_name;
  const auto slug = organization::Slug::Parse(configuration.tenant_slug);
  if (!slug.ok()) return absl::InvalidArgumentError(absl::StrCat("--slug ", slug.status().message()));
  tenant.slug = *slug;
  const auto currency = Currency::Parse(configuration.tenant_currency);
  if (!currency.ok()) return absl::InvalidArgumentError(absl::StrCat("--currency ", currency.status().message()));
  tenant.base_currency = *currency;
  ASSIGN_OR_RETURN(const PersonDetails owner, ReadPerson(configuration));
  ASSIGN_OR_RETURN(const organization::TenantState created, administration.CreateTenant(tenant, owner));
  std::printf("Tenant %s (%s) belongs to %s.\n", created.slug.value().c_str(), created.id.ToString().c_str(),
              owner.email.value().c_str());
  return absl::OkStatus();
}

absl::Status RotateKeys(const organization::Administration& administration) {
  RETURN_IF_ERROR(administration.RotateSigningKeys());
  std::puts("Access tokens are signed with a new key within a minute; those in use stay good.");
  return absl::OkStatus();
}

}  // namespace

absl::Status Administrate(const Configuration& configuration) {
  ASSIGN_OR_RETURN(const Database database, Database::Open(configuration.database, 1, /*share=*/true));
  postgres::Pool pool(database.connection(), 1);
  const security::SystemClock clock;
  security::UuidGenerator ids(clock);
  postgres::NumberBlocks numbers(database.connection(), clock);
  postgres::PostgresTransactor transactor(pool, numbers, clock, ids);
  const security::Argon2PasswordHasher passwords;
  const sales::DefaultPipeline default_pipeline(ids);
  const organization::TenantFounder founder(ids, {&default_pipeline});
  postgres::PostgresSigningKeyStore keys(pool, database.secrets());
  const security::Ed25519KeyFactory key_factory;
  const organization::Administration administration(transactor, passwords, founder, keys, key_factory, ids, clock);
  switch (configuration.verb) {
    case Verb::kCreateOperator:
      return CreateOperator(administration, configuration);
    case Verb::kCreateTenant:
      return CreateTenant(administration, configuration);
    case Verb::kRotateKeys:
      RETURN_IF_ERROR(keys.SealAll());
      return RotateKeys(administration);
    default:
      return absl::InternalError("not an admin verb");
  }
}

}  // namespace pipewright::server
