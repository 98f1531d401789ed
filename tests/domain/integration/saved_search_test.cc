#include "domain/integration/saved_search.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/status_matchers.h"

namespace pipewright::integration {
namespace {

const UserId kAda(Uuid({1}));
const UserId kBo(Uuid({2}));

SavedSearchChanges Details() {
  SavedSearchChanges details;
  details.name = Change<std::string>::Set("Hot accounts");
  details.resource = Change<std::string>::Set("account");
  return details;
}

SavedSearchState Of(SearchVisibility visibility) {
  SavedSearchChanges details = Details();
  details.visibility = Change<SearchVisibility>::Set(visibility);
  return SavedSearch::Create({}, kAda, details)->state();
}

TEST_CASE("a saved search needs a name and a resource, and is private unless said otherwise", "[saved_search]") {
  CHECK(FieldsOf(SavedSearch::Create({}, kAda, {})) == "resource,name");
  const auto search = SavedSearch::Create({}, kAda, Details());
  REQUIRE(search.ok());
  CHECK(search->state().visibility == SearchVisibility::kPrivate);
  CHECK(search->state().created_by == kAda);
}

TEST_CASE("no column stands in a search twice, and there are at most fifty", "[saved_search]") {
  SavedSearchChanges details = Details();
  details.columns = Change<std::vector<std::string>>::Set({"name", "", "name"});
  CHECK(FieldsOf(SavedSearch::Create({}, kAda, details)) == "columns[1],columns[2]");
  std::vector<std::string> many;
  for (int i = 0; i <= 50; ++i) many.push_back(absl::StrCat("field", i));
  details.columns = Change<std::vector<std::string>>::Set(many);
  CHECK(FieldsOf(SavedSearch::Create({}, kAda, details)) == "columns");
  many.pop_back();
  details.columns = Change<std::vector<std::string>>::Set(many);
  CHECK(SavedSearch::Create({}, kAda, details).ok());
}

TEST_CASE("filter and order are bounded", "[saved_search]") {
  SavedSearchChanges details = Details();
  details.filter = Change<std::string>::Set(std::string(2001, 'a'));
  details.order_by = Change<std::string>::Set(std::string(501, 'a'));
  CHECK(FieldsOf(SavedSearch::Create({}, kAda, details)) == "filter,order_by");
}

TEST_CASE("an edit keeps the resource, and nothing of an edit that is wrong", "[saved_search]") {
  SavedSearch search = SavedSearch::Create({}, kAda, Details()).value();
  SavedSearchChanges changes;
  changes.resource = Change<std::string>::Set("lead");
  changes.filter = Change<std::string>::Set("rating = HOT");
  CHECK(FieldsOf(search.Edit(changes)) == "resource");
  CHECK(search.state().filter.empty());
  changes.resource = Change<std::string>::Set("account");
  REQUIRE(search.Edit(changes).ok());
  CHECK(search.state().filter == "rating = HOT");
}

TEST_CASE("no role reaches a private search of somebody else", "[saved_search]") {
  const SavedSearchState search = Of(SearchVisibility::kPrivate);
  for (const Scope scope : {Scope::kOwn, Scope::kUnit, Scope::kAll}) {
    CHECK(SavedSearch::AllowsRead(search, kAda, scope, {}));
    CHECK(SavedSearch::AllowsChange(search, kAda, scope, {}));
    CHECK_FALSE(SavedSearch::AllowsRead(search, kBo, scope, {kAda}));
    CHECK_FALSE(SavedSearch::AllowsChange(search, kBo, scope, {kAda}));
  }
}

TEST_CASE("everybody reads a shared search; its creator changes it, and whose role reaches them", "[saved_search]") {
  const SavedSearchState search = Of(SearchVisibility::kShared);
  CHECK(SavedSearch::AllowsRead(search, kBo, Scope::kOwn, {}));
  CHECK_FALSE(SavedSearch::AllowsChange(search, kBo, Scope::kOwn, {kAda}));
  CHECK_FALSE(SavedSearch::AllowsChange(search, kBo, Scope::kUnit, {}));
  CHECK(SavedSearch::AllowsChange(search, kBo, Scope::kUnit, {kAda}));
  CHECK(SavedSearch::AllowsChange(search, kBo, Scope::kAll, {}));
  CHECK(SavedSearch::AllowsChange(search, kAda, Scope::kOwn, {}));
}

}  // namespace
}  // namespace pipewright::integration
