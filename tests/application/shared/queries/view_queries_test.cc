#include "application/shared/queries/view_queries.h"

#include <catch2/catch.hpp>

#include "application/sales/opportunity_view.h"
#include "tests/support/application/fake_page_tokens.h"
#include "tests/support/application/fake_reader.h"
#include "tests/support/application/fake_unit_of_work.h"

namespace pipewright::sales {
namespace {

TEST_CASE("what follows from the time is answered of the moment whose state is asked for", "[history]") {
  FakeClock clock;
  FakePageTokens tokens;
  ListChecker lists{clock, tokens};
  FakeReader<Opportunity> reader{FieldCatalog("opportunity", {{.name = "id", .type = FieldType::kId}})};
  reader.keeps_past = true;
  OpportunityState& opportunity = reader.records.emplace_back();
  opportunity.id = OpportunityId(Uuid({7}));
  opportunity.rot_time = clock.now - absl::Hours(1);
  const ViewQueries<Opportunity> queries{reader, lists, clock};
  const RequestContext context = ContextOf();

  const std::optional<absl::Time> before = clock.now - absl::Hours(2);
  for (const std::optional<absl::Time>& time : {std::optional<absl::Time>(), before}) {
    INFO(time.has_value());
    const bool rotting = !time.has_value();
    CHECK(queries.Handle(context, GetRecord<Opportunity>{opportunity.id, time})->rotting == rotting);
    CHECK(queries.Handle(context, BatchGetRecords<Opportunity>{{opportunity.id}, time})->front().rotting == rotting);
    ListRequest list;
    list.read_time = time;
    list.return_total_size = true;
    const auto page = queries.Handle(context, ListRecords<Opportunity>{list});
    CHECK(page->items.front().rotting == rotting);
    CHECK(page->total_size == 1);
  }
}

}  // namespace
}  // namespace pipewright::sales
