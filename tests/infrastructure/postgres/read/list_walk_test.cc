// A list is walked to its end while others write: nothing comes twice, and nothing is left out that was there all the
// time. On 4,000 opportunities in the usual tests; PIPEWRIGHT_TEST_ROWS=1000000 asks for more.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <iostream>
#include <iterator>
#include <thread>
#include <unordered_set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "application/shared/queries/record_queries.h"
#include "domain/sales/opportunity.h"
#include "infrastructure/postgres/read/reader.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/security/page_token_sealer.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/many_opportunities.h"

namespace pipewright::postgres {
namespace {

constexpr int kRows = 4'000;
constexpr char kTenant[] = "02000000-0000-0000-0000-000000000000";

// The id of the nth opportunity, and back; 0 for one that a writer made.
std::string IdOf(int64_t n) {
  return absl::StrCat("0207", absl::Hex(n >> 16, absl::kZeroPad4), "-", absl::Hex(n & 0xFFFF, absl::kZeroPad4),
                      "-7000-8000-000000000000");
}
int64_t NumberOf(absl::string_view id) {
  uint64_t n = 0;
  if (id[14] != '7' || !absl::SimpleHexAtoi(absl::StrCat(id.substr(4, 4), id.substr(9, 4)), &n)) return 0;
  return static_cast<int64_t>(n);
}
// A third may be deleted by a writer.
bool Stays(absl::string_view id) { return NumberOf(id) % 3 != 0; }

// Until it is stopped: makes opportunities, deletes those and a third of the first ones (softly or for good), and
// changes what the others are not sorted by.
class Writer {
 public:
  explicit Writer(const testing::ManyOpportunities& many)
      : admin_(many.database().owner_url()), thread_([this, count = many.count()] { Run(count); }) {}
  ~Writer() {
    stop_ = true;
    thread_.join();
  }

  int64_t writes() const { return writes_; }
  bool failed() const { return failed_; }

 private:
  void Run(int count) {
    try {
      admin_.Rows("select set_config('app.tenant_id', $1, false)", {kTenant});
      for (int64_t round = 0; !stop_; ++round) {
        seed_ = seed_ * 6364136223846793005u + 1442695040888963407u;
        const auto any = static_cast<int64_t>((seed_ >> 33) % static_cast<uint64_t>(count)) + 1;
        Write(round % 4, any);
        ++writes_;
      }
    } catch (const std::exception& thrown) {
      std::cerr << thrown.what() << std::endl;
      failed_ = true;
    }
  }

  void Write(int64_t kind, int64_t any) {
    switch (kind) {
      case 0:
        admin_.Rows(
            "insert into opportunities (tenant_id, id, version, create_time, update_time, code, title, description, "
            "pipeline_id, stage_id, stage_enter_time, status, amount_e4, amount_currency, probability, "
            "stage_probability, manual_probability, expected_revenue_e4, expected_revenue_currency, forecast_category, "
            "manual_forecast_category, expected_close_date, lost_reason, lost_reason_text, competitor, priority, "
            "next_step, owner_id) select tenant_id, gen_random_uuid(), 1, now(), now(), gen_random_uuid()::text, "
            "title, 'new', pipeline_id, "
            "'02040000-0001-7000-8000-000000000000', now(), 'OPEN', amount_e4, amount_currency, probability, "
            "stage_probability, false, expected_revenue_e4, expected_revenue_currency, forecast_category, false, "
            "expected_close_date, '', '', '', priority, '', owner_id from opportunities where tenant_id = $1::uuid "
            "and id = $2::uuid",
            {kTenant, IdOf(any)});
        break;
      case 1:  // may be there no more
        admin_.Rows("update opportunities set delete_time = now() where tenant_id = $1::uuid and id = $2::uuid",
                    {kTenant, IdOf(any / 3 * 3)});
        break;
      case 2:
        admin_.Rows("delete from opportunities where tenant_id = $1::uuid and id = $2::uuid",
                    {kTenant, IdOf(any / 3 * 3)});
        break;
      default:
        admin_.Rows(
            "update opportunities set next_step = next_step || '.', version = version + 1 where tenant_id = $1::uuid "
            "and id = $2::uuid",
            {kTenant, IdOf(any / 3 * 3 + 1)});
    }
  }

  testing::AdminConnection admin_;
  uint64_t seed_ = 7;
  std::atomic<bool> stop_ = false;
  std::atomic<int64_t> writes_ = 0;
  std::atomic<bool> failed_ = false;
  std::thread thread_;  // last: it uses the others
};

TEST_CASE("a list that is walked while others write has everything that stayed, once and in order", "[walk]") {
  testing::ManyOpportunities many(kRows);
  FakeClock clock;
  HmacPageTokenSealer sealer(std::string(32, 'k'));
  const ListChecker lists(clock, sealer);
  Pool pool({many.database().app_url(), ""}, 1);
  PostgresReader<sales::Opportunity> reader(pool, OpportunityTable());
  const RecordQueries<sales::Opportunity> queries(reader, lists);
  testing::AdminConnection admin(many.database().owner_url());
  admin.Rows("select set_config('app.tenant_id', $1, false)", {kTenant});
  const std::pair<const char*, const char*> orders[] = {
      {"", "id"},
      {"amount", "amount_e4, id"},
      {"amount desc", "amount_e4 desc nulls last, id desc"},
      {"amount desc, expected_close_date", "amount_e4 desc nulls last, expected_close_date, id"},
      {"expected_close_date, amount desc", "expected_close_date, amount_e4 desc nulls last, id desc"},
      {"title desc, update_time", "title desc, update_time, id"},
      {"probability, stage_enter_time desc", "probability, stage_enter_time desc, id desc"},
  };
  for (const auto& [order_by, sql] : orders) {
    INFO(order_by);
    std::vector<std::string> walked;
    int64_t writes = 0;
    int pages = 0;
    {
      Writer writer(many);
      ListRecords<sales::Opportunity> query;
      ListRequest& request = query.list;
      request.order_by = order_by;
      request.page_size = many.asked_for() ? 1000 : 50;
      do {
        // Somebody writes between any two pages.
        while (writer.writes() == writes && !writer.failed()) std::this_thread::yield();
        writes = writer.writes();
        REQUIRE_FALSE(writer.failed());
        const auto page = queries.Handle(many.context(), query);
        INFO(page.status());
        REQUIRE(page.ok());
        ++pages;
        for (const auto& item : page->items) walked.push_back(item.id.ToString());
        request.page_token = page->next_page_token;
      } while (!request.page_token.empty());
      writes = writer.writes();
    }
    CHECK(std::unordered_set<std::string>(walked.begin(), walked.end()).size() == walked.size());
    std::vector<std::string> stayed;
    std::copy_if(walked.begin(), walked.end(), std::back_inserter(stayed),
                 [](const std::string& id) { return NumberOf(id) != 0 && Stays(id); });
    std::vector<std::string> expected;
    for (const auto& row : admin.Rows(
             absl::StrCat("select id from opportunities where tenant_id = $1::uuid order by ", sql), {kTenant})) {
      if (NumberOf(row[0]) != 0 && Stays(row[0])) expected.push_back(row[0]);
    }
    CHECK(stayed.size() > static_cast<size_t>(many.count()) / 2);
    CHECK((stayed == expected));
    if (many.asked_for()) {
      std::cout << "by \"" << order_by << "\": " << walked.size() << " rows in " << pages << " pages while " << writes
                << " writes were made" << std::endl;
    }
  }
}

}  // namespace
}  // namespace pipewright::postgres
