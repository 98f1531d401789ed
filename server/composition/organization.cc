#include <utility>

#include "application/application.h"
#include "application/organization/session_authenticator.h"
#include "application/organization/sign_up.h"
#include "infrastructure/postgres/organization/business_unit_table.h"
#include "infrastructure/postgres/organization/caller_store.h"
#include "infrastructure/postgres/organization/code_series_table.h"
#include "infrastructure/postgres/organization/custom_field_definition_store.h"
#include "infrastructure/postgres/organization/membership_table.h"
#include "infrastructure/postgres/organization/signing_key_store.h"
#include "infrastructure/postgres/organization/tenant_table.h"
#include "infrastructure/security/argon2_password_hasher.h"
#include "infrastructure/security/ed25519.h"
#include "infrastructure/security/jwt_access_tokens.h"
#include "infrastructure/security/random.h"
#include "server/composition/contexts.h"
#include "server/organization/services.h"

namespace pipewright::server {
namespace {

class Organization final : public OrganizationContext {
 public:
  Organization(const Foundation& base, const security::SecretBox& secrets,
               std::vector<const organization::TenantStarter*> starters)
      : signing_keys_(base.pool, secrets),
        callers_(base.pool),
        authenticator_(access_tokens_, callers_, base.clock),
        founder_(base.ids, std::move(starters)),
        tenants_(base, postgres::TenantTable()),
        members_(base, postgres::MembershipTable()),
        custom_fields_(base, postgres::CustomFieldDefinitionTable()),
        business_units_(base, postgres::BusinessUnitTable()),
        code_series_(base, postgres::CodeSeriesTable()),
        application_{.auth = organization::AuthCommands({.transactor = base.transactor,
                                                         .passwords = passwords_,
                                                         .tokens = refresh_tokens_,
                                                         .access_tokens = access_tokens_,
                                                         .founder = founder_,
                                                         .callers = authenticator_,
                                                         .ids = base.ids,
                                                         .clock = base.clock}),
                     .tenant_commands = organization::TenantCommands(authenticator_),
                     .tenant_queries = tenants_.queries,
                     .tenant_administration =
                         organization::TenantAdministration(base.transactor, authenticator_, base.page_tokens),
                     .member_commands = organization::MemberCommands(passwords_, authenticator_, base.ids),
                     .member_queries = members_.queries,
                     .role_queries = organization::RoleQueries(base.transactor),
                     .custom_field_commands = organization::CustomFieldCommands(base.ids),
                     .custom_field_queries = custom_fields_.queries,
                     .business_unit_commands = organization::BusinessUnitCommands(authenticator_, base.ids),
                     .business_unit_queries = business_units_.queries,
                     .code_series_commands = organization::CodeSeriesCommands(),
                     .code_series_queries = organization::CodeSeriesQueries(base.transactor),
                     .code_series_records = code_series_.queries} {}

  void AddServices(Api& api) override {
    organization::AddAuthService(api, application_);
    organization::AddTenantService(api, application_);
    organization::AddMemberService(api, application_);
    organization::AddRoleService(api, application_);
    organization::AddCustomFieldDefinitionService(api, application_, custom_fields_.keys);
    organization::AddBusinessUnitService(api, application_, business_units_.keys);
    organization::AddCodeSeriesService(api, application_);
  }

  Authenticator& authenticator() override { return authenticator_; }
  absl::Status SealSigningKeys() override { return signing_keys_.SealAll(); }

 private:
  security::Argon2PasswordHasher passwords_;
  security::RandomSecretTokens refresh_tokens_{"pwr_"};
  security::Ed25519KeyFactory key_factory_;
  postgres::PostgresSigningKeyStore signing_keys_;
  security::JwtAccessTokens access_tokens_{signing_keys_, key_factory_};
  postgres::PostgresCallerStore callers_;
  organization::SessionAuthenticator authenticator_;
  organization::TenantFounder founder_;
  StoredRecord<organization::Tenant> tenants_;
  StoredRecord<organization::Membership> members_;
  StoredRecord<organization::CustomFieldDefinition> custom_fields_;
  StoredRecord<organization::BusinessUnit> business_units_;
  StoredRecord<organization::CodeSeries> code_series_;
  const Application::Organization application_;
};

}  // namespace

std::unique_ptr<OrganizationContext> MakeOrganization(const Foundation& base, const security::SecretBox& secrets,
                                                      std::vector<const organization::TenantStarter*> starters) {
  return std::make_unique<Organization>(base, secrets, std::move(starters));
}

}  // namespace pipewright::server
