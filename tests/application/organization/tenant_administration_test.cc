#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "application/organization/tenant_commands.h"
#include "tests/support/application/fake_page_tokens.h"
#include "tests/support/application/fake_sign_in.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

TEST_CASE("tenants are listed page by page, from tokens that were given out for them only", "[tenant]") {
  FakeUnitOfWork uow;
  FakeTransactor transactor{uow};
  FakeCallerCache callers;
  FakePageTokens sealer;
  FakeIds ids;
  const TenantAdministration administration(transactor, callers, sealer);
  for (int i = 0; i < 3; ++i) {
    auto tenant = Tenant::Found(NewId<TenantId>(ids), {"Acme", Slug::Parse(absl::StrCat("acme-", i)).value(),
                                                       Currency::Parse("EUR").value(), "Europe/Berlin", "de-DE"})
                      .value();
    REQUIRE(uow.tenants().Add(tenant).ok());
  }
  ListTenants query;
  query.page_size = 2;
  const auto first = administration.Handle(uow.context(), query);
  REQUIRE(first.ok());
  REQUIRE(first->tenants.size() == 2);
  query.page_token = first->next_page_token;
  const auto second = administration.Handle(uow.context(), query);
  INFO(second.status());
  REQUIRE(second.ok());
  REQUIRE(second->tenants.size() == 1);
  CHECK(second->tenants[0].id > first->tenants[1].id);
  CHECK(second->next_page_token.empty());
  for (const std::string& forged : {std::string("x"), first->tenants[1].id.ToString(),
                                    SealPageToken({{first->tenants[1].id.ToString()}},
                                                  PageQuery(std::nullopt, "account", "", "", false), sealer)}) {
    INFO(forged);
    query.page_token = forged;
    CHECK(ReasonOf(administration.Handle(uow.context(), query)) == Reason::kInvalidPageToken);
  }
}

}  // namespace
}  // namespace pipewright::organization
