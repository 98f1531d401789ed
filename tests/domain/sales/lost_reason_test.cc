#include "domain/sales/lost_reason.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/domain/sales/sales_examples.h"

namespace pipewright::sales {
namespace {

LostReasonChanges Named(const std::string& name) {
  LostReasonChanges changes;
  changes.name = Change<std::string>::Set(name);
  return changes;
}

std::vector<LostReasonState> List(const std::vector<std::pair<std::string, bool>>& reasons) {
  std::vector<LostReasonState> list;
  for (const auto& [name, active] : reasons) {
    LostReasonState& reason = list.emplace_back();
    reason.name = name;
    reason.active = active;
  }
  return list;
}

TEST_CASE("a new lost reason is active and comes first, unless it says otherwise", "[lost_reason]") {
  const auto reason = LostReason::Create(NthId<LostReasonId>(1), Named("  Price "));
  REQUIRE(reason.ok());
  CHECK(reason->state().name == "Price");
  CHECK(reason->state().active);
  CHECK(reason->state().position == 0);
}

TEST_CASE("a lost reason has a name, and a place within bounds", "[lost_reason]") {
  LostReasonChanges wrong = Named(std::string(101, 'x'));
  wrong.position = Change<int64_t>::Set(-1);
  const auto refused = LostReason::Create(NthId<LostReasonId>(1), wrong);
  CHECK(DetailsOf(refused.status()).fields.size() == 2);
  CHECK_FALSE(LostReason::Create(NthId<LostReasonId>(1), {}).ok());
  LostReason reason = LostReason::Create(NthId<LostReasonId>(1), Named("Price")).value();
  LostReasonChanges changes;
  changes.position = Change<int64_t>::Set(10'001);
  changes.active = Change<bool>::Set(false);
  CHECK_FALSE(reason.Edit(changes).ok());
  CHECK(reason.state().active);
  changes.position = Change<int64_t>::Set(10'000);
  CHECK(reason.Edit(changes).ok());
  CHECK_FALSE(reason.state().active);
}

TEST_CASE("an opportunity is lost for a reason of the list, as the list writes it", "[lost_reason]") {
  const auto list = List({{"Price", true}, {"Timing", false}});
  CHECK(ListedReason(" PRICE ", list).value() == "Price");
  const absl::Status refused = ListedReason("Prise", list).status();
  CHECK(ReasonOf(refused) == Reason::kUnknownLostReason);
  CHECK(DetailsOf(refused).fields[0].field == "lost_reason");
  CHECK_THAT(std::string(refused.message()), Catch::Contains("did you mean Price?") && !Catch::Contains("Timing"));
  CHECK(ReasonOf(ListedReason("Timing", list)) == Reason::kUnknownLostReason);
}

TEST_CASE("without an active reason any text is one", "[lost_reason]") {
  CHECK(ListedReason("whatever", {}).value() == "whatever");
  CHECK(ListedReason("whatever", List({{"Price", false}})).value() == "whatever");
}

TEST_CASE("of a long list an error tells the beginning", "[lost_reason]") {
  std::vector<std::pair<std::string, bool>> many;
  for (int i = 0; i < 200; ++i) many.emplace_back(absl::StrCat("Reason ", i, std::string(80, 'x')), true);
  const absl::Status refused = ListedReason("?", List(many)).status();
  CHECK_THAT(std::string(refused.message()), Catch::Contains("and 180 more"));
  CHECK(refused.message().size() < 3000);
}

}  // namespace
}  // namespace pipewright::sales
