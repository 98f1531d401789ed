#include "domain/shared/change.h"

#include <catch2/catch.hpp>
#include <string>

#include "domain/shared/etag.h"

namespace pipewright {
namespace {

TEST_CASE("a change leaves, sets or clears a field") {
  std::optional<int> field = 1;
  Change<int>().ApplyTo(field);
  CHECK(field == 1);
  Change<int>::Set(2).ApplyTo(field);
  CHECK(field == 2);
  Change<int>::Clear().ApplyTo(field);
  CHECK_FALSE(field.has_value());

  std::string text = "before";
  Change<std::string>().ApplyTo(text);
  CHECK(text == "before");
  Change<std::string>::Clear().ApplyTo(text);
  CHECK(text.empty());
}

TEST_CASE("setting is not clearing, and neither is silence") {
  CHECK_FALSE(Change<int>().is_named());
  CHECK(Change<int>::Set(1).is_set());
  CHECK_FALSE(Change<int>::Set(1).is_clear());
  CHECK(Change<int>::Clear().is_clear());
  CHECK_FALSE(Change<int>::Clear().is_set());
}

TEST_CASE("a change of parts leaves the others, and one of the whole is as any other") {
  struct Pair {
    int first = 0;
    int second = 0;
  };
  Pair pair{1, 2};
  PartsChange<Pair> change;
  CHECK_FALSE(change.is_named());
  change.ApplyTo(pair);
  CHECK((pair.first == 1 && pair.second == 2));
  change = PartsChange<Pair>::Of({3, 4}, {[](const Pair& from, Pair& to) { to.second = from.second; }});
  CHECK(change.is_named());
  change.ApplyTo(pair);
  CHECK((pair.first == 1 && pair.second == 4));
  change = Change<Pair>::Set({5, 6});
  CHECK(change.is_named());
  change.ApplyTo(pair);
  CHECK((pair.first == 5 && pair.second == 6));
  change = Change<Pair>::Clear();
  change.ApplyTo(pair);
  CHECK((pair.first == 0 && pair.second == 0));
}

TEST_CASE("an etag is one that was given out") {
  CHECK(Etag::Parse(Etag(17).ToString()).value().version() == 17);
  for (const char* wrong : {"", "0", "-1", "x", "1.5", "99999999999999999999"}) {
    INFO(wrong);
    CHECK_FALSE(Etag::Parse(wrong).ok());
  }
}

}  // namespace
}  // namespace pipewright
