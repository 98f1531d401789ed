#include "domain/shared/record_kind.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

namespace pipewright {
namespace {

TEST_CASE("every kind of record has one name, from which it is read again") {
  std::set<absl::string_view> names;
  for (const auto& [kind, name] : NamesOf(RecordKind{})) {
    CHECK(names.insert(name).second);
    CHECK(ParseEnum<RecordKind>(name).value() == kind);
  }
}

TEST_CASE("roles are of some kinds only, in the order in which columns hold them") {
  std::string subjects;
  for (const auto& [kind, name] : KindsWith(KindRole::kSubject)) subjects += std::string(name) + " ";
  CHECK(subjects == "ACCOUNT CONTACT OPPORTUNITY LEAD ");
  CHECK(Has(RecordKind::kTask, KindRole::kHasCustomFields));
  CHECK_FALSE(Has(RecordKind::kUser, KindRole::kHasCustomFields));
  CHECK(Has(RecordKind::kUser, KindRole::kInCustomReferences));
  CHECK_FALSE(Has(RecordKind::kPipeline, KindRole::kInCustomReferences));
  CHECK(Has(RecordKind::kOpportunity, KindRole::kHasCode));
  CHECK(CodePrefixOf(RecordKind::kContact).empty());
}

TEST_CASE("an id knows what kind of record it is of") {
  CHECK(RecordRef::Of(TaskId(Uuid({1}))) == RecordRef{RecordKind::kTask, Uuid({1})});
  CHECK(RecordRef::Of(UserId(Uuid({1}))) != RecordRef::Of(TaskId(Uuid({1}))));
}

}  // namespace
}  // namespace pipewright
