#include "domain/shared/field_changes.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

using TextChange = Change<std::string>;

TEST_CASE("a required text is missed in a new record, and not where it is there already") {
  std::string name;
  Violations missing;
  ApplyRequiredText(TextChange(), "name", 5, missing, name);
  CHECK(FieldsOf(missing.ToStatus()) == "name");

  name = "Acme";
  Violations unnamed;
  ApplyRequiredText(TextChange(), "name", 5, unnamed, name);
  CHECK(unnamed.empty());
  Violations cleared;
  ApplyRequiredText(TextChange::Clear(), "name", 5, cleared, name);
  CHECK(FieldsOf(cleared.ToStatus()) == "name");
  CHECK(name == "Acme");
}

TEST_CASE("what a change doesn't name is left alone, also where it would not pass") {
  std::string url = "ftp://acme.example";
  Violations violations;
  ApplyChecked(TextChange(), "website", HttpUrl, violations, url);
  CHECK(url == "ftp://acme.example");
  ApplyChecked(TextChange::Clear(), "website", HttpUrl, violations, url);
  CHECK(url.empty());
  CHECK(violations.empty());
  ApplyChecked(TextChange::Set("ftp://acme.example"), "website", HttpUrl, violations, url);
  CHECK(FieldsOf(violations.ToStatus()) == "website");
}

TEST_CASE("a kept field may be named as it is and not otherwise, an empty one as cleared") {
  const auto kept = [](const TextChange& change, const auto& present) {
    Violations violations;
    CheckKept(change, present, "code", "is never changed", violations);
    return violations.empty();
  };
  CHECK(kept(TextChange(), std::string("a")));
  CHECK(kept(TextChange::Set("a"), std::string("a")));
  CHECK_FALSE(kept(TextChange::Set("b"), std::string("a")));
  CHECK_FALSE(kept(TextChange::Clear(), std::string("a")));
  CHECK(kept(TextChange::Clear(), std::string()));
  CHECK(kept(TextChange::Clear(), std::optional<std::string>()));
  CHECK_FALSE(kept(TextChange::Clear(), std::optional<std::string>("")));
}

TEST_CASE("a number is within its range, or absent") {
  const auto fits = [](std::optional<int64_t> number) {
    Violations violations;
    CheckRange(number, 0, 100, "score", violations);
    return violations.empty();
  };
  CHECK(fits(std::nullopt));
  CHECK(fits(0));
  CHECK(fits(100));
  CHECK_FALSE(fits(-1));
  CHECK_FALSE(fits(101));
}

}  // namespace
}  // namespace pipewright
