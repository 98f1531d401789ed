// Lists on PostgreSQL against their meaning in memory: random records, random filters, random orders, page by page.
#include "infrastructure/postgres/read/list_statement.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "application/shared/filter/checker.h"
#include "application/shared/queries/list_checker.h"
#include "application/shared/queries/order_by.h"
#include "application/shared/queries/page_size.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/security/page_token_sealer.h"
#include "tests/infrastructure/postgres/read/any_filter.h"
#include "tests/infrastructure/postgres/sales/deals.h"

namespace pipewright::postgres {
namespace {

using filter::FakeRecord;

// Whether `a` comes before `b`: the meaning of an order.
bool Before(const FakeRecord& a, const FakeRecord& b, const std::vector<SortKey>& keys) {
  for (const SortKey& key : keys) {
    const filter::FieldValue& left = a.at(key.field);
    const filter::FieldValue& right = b.at(key.field);
    if (left == right) continue;
    const bool left_missing = std::holds_alternative<std::monostate>(left);
    const bool right_missing = std::holds_alternative<std::monostate>(right);
    if (left_missing != right_missing) return right_missing;
    return key.descending ? right < left : left < right;
  }
  return false;
}

absl::StatusOr<Strings> Expected(const std::string& filter_text, const std::string& order_by,
                                 const RequestContext& context = ContextOf(), bool show_deleted = false) {
  Deals& deals = Deals::Get();
  const filter::FilterScope scope{
      .user = context.principal->user, .now = deals.clock().Now(), .grants = &context.principal->grants};
  ASSIGN_OR_RETURN(const filter::Condition condition, filter::CheckFilter(filter_text, deals.layout().catalog, scope));
  ASSIGN_OR_RETURN(const std::vector<SortKey> keys, ParseOrderBy(order_by, deals.layout().catalog));
  const std::map<std::string, FakeRecord> records = deals.Records(context, show_deleted);
  Strings ids;
  for (const auto& [id, record] : records) {
    if (Holds(condition, record)) ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end(),
            [&](const std::string& a, const std::string& b) { return Before(records.at(a), records.at(b), keys); });
  return ids;
}

// How many: RC_PARAMS="max_success=…" asks for so many times ten.
TEST_CASE("PostgreSQL finds just the records that a filter means") {
  int filters = 0;
  int some = 0;
  rc::prop("random filters", [&] {
    for (int i = 0; i < 10; ++i) {
      ListRequest request;
      request.filter = AnyFilter(3);
      request.page_size = kMaxPageSize;
      request.show_deleted = Flip();
      const RequestContext context = Reading(OneOf<Scope>({Scope::kAll, Scope::kUnit, Scope::kOwn}));
      RC_LOG() << request.filter << "\n";
      const auto expected = Expected(request.filter, "", context, request.show_deleted);
      const auto found = Deals::Get().List(request, context);
      if (!expected.ok()) RC_FAIL(std::string(expected.status().message()));
      if (!found.ok()) RC_FAIL(std::string(found.status().message()));
      RC_ASSERT(*found == *expected);
      RC_ASSERT(Deals::Get().Count(request, context).value() == static_cast<int64_t>(expected->size()));
      ++filters;
      if (!found->empty() && found->size() < 200) ++some;
    }
  });
  std::cout << filters << " random filters gave what they mean, " << some << " of them some of the records"
            << std::endl;
}

TEST_CASE("page after page, every record comes once and in order") {
  rc::prop("random orders and page sizes", [] {
    ListRequest request;
    Strings keys = *rc::gen::unique<Strings>(
        *rc::gen::inRange<size_t>(0, 4),
        rc::gen::element<std::string>("title", "industry", "owner_id", "score", "vip", "create_time", "close_date",
                                      "amount", "state", "id", "amount.currency_code"));
    const bool one_direction = Flip();
    const bool descending = Flip();
    for (std::string& key : keys) key += (one_direction ? descending : Flip()) ? " desc" : "";
    request.order_by = absl::StrJoin(keys, ",");
    request.page_size = OneOf<int>({1, 3, 7, 40, 199, 200, 1000});
    if (Flip()) request.filter = AnyFilter(1);
    RC_LOG() << request.order_by << " by " << request.page_size << " of " << request.filter << "\n";
    const auto expected = Expected(request.filter, request.order_by);
    const auto found = Deals::Get().List(request);
    if (!expected.ok()) RC_FAIL(std::string(expected.status().message()));
    if (!found.ok()) RC_FAIL(std::string(found.status().message()));
    RC_ASSERT(*found == *expected);
  });
}

TEST_CASE("a filter of the server's own holds besides the caller's") {
  ListRequest request;
  request.page_size = 1000;
  request.fixed_filter = "vip = true";
  request.filter = "state = OPEN OR state = WON";
  CHECK(Deals::Get().List(request).value() == Expected("vip = true (state = OPEN OR state = WON)", "").value());
}

TEST_CASE("a deep page by an amount that may be missing is found by index") {
  Deals& deals = Deals::Get();
  REQUIRE(deals.connection()
              .Pipeline({{"set enable_seqscan = off", {}, nullptr},
                         {"set enable_sort = off", {}, nullptr},
                         {"set enable_bitmapscan = off", {}, nullptr}},
                        nullptr)
              .ok());
  ListRequest request;
  request.order_by = "amount desc";
  request.page_size = 10;
  FakeClock clock;
  HmacPageTokenSealer sealer(std::string(32, 'k'));
  ListQuery list = ListChecker(clock, sealer).Check(ContextOf(), deals.layout().catalog, request).value();
  list.start = PageStart{{"5000", IdOf(100).ToString()}};
  const auto deep = CompileList(deals.layout(), ContextOf(), list).value();
  std::string plan;
  REQUIRE(deals.connection()
              .Read(
                  {absl::StrCat("explain (costs off) ", deep.rows.text), 1}, deep.params,
                  [&](Row row) {
                    absl::StrAppend(&plan, row[0].text, "\n");
                    return absl::OkStatus();
                  },
                  nullptr)
              .ok());
  INFO(plan);
  CHECK_THAT(plan, Catch::Contains("ROW(amount_e4, id) < ROW("));
  CHECK_THAT(plan, Catch::Contains("Index Scan Backward") || Catch::Contains("Index Only Scan Backward"));
  CHECK_THAT(plan, Catch::Contains("amount_e4 IS NULL"));
  REQUIRE(deals.connection().Pipeline({{"reset all", {}, nullptr}}, nullptr).ok());
}

}  // namespace
}  // namespace pipewright::postgres
