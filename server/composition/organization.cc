#include <utility>

#include "application/organization/password_notice.h"
#include "application/organization/password_reset.h"
#include "application/organization/session_authenticator.h"
#include "application/organization/session_queries.h"
#include "application/organization/sign_up.h"
#include "application/organization/sign_up_door.h"
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
#include "infrastructure/security/jwt_address_proofs.h"
#include "infrastructure/security/random.h"
#include "infrastructure/security/signing_keyring.h"
#include "infrastructure/security/system_clock.h"
#include "server/composition/contexts.h"
#include "server/organization/auth_service.h"
#include "server/organization/business_unit_service.h"
#include "server/organization/code_series_service.h"
#include "server/organization/custom_field_definition_service.h"
#include "server/organization/member_service.h"
#include "server/organization/role_service.h"
#include "server/organization/tenant_service.h"

namespace pipewright::server {
namespace {

class Organization final : public OrganizationContext {
 public:
  Organization(const Foundation& base, const security::SecretBox& secrets,
               std::vector<const organization::TenantStarter*> starters, const std::string& account_page,
               organization::SignUpPolicy sign_up, const organization::HumanCheck& humans,
               organization::SecurityEvents& security_events, absl::Duration caller_age)
      : base_(base),
        signing_keys_(base.pool, secrets),
        authenticator_(access_tokens_, callers_, base.clock, steady_, caller_age),
        letters_(account_page),
        sign_up_door_({.policy = sign_up,
                       .transactor = base.transactor,
                       .humans = humans,
                       .proofs = address_proofs_,
                       .tokens = account_tokens_,
                       .letters = letters_,
                       .ids = base.ids,
                       .clock = base.clock}),
        founder_(base.ids, std::move(starters)),
        security_events_(security_events) {}

  void AddServices(Api& api) override {
    organization::AddAuthService(
        api, {watched_auth_, session_queries_, sign_up_door_, password_reset_, email_verification_, invitations_});
    organization::AddTenantService(api, tenant_commands_, tenants_.queries, tenant_administration_);
    organization::AddMemberService(api, member_commands_, members_.queries);
    organization::AddRoleService(api, role_queries_);
    organization::AddCustomFieldDefinitionService(api, custom_field_commands_, custom_fields_.queries,
                                                  custom_fields_.keys);
    organization::AddBusinessUnitService(api, business_unit_commands_, business_units_.queries, business_units_.keys);
    organization::AddCodeSeriesService(api, code_series_commands_, code_series_.queries, code_series_queries_);
  }

  Authenticator& authenticator() override { return authenticator_; }
  organization::CallerNews& caller_news() override { return authenticator_; }
  absl::Status SealSigningKeys() override { return signing_keys_.SealAll(); }
  std::map<mail::LetterKind, const mail::LetterWriter*> letter_writers() const override {
    return {{mail::LetterKind::kPasswordReset, &password_reset_},
            {mail::LetterKind::kEmailVerification, &email_verification_},
            {mail::LetterKind::kInvitation, &invitations_},
            {mail::LetterKind::kSignUp, &sign_up_door_},
            {mail::LetterKind::kPasswordChanged, &password_notice_}};
  }

 private:
  const Foundation base_;

  security::Argon2PasswordHasher passwords_;
  security::RandomSecretTokens refresh_tokens_{"pwr_"};
  security::Ed25519KeyFactory key_factory_;
  postgres::PostgresSigningKeyStore signing_keys_;
  const security::SigningKeyring keyring_{
      signing_keys_, key_factory_, [this](const absl::Status& refused) {
        security_events_.Tell(RequestContext(), {.kind = organization::SecurityEventKind::kSigningKeyRefused,
                                                 .detail = std::string(refused.message())});
      }};
  const security::JwtAccessTokens access_tokens_{keyring_};
  const security::JwtAddressProofs address_proofs_{keyring_};
  postgres::PostgresCallerStore callers_{base_.pool};
  const security::MonotonicClock steady_;
  organization::SessionAuthenticator authenticator_;
  security::RandomSecretTokens account_tokens_{"pwa_"};
  const organization::AccountLetters letters_;
  const organization::PasswordNotice password_notice_{letters_};
  const organization::SignUpDoor sign_up_door_;
  organization::TenantFounder founder_;
  const organization::AuthCommands auth_{{.transactor = base_.transactor,
                                          .passwords = passwords_,
                                          .tokens = refresh_tokens_,
                                          .access_tokens = access_tokens_,
                                          .founder = founder_,
                                          .callers = authenticator_,
                                          .door = sign_up_door_,
                                          .ids = base_.ids,
                                          .clock = base_.clock}};
  organization::SecurityEvents& security_events_;
  const organization::WatchedAuthCommands watched_auth_{auth_, security_events_};
  const organization::SessionQueries session_queries_{base_.transactor, base_.page_tokens};

  const organization::PasswordReset password_reset_{{.transactor = base_.transactor,
                                                     .passwords = passwords_,
                                                     .tokens = account_tokens_,
                                                     .letters = letters_,
                                                     .callers = authenticator_,
                                                     .events = security_events_,
                                                     .ids = base_.ids}};

  const organization::EmailVerification email_verification_{
      {.transactor = base_.transactor, .tokens = account_tokens_, .letters = letters_, .ids = base_.ids}};
  const organization::Invitations invitations_{{.transactor = base_.transactor,
                                                .passwords = passwords_,
                                                .tokens = account_tokens_,
                                                .letters = letters_,
                                                .callers = authenticator_,
                                                .events = security_events_}};

  StoredRecord<organization::Tenant> tenants_{base_, postgres::TenantTable()};
  const organization::TenantCommands tenant_commands_{authenticator_};
  const organization::TenantAdministration tenant_administration_{base_.transactor, authenticator_, base_.page_tokens};

  StoredRecord<organization::Membership> members_{base_, postgres::MembershipTable()};
  const organization::MemberCommands member_commands_{passwords_, account_tokens_, authenticator_, base_.ids};
  const organization::RoleQueries role_queries_{base_.transactor, base_.page_tokens};

  StoredRecord<organization::CustomFieldDefinition> custom_fields_{base_, postgres::CustomFieldDefinitionTable()};
  const organization::CustomFieldCommands custom_field_commands_{base_.ids};

  StoredRecord<organization::BusinessUnit> business_units_{base_, postgres::BusinessUnitTable()};
  const organization::BusinessUnitCommands business_unit_commands_{authenticator_, base_.ids};

  StoredRecord<organization::CodeSeries> code_series_{base_, postgres::CodeSeriesTable()};
  const organization::CodeSeriesCommands code_series_commands_{};
  const organization::CodeSeriesQueries code_series_queries_{base_.transactor};
};

}  // namespace

std::unique_ptr<OrganizationContext> MakeOrganization(const Foundation& base, const security::SecretBox& secrets,
                                                      std::vector<const organization::TenantStarter*> starters,
                                                      const std::string& account_page,
                                                      organization::SignUpPolicy sign_up,
                                                      const organization::HumanCheck& humans,
                                                      organization::SecurityEvents& security_events,
                                                      absl::Duration caller_age) {
  return std::make_unique<Organization>(base, secrets, std::move(starters), account_page, sign_up, humans,
                                        security_events, caller_age);
}

}  // namespace pipewright::server
