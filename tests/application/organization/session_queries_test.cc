#include "application/organization/session_queries.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/application/fake_auth.h"
#include "tests/support/application/fake_page_tokens.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

TEST_CASE("a user's sessions are listed page by page, the newest first, from tokens of that user only", "[auth]") {
  FakeAuth auth;
  FakePageTokens tokens;
  const SessionQueries queries(auth.transactor, tokens);
  const auto first_session = auth.commands.Handle(RequestContext(), FakeAuth::SignUpOf("anna@example.com"));
  REQUIRE(first_session.ok());
  const RequestContext anna = FakeAuth::Of(*first_session);
  const auto other = std::make_shared<Principal>(*anna.principal);
  other->user = UserId(Uuid({9}));
  RequestContext ben = anna;
  ben.principal = other;
  std::vector<SessionId> newest_first = {first_session->session_id};
  for (int i = 0; i < 2; ++i) {
    const auto again =
        auth.commands.Handle(RequestContext(), FakeAuth::SignInOf("anna@example.com", FakeAuth::kPassword));
    REQUIRE(again.ok());
    newest_first.insert(newest_first.begin(), again->session_id);
  }

  ListSessions query;
  query.page_size = 2;
  const auto first = queries.Handle(anna, query);
  REQUIRE(first.ok());
  REQUIRE(first->sessions.size() == 2);
  CHECK(first->sessions[0].id == newest_first[0]);
  CHECK(first->sessions[1].id == newest_first[1]);
  CHECK(first->current_id == first_session->session_id.ToString());
  query.page_token = first->next_page_token;
  CHECK(ReasonOf(queries.Handle(ben, query)) == Reason::kInvalidPageToken);
  const auto second = queries.Handle(anna, query);
  INFO(second.status());
  REQUIRE(second.ok());
  REQUIRE(second->sessions.size() == 1);
  CHECK(second->sessions[0].id == newest_first[2]);
  CHECK(second->next_page_token.empty());
  query.page_size = -1;
  CHECK(DetailsOf(queries.Handle(anna, query).status()).fields.front().field == "page_size");
}

}  // namespace
}  // namespace pipewright::organization
