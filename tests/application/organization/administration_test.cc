#include "application/organization/administration.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/application/fake_sign_in.h"
#include "tests/support/application/fake_signing_keys.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

// "ACTIVE:key-1 NEXT:key-2"
std::string TextOf(const std::vector<SigningKey>& keys) {
  std::string text;
  for (const SigningKey& key : keys) absl::StrAppend(&text, text.empty() ? "" : " ", NameOf(key.state), ":", key.id);
  return text;
}

struct Installation {
  FakeUnitOfWork uow;
  FakeTransactor transactor{uow};
  FakePasswordHasher passwords;
  FakeIds ids;
  CountingStarter starter;
  TenantFounder founder{ids, {&starter}};
  FakeKeyStore keys;
  FakeKeyFactory key_factory;
  Administration administration{transactor, passwords, founder, keys, key_factory, ids, uow.clock};

  static PersonDetails Person(const std::string& email, const std::string& password = "long walks by the sea") {
    return {EmailAddress::Parse(email).value(), password, "Anna", "Admin"};
  }
  static NewTenantDetails TenantNamed(const std::string& slug) {
    NewTenantDetails details;
    details.name = "Acme";
    details.slug = Slug::Parse(slug).value();
    return details;
  }
};

TEST_CASE("an operator is a person with an account, made once", "[administration]") {
  Installation test;
  const auto made = test.administration.CreateOperator(Installation::Person("anna@example.com"));
  REQUIRE(made.ok());
  CHECK(test.uow.identities().operators == std::set<UserId>{*made});
  CHECK(test.uow.identities().users.at(*made).password_hash == "v1:long walks by the sea");
  const auto again = test.administration.CreateOperator(Installation::Person("anna@example.com", "something else"));
  CHECK(again == made);
  CHECK(test.uow.identities().users.size() == 1);
  CHECK(test.uow.identities().users.at(*made).password_hash == "v1:long walks by the sea");
}

TEST_CASE("a weak password makes no operator and no tenant", "[administration]") {
  Installation test;
  const PersonDetails weak = Installation::Person("anna@example.com", "anna");
  CHECK(ReasonOf(test.administration.CreateOperator(weak)) == Reason::kWeakPassword);
  CHECK(ReasonOf(test.administration.CreateTenant(Installation::TenantNamed("acme"), weak)) == Reason::kWeakPassword);
  CHECK(test.uow.identities().users.empty());
  CHECK(test.uow.identities().operators.empty());
  CHECK(test.uow.tenants().rows().empty());
}

TEST_CASE("a tenant is made with its owner and what it starts with", "[administration]") {
  Installation test;
  const auto tenant =
      test.administration.CreateTenant(Installation::TenantNamed("acme"), Installation::Person("anna@example.com"));
  REQUIRE(tenant.ok());
  CHECK(tenant->slug.value() == "acme");
  CHECK(tenant->status == TenantStatus::kActive);
  REQUIRE(test.uow.memberships().rows().size() == 1);
  const MembershipState& owner = test.uow.memberships().rows().begin()->second;
  CHECK(owner.is_active_owner());
  CHECK(owner.email.value() == "anna@example.com");
  CHECK(test.starter.started == 1);
}

TEST_CASE("who has an account may own a tenant without a new password", "[administration]") {
  Installation test;
  const auto known = test.administration.CreateOperator(Installation::Person("anna@example.com"));
  REQUIRE(known.ok());
  REQUIRE(
      test.administration.CreateTenant(Installation::TenantNamed("acme"), Installation::Person("anna@example.com", ""))
          .ok());
  CHECK(test.uow.memberships().rows().begin()->second.user_id == *known);
  CHECK(test.uow.identities().users.size() == 1);
}

TEST_CASE("a taken slug is said as such", "[administration]") {
  Installation test;
  REQUIRE(test.administration.CreateTenant(Installation::TenantNamed("acme"), Installation::Person("anna@example.com"))
              .ok());
  const auto again =
      test.administration.CreateTenant(Installation::TenantNamed("acme"), Installation::Person("ben@example.com"));
  CHECK(ReasonOf(again) == Reason::kSlugTaken);
  CHECK(test.uow.tenants().rows().size() == 1);
}

TEST_CASE("rotating makes the next key the one that signs and keeps the old one to verify with", "[administration]") {
  Installation test;
  REQUIRE(test.administration.RotateSigningKeys().ok());
  CHECK(TextOf(test.keys.keys) == "ACTIVE:key-1 NEXT:key-2");
  REQUIRE(test.administration.RotateSigningKeys().ok());
  CHECK(TextOf(test.keys.keys) == "RETIRED:key-1 ACTIVE:key-2 NEXT:key-3");
  test.uow.clock.now += AccessTokens::kLifetime;  // as long as the last token that key-1 signed
  REQUIRE(test.administration.RotateSigningKeys().ok());
  CHECK(TextOf(test.keys.keys) == "RETIRED:key-1 RETIRED:key-2 ACTIVE:key-3 NEXT:key-4");
  test.uow.clock.now += absl::Hours(1);
  REQUIRE(test.administration.RotateSigningKeys().ok());
  CHECK(TextOf(test.keys.keys) == "RETIRED:key-3 ACTIVE:key-4 NEXT:key-5");
}

TEST_CASE("when no new key can be made the present ones stay", "[administration]") {
  Installation test;
  REQUIRE(test.administration.RotateSigningKeys().ok());
  test.key_factory.fails = true;
  CHECK_FALSE(test.administration.RotateSigningKeys().ok());
  CHECK(TextOf(test.keys.keys) == "ACTIVE:key-1 NEXT:key-2");
}

}  // namespace
}  // namespace pipewright::organization
