#include "domain/shared/grants.h"

#include <catch2/catch.hpp>

namespace pipewright {
namespace {

TEST_CASE("what nobody granted is refused") {
  CHECK(Grants().ScopeOf("account", "read") == Scope::kNone);
  CHECK(Grants({{"account", "read", Scope::kAll}}).ScopeOf("account", "update") == Scope::kNone);
  CHECK(Grants({{"account", "read", Scope::kAll}}).ScopeOf("contact", "read") == Scope::kNone);
}

TEST_CASE("the widest of the matching grants counts") {
  const Grants grants({{"account", "*", Scope::kOwn}, {"*", "read", Scope::kUnit}, {"account", "read", Scope::kAll}});
  CHECK(grants.ScopeOf("account", "read") == Scope::kAll);
  CHECK(grants.ScopeOf("account", "delete") == Scope::kOwn);
  CHECK(grants.ScopeOf("task", "read") == Scope::kUnit);
}

TEST_CASE("merging grants never takes one away") {
  Grants grants({{"account", "read", Scope::kAll}});
  grants.Merge(Grants({{"account", "read", Scope::kOwn}, {"task", "read", Scope::kOwn}}));
  CHECK(grants.ScopeOf("account", "read") == Scope::kAll);
  CHECK(grants.ScopeOf("task", "read") == Scope::kOwn);
}

TEST_CASE("a set covers another only when it grants everything in it as widely") {
  const Grants wide({{"*", "read", Scope::kAll}, {"account", "*", Scope::kUnit}});
  CHECK(wide.Covers(Grants()));
  CHECK(wide.Covers(Grants({{"account", "delete", Scope::kOwn}, {"task", "read", Scope::kAll}})));
  CHECK_FALSE(wide.Covers(Grants({{"account", "delete", Scope::kAll}})));
  CHECK_FALSE(wide.Covers(Grants({{"*", "*", Scope::kOwn}})));
}

TEST_CASE("grants survive being written as text, in one form only") {
  const Grants grants(
      {{"pipeline", "read", Scope::kAll}, {"account", "*", Scope::kOwn}, {"task", "read", Scope::kNone}});
  CHECK(grants.ToText() == "account:*=OWN;pipeline:read=ALL");
  CHECK(Grants::Parse(grants.ToText()).value() == grants);
  CHECK(Grants::Parse("").value().empty());
}

TEST_CASE("text that is not a set of grants is refused") {
  for (const char* text : {"account", "account:read", "account:read=SOME", "account=ALL", ":read=ALL", "a:b=ALL;",
                           "Account:read=ALL", "account:read=ALL;;task:read=OWN"}) {
    CAPTURE(text);
    CHECK_FALSE(Grants::Parse(text).ok());
  }
}

}  // namespace
}  // namespace pipewright
