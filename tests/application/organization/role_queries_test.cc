#include "application/organization/role_queries.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/application/fake_page_tokens.h"
#include "tests/support/application/fake_sign_in.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

struct Roles {
  FakeUnitOfWork uow;
  FakeTransactor transactor{uow};
  FakePageTokens tokens;
  RoleQueries queries{transactor, tokens};

  Roles() { uow.directory().custom_roles = {{"AUDITOR", "", false, {}}, {"COACH", "", false, {}}}; }

  std::vector<std::string> NamesIn(const RolePage& page) const {
    std::vector<std::string> names;
    for (const Role& role : page.roles) names.push_back(role.name);
    return names;
  }
};

TEST_CASE("roles are listed page by page, the built-in ones before the tenant's own", "[role]") {
  Roles test;
  std::vector<std::string> names;
  ListRoles query;
  query.page_size = 3;
  int pages = 0;
  do {
    const auto page = test.queries.Handle(test.uow.context(), query);
    INFO(page.status());
    REQUIRE(page.ok());
    for (const std::string& name : test.NamesIn(*page)) names.push_back(name);
    query.page_token = page->next_page_token;
    ++pages;
  } while (!query.page_token.empty());
  CHECK(pages == 3);
  CHECK(names == std::vector<std::string>{"OWNER", "ADMIN", "MANAGER", "MEMBER", "VIEWER", "AUDITOR", "COACH"});
  query.page_size = 7;
  CHECK(test.queries.Handle(test.uow.context(), query)->next_page_token.empty());
}

TEST_CASE("a page of roles goes on although the role before it was removed", "[role]") {
  Roles test;
  ListRoles query;
  query.page_size = 6;
  query.page_token = test.queries.Handle(test.uow.context(), query)->next_page_token;
  test.uow.directory().custom_roles = {{"ASSISTANT", "", false, {}}, {"COACH", "", false, {}}};
  CHECK(test.NamesIn(*test.queries.Handle(test.uow.context(), query)) == std::vector<std::string>{"COACH"});
}

TEST_CASE("a page of roles is asked for by its token and a size that isn't negative", "[role]") {
  Roles test;
  ListRoles query;
  query.page_token = SealPageToken(
      {{"OWNER"}}, PageQuery(test.uow.context().principal->tenant, "session", "", "", false), test.tokens);
  CHECK(ReasonOf(test.queries.Handle(test.uow.context(), query)) == Reason::kInvalidPageToken);
  query = {-1, ""};
  CHECK(DetailsOf(test.queries.Handle(test.uow.context(), query).status()).fields.front().field == "page_size");
}

}  // namespace
}  // namespace pipewright::organization
