#include "application/shared/queries/record_queries.h"

#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "application/shared/filter/checker.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/id.h"
#include "tests/support/application/fake_page_tokens.h"
#include "tests/support/application/fake_reader.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/filter_catalog.h"
#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

struct Deal {
  static constexpr absl::string_view kResource = "deal";
  struct State : Record {
    Id<struct DealTag> id;
  };
};

// The custom field "tier" of deals, and how often it was asked for.
class FakeDefinitions : public CustomFieldDefinitions {
 public:
  absl::StatusOr<organization::CustomFieldDefinitionList> Of(const RequestContext& /*context*/,
                                                             RecordKind /*entity*/) override {
    ++asked;
    std::vector<organization::CustomFieldDefinitionState> fields(1);
    fields[0].key = "tier";
    return std::make_shared<const std::vector<organization::CustomFieldDefinitionState>>(std::move(fields));
  }
  int asked = 0;
};

struct Deals {
  FakeClock clock;
  FakePageTokens tokens;
  FakeDefinitions definitions;
  ListChecker lists{clock, tokens, &definitions};
  FakeReader<Deal> reader{DealCatalog()};
  RecordQueries<Deal> queries{reader, lists};
  const RequestContext context = ContextOf();

  explicit Deals(int count = 3) {
    reader.keeps_past = true;
    FakeIds ids;
    for (int n = 0; n < count; ++n) reader.records.emplace_back().id = NewId<decltype(Deal::State::id)>(ids);
  }
  absl::StatusOr<Page<Deal::State>> List(const ListRequest& request) const {
    return queries.Handle(context, ListRecords<Deal>{request});
  }
  // The token of the second page of a list.
  std::string TokenOf(ListRequest request) const {
    request.page_size = 1;
    const auto page = List(request);
    INFO(page.status());
    REQUIRE(page.ok());
    REQUIRE_FALSE(page->next_page_token.empty());
    return page->next_page_token;
  }
};

TEST_CASE("a reader is asked with checked conditions and sort keys", "[list]") {
  Deals deals;
  ListRequest request;
  request.filter = "vip = true owner_id = me()";
  request.fixed_filter = "state = OPEN";
  request.order_by = "amount desc";
  request.show_deleted = true;
  request.read_time = deals.clock.now;
  REQUIRE(deals.List(request).ok());
  const ListQuery& asked = *deals.reader.asked;
  const filter::FilterScope scope{.user = deals.context.user(), .now = deals.clock.now};
  CHECK(asked.conditions == std::vector{filter::CheckFilter("state = OPEN", DealCatalog(), scope).value(),
                                        filter::CheckFilter(request.filter, DealCatalog(), scope).value()});
  CHECK(asked.order ==
        std::vector<SortKey>{{"amount", FieldType::kMoney, true, true}, {"id", FieldType::kId, false, true}});
  CHECK_FALSE(asked.start.has_value());
  CHECK(asked.show_deleted);
  CHECK_FALSE(asked.return_total_size);
  CHECK(asked.read_time == deals.clock.now);
}

TEST_CASE("a wrong filter, order or token is refused before anything is read", "[list]") {
  Deals deals;
  ListRequest request;
  request.filter = "nonsense";
  CHECK(ReasonOf(deals.List(request)) == Reason::kInvalidFilter);
  request.filter = "";
  request.order_by = "tags";
  CHECK(ReasonOf(deals.List(request)) == Reason::kInvalidOrderBy);
  request.order_by = "";
  request.page_token = "7";
  CHECK(ReasonOf(deals.List(request)) == Reason::kInvalidPageToken);
  CHECK(FieldsOf(deals.List(request)) == "page_token");
  CHECK_FALSE(deals.reader.asked.has_value());
}

TEST_CASE("a token leads behind the last record, and there is one only when more follow", "[list]") {
  Deals deals(3);
  ListRequest request;
  request.page_size = 2;
  const auto first = deals.List(request);
  REQUIRE(first->items.size() == 2);
  request.page_token = first->next_page_token;
  REQUIRE_FALSE(request.page_token.empty());
  const auto second = deals.List(request);
  REQUIRE(second.ok());
  REQUIRE(second->items.size() == 1);
  CHECK(second->items[0].id == deals.reader.records[2].id);
  CHECK(second->next_page_token.empty());
  request = {};
  request.page_size = 3;
  CHECK(deals.List(request)->next_page_token.empty());
}

TEST_CASE("a token is good for its own list only", "[list]") {
  Deals deals;
  ListRequest request;
  request.filter = "vip = true";
  request.order_by = "amount";
  request.fixed_filter = "state = OPEN";
  request.read_time = deals.clock.now;
  request.page_token = deals.TokenOf(request);
  CHECK(deals.List(request).ok());
  request.page_size = 7;
  request.return_total_size = true;
  CHECK(deals.List(request).ok());
  const std::function<void(ListRequest&)> changes[] = {
      [](ListRequest& other) { other.filter = "vip = false"; },
      [](ListRequest& other) { other.order_by = "amount desc"; },
      [](ListRequest& other) { other.order_by = "amount, title"; },
      [](ListRequest& other) { other.fixed_filter = "state = WON"; },
      [](ListRequest& other) { other.fixed_filter = ""; },
      [](ListRequest& other) { other.show_deleted = true; },
      [](ListRequest& other) { other.read_time.reset(); },
      [](ListRequest& other) { *other.read_time -= absl::Microseconds(1); },
      [](ListRequest& other) { other.page_token += "1:x"; },
      [](ListRequest& other) { other.page_token.pop_back(); },
  };
  for (const auto& change : changes) {
    ListRequest other = request;
    change(other);
    INFO(other.filter << " " << other.fixed_filter << " by " << other.order_by << " " << other.page_token);
    CHECK(ReasonOf(deals.List(other)) == Reason::kInvalidPageToken);
  }
  // Nor for the same list of other records.
  FakeReader<Deal> others{FieldCatalog("company", DealCatalog().fields())};
  others.keeps_past = true;
  CHECK(ReasonOf(RecordQueries<Deal>(others, deals.lists).Handle(deals.context, ListRecords<Deal>{request})) ==
        Reason::kInvalidPageToken);
}

TEST_CASE("a token asks what filter and order mean, not how they are written", "[list]") {
  Deals deals;
  ListRequest request;
  request.filter = "vip = true AND (title = \"x y\" OR score > 3)";
  request.order_by = "amount desc, title";
  request.page_token = deals.TokenOf(request);
  for (const char* const same :
       {"  vip=true   (title = 'x y' OR score>3) ", "((vip = true) AND (title=\"x y\" OR (score > 3)))"}) {
    ListRequest other = request;
    other.filter = same;
    other.order_by = " amount  DESC,title asc , id";
    INFO(same);
    CHECK(deals.List(other).ok());
  }
  for (const char* const different : {"vip = true AND (title = \"x  y\" OR score > 3)", "vip = true AND score > 3"}) {
    ListRequest other = request;
    other.filter = different;
    INFO(different);
    CHECK(ReasonOf(deals.List(other)) == Reason::kInvalidPageToken);
  }
  request.order_by = "amount desc, title desc";
  CHECK(ReasonOf(deals.List(request)) == Reason::kInvalidPageToken);
}

TEST_CASE("a token of another tenant is refused", "[list]") {
  Deals deals;
  ListRequest request;
  request.page_token = deals.TokenOf(request);
  RequestContext other = deals.context;
  auto principal = std::make_shared<Principal>(*other.principal);
  principal->tenant = TenantId(Uuid({3}));
  other.principal = std::move(principal);
  CHECK(ReasonOf(deals.queries.Handle(other, ListRecords<Deal>{request})) == Reason::kInvalidPageToken);
  CHECK(deals.List(request).ok());
}

TEST_CASE("a page has 50 records unless another number is asked for, and never more than 1,000", "[list]") {
  Deals deals;
  for (const auto& [asked, size] : {std::pair(0, 50), std::pair(1, 1), std::pair(50, 50), std::pair(1000, 1000),
                                    std::pair(1001, 1000), std::pair(2'000'000'000, 1000)}) {
    ListRequest request;
    request.page_size = asked;
    REQUIRE(deals.List(request).ok());
    CHECK(deals.reader.asked->page_size == size);
  }
  ListRequest request;
  request.page_size = -1;
  CHECK(FieldsOf(deals.List(request)) == "page_size");
}

TEST_CASE("a moment that has not come is refused by every query", "[list][history]") {
  Deals deals;
  const auto id = deals.reader.records[0].id;
  const absl::Time future = deals.clock.now + absl::Microseconds(1);
  ListRequest request;
  request.read_time = future;
  CHECK(FieldsOf(deals.List(request)) == "read_time");
  CHECK(FieldsOf(deals.queries.Handle(deals.context, GetRecord<Deal>{id, future})) == "read_time");
  CHECK(FieldsOf(deals.queries.Handle(deals.context, BatchGetRecords<Deal>{{id}, future})) == "read_time");
  CHECK(deals.queries.Handle(deals.context, GetRecord<Deal>{id, deals.clock.now}).ok());
  CHECK(deals.queries.Handle(deals.context, BatchGetRecords<Deal>{{id}, deals.clock.now}).ok());
}

TEST_CASE("the total is told when it is asked for", "[list]") {
  Deals deals(3);
  ListRequest request;
  CHECK_FALSE(deals.List(request)->total_size.has_value());
  request.return_total_size = true;
  CHECK(deals.List(request)->total_size == 3);
}

TEST_CASE("custom fields are asked for only when a filter names one", "[list][custom_fields]") {
  Deals deals;
  FakeReader<Deal> accounts{FieldCatalog("account", DealCatalog().fields())};
  const RecordQueries<Deal> queries(accounts, deals.lists);
  ListRecords<Deal> query;
  query.list.filter = "vip = true";
  REQUIRE(queries.Handle(deals.context, query).ok());
  CHECK(deals.definitions.asked == 0);
  query.list.filter = "custom_fields.tier = gold custom_fields.tier:*";
  REQUIRE(queries.Handle(deals.context, query).ok());
  CHECK(deals.definitions.asked == 1);
  query.list.filter = "custom_fields.size = 1";
  CHECK(ReasonOf(queries.Handle(deals.context, query)) == Reason::kInvalidFilter);
}

}  // namespace
}  // namespace pipewright
