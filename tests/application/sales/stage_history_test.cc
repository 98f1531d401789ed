#include "application/sales/stage_history.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "tests/support/application/fake_page_tokens.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

// Three stays of every opportunity, numbered 1, 3 and 5.
class FakeHistory : public StageHistoryReader {
 public:
  absl::StatusOr<StageIntervals> List(const RequestContext& /*context*/, const OpportunityId& /*opportunity*/,
                                      int64_t after, int limit) const override {
    asked_for = limit;
    StageIntervals found;
    int64_t last = after;
    for (const int64_t number : {1, 3, 5}) {
      if (number <= after) continue;
      if (found.intervals.size() == static_cast<size_t>(limit)) {
        found.next = last;
        break;
      }
      last = number;
      found.intervals.emplace_back().stage_name = std::to_string(number);
    }
    return found;
  }
  mutable int asked_for = 0;
};

struct History {
  FakeHistory reader;
  FakePageTokens tokens;
  FakeClock clock;
  StageHistoryQueries queries{reader, tokens, clock};
};

TEST_CASE("a stage history is told page by page, from tokens of that opportunity only", "[opportunity]") {
  History test;
  ListStageHistory query;
  query.id = OpportunityId(Uuid({1}));
  query.page_size = 2;
  const auto first = test.queries.Handle(ContextOf(), query);
  REQUIRE(first.ok());
  CHECK(first->intervals.size() == 2);
  CHECK(first->time == test.clock.now);
  query.page_token = first->next_page_token;
  const auto second = test.queries.Handle(ContextOf(), query);
  INFO(second.status());
  REQUIRE(second.ok());
  REQUIRE(second->intervals.size() == 1);
  CHECK(second->intervals[0].stage_name == "5");
  CHECK(second->next_page_token.empty());

  query.id = OpportunityId(Uuid({2}));
  CHECK(ReasonOf(test.queries.Handle(ContextOf(), query)) == Reason::kInvalidPageToken);
}

TEST_CASE("a page of a stage history is of the usual sizes", "[opportunity]") {
  History test;
  for (const auto& [asked, size] : {std::pair(0, 50), std::pair(7, 7), std::pair(5000, 1000)}) {
    REQUIRE(test.queries.Handle(ContextOf(), ListStageHistory{OpportunityId(), asked, ""}).ok());
    CHECK(test.reader.asked_for == size);
  }
  const absl::Status refused = test.queries.Handle(ContextOf(), ListStageHistory{OpportunityId(), -1, ""}).status();
  CHECK(DetailsOf(refused).fields.front().field == "page_size");
}

TEST_CASE("a stay is as long as the whole days of 24 hours in it, and the present one lasts until now",
          "[opportunity]") {
  const absl::Time entered = absl::FromUnixSeconds(1'700'000'000);
  const absl::Duration day = absl::Hours(24);
  StageInterval stay;
  stay.enter_time = entered;
  CHECK(DaysIn(stay, entered) == 0);
  CHECK(DaysIn(stay, entered + day - absl::Microseconds(1)) == 0);
  CHECK(DaysIn(stay, entered + day) == 1);
  CHECK(DaysIn(stay, entered - 2 * day) == 0);
  stay.leave_time = entered + 3 * day - absl::Minutes(1);
  CHECK(DaysIn(stay, entered + 10 * day) == 2);
}

}  // namespace
}  // namespace pipewright::sales
