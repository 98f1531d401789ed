// Lists of a large table are read by index, on the first page and deep inside. On 60,000 opportunities in the usual
// tests; PIPEWRIGHT_TEST_ROWS=1000000 asks for more, and for the times.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "application/shared/queries/list_checker.h"
#include "infrastructure/postgres/connection/connection.h"
#include "infrastructure/postgres/read/list_statement.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/security/page_token_sealer.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/infrastructure/many_opportunities.h"

namespace pipewright::postgres {
namespace {

constexpr int kRows = 60'000;

struct Query {
  const char* filter;
  const char* order_by;
};

// What people look at: their own, a stage, an account's, the largest, the next, the last touched.
constexpr Query kTypical[] = {
    {"status = OPEN", "amount desc"},
    {"owner_id = me() status = OPEN", "expected_close_date"},
    {"stage_id = \"02040000-0003-7000-8000-000000000000\"", "amount desc"},
    {"account_id = \"02050000-0007-7000-8000-000000000000\"", "create_time desc"},
    {"account.industry = \"industry 7\"", "update_time desc"},
    {"tags:\"tag 7\"", ""},
    {"custom_fields.word = \"word 7\"", ""},
    {"custom_fields.word = \"word 77*\"", "amount desc"},
    {"custom_fields.number > 99.5", ""},
    {"custom_fields.day < 2026-01-09", ""},
    {"status = OPEN expected_close_date < today() + days(30)", "expected_close_date"},
    {"amount >= 15000 amount.currency_code = EUR status = OPEN", "amount desc"},
    {"create_time > now() - days(7)", "create_time desc"},
    {"title = \"Opportunity 77*\"", "title"},
    {"business_unit.name = \"Unit 7\"", ""},
    {"owner.email = \"user7@example.com\" status = (WON OR LOST)", "actual_close_date desc"},
    {"stage.name = \"Stage 2\" primary_contact.email:\"@example.com\"", "stage_enter_time desc"},
    {"", "probability desc, expected_close_date"},
    {"", "expected_revenue desc, update_time desc"},
    {"", "amount desc, expected_close_date, title desc"},
};

// What the rows of ManyOpportunities are of.
class FixedFields : public CustomFieldDefinitions {
 public:
  absl::StatusOr<organization::CustomFieldDefinitionList> Of(const RequestContext&, RecordKind) override {
    std::vector<organization::CustomFieldDefinitionState> fields(3);
    fields[0].key = "word";
    fields[1].key = "number";
    fields[1].type = CustomFieldType::kNumber;
    fields[2].key = "day";
    fields[2].type = CustomFieldType::kDate;
    return std::make_shared<const std::vector<organization::CustomFieldDefinitionState>>(std::move(fields));
  }
};

class Plans {
 public:
  Plans() : connection_(Connection::Open({many_.database().app_url(), ""}).value()) {
    REQUIRE(connection_->PrepareSession(many_.context().principal->tenant, absl::InfiniteFuture()).ok());
    clock_.now = absl::Now();
  }

  const testing::ManyOpportunities& many() const { return many_; }

  ListStatement Compile(const Query& query, std::optional<PageStart> start = std::nullopt,
                        int page_size = kDefaultPageSize) const {
    ListRequest request;
    request.filter = query.filter;
    request.order_by = query.order_by;
    auto list = lists_.Check(many_.context(), OpportunityTable().layout().catalog, request);
    INFO(list.status());
    REQUIRE(list.ok());
    list->start = std::move(start);
    list->page_size = page_size;
    return CompileList(OpportunityTable().layout(), many_.context(), *list).value();
  }

  // Behind the `skipped` first rows, found without paging.
  PageStart StartBehind(const Query& query, int skipped) {
    PageStart start;
    const ListStatement all = Compile(query, std::nullopt, skipped);
    Read({all.rows.text, all.rows.columns}, all.params, [&](Row row) {
      start.keys.clear();
      for (size_t i = OpportunityTable().layout().columns; i < row.size(); ++i) {
        start.keys.push_back(row[i].null ? std::nullopt : Param(std::string(row[i].text)));
      }
    });
    INFO(query.filter << " finds nothing");
    REQUIRE_FALSE(start.keys.empty());
    return start;
  }

  // The plan as it ran; its last line is the time.
  std::string Explain(const ListStatement& statement) {
    std::string plan;
    Read({absl::StrCat("explain (analyze, costs off, timing off) ", statement.rows.text), 1}, statement.params,
         [&](Row row) { absl::StrAppend(&plan, row[0].text, "\n"); });
    return plan;
  }

 private:
  void Read(const Sql& sql, const std::vector<Param>& params, const std::function<void(Row)>& on_row) {
    const absl::Status read = connection_->Read(
        sql, params,
        [&](Row row) {
          on_row(row);
          return absl::OkStatus();
        },
        nullptr);
    INFO(read);
    REQUIRE(read.ok());
  }

  testing::ManyOpportunities many_{kRows};
  std::unique_ptr<Connection> connection_;
  FakeClock clock_;
  HmacPageTokenSealer sealer_{std::string(32, 'k')};
  FixedFields fields_;
  ListChecker lists_{clock_, sealer_, &fields_};
};

TEST_CASE("typical lists read by index, on the first page and behind half of the rows", "[plans]") {
  Plans plans;
  for (const Query& query : kTypical) {
    for (const bool deep : {false, true}) {
      std::optional<PageStart> start;
      if (deep) start = plans.StartBehind(query, plans.many().count() / 2);
      const std::string plan = plans.Explain(plans.Compile(query, start));
      INFO(query.filter << " by " << query.order_by << (deep ? ", deep" : "") << "\n" << plan);
      CHECK_THAT(plan, !Catch::Contains("Seq Scan on opportunities"));
      CHECK_THAT(plan, Catch::Contains("opportunities_") || Catch::Contains("opportunity_tags_") ||
                           Catch::Contains("opportunity_custom_fields_"));
      if (plans.many().asked_for()) {
        const size_t time = plan.find("Execution Time: ");
        std::cout << query.filter << " | " << query.order_by << (deep ? " | deep | " : " | first | ")
                  << plan.substr(time + 16) << (std::getenv("PIPEWRIGHT_TEST_PLANS") != nullptr ? plan : "");
      }
    }
  }
}

TEST_CASE("records with one of several tags are found by the index of tags, and not by asking all", "[plans]") {
  Plans plans;
  for (const char* const filter : {"tags:(\"no tag\" OR \"nor this\")", "tags:\"no tag\" OR tags:\"nor this\""}) {
    const std::string plan = plans.Explain(plans.Compile({filter, ""}));
    INFO(filter << "\n" << plan);
    CHECK_THAT(plan, Catch::Contains("opportunity_tags_tag_idx") && !Catch::Contains("SubPlan"));
  }
}

TEST_CASE("a value that few records have is found by the index of values", "[plans][custom_fields]") {
  Plans plans;
  for (const auto& [filter, index] : {std::pair("custom_fields.word = \"word 7\"", "text_idx"),
                                      std::pair("custom_fields.word = \"word 77*\"", "text_idx"),
                                      std::pair("custom_fields.number > 99.99", "number_idx"),
                                      std::pair("custom_fields.day < 2026-01-02", "date_idx")}) {
    const std::string plan = plans.Explain(plans.Compile({filter, "amount desc"}));
    INFO(filter << "\n" << plan);
    const std::string name = absl::StrCat("opportunity_custom_fields_", index);
    CHECK_THAT(plan, Catch::Contains(name));
    CHECK_THAT(plan, Catch::Contains("Index Cond: ((tenant_id = ") && !Catch::Contains("Seq Scan on opp"));
  }
}

}  // namespace
}  // namespace pipewright::postgres
