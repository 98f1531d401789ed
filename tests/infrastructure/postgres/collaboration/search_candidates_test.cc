// What search_candidates finds among more records than it looks through, held against every record looked at one by
// one.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/security/uuid_generator.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright {
namespace {

using testing::AdminConnection;
using testing::TestDatabase;

constexpr int kMost = 40;

class Documents {
 public:
  Documents() {
    // Words by the number of the record, 1 the oldest; "t": what it is called, "o": all else.
    admin_.Ask(
        "with added as (insert into search_documents (tenant_id, resource, record_id, words) select $1::uuid, "
        "'account', ('ffffffff-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, concat_ws(' ', 'tall', "
        "case when i % 10 = 0 then 'toften' end, case when i % 100 = 0 then 'oseldom' end, "
        "case when i % 50 = 0 then 'tmixed' when i % 7 = 0 then 'omixed' end, "
        "case when i <= 20 then 'told' end, case when i <= 30 or i > 39996 then 'tagain' end, "
        "case when i <= 30 or i > 39996 then 'oelsewhere' end, case when i <= 1400 then 'opast' end, "
        "case when i between 101 and 1300 then 'tpasttitle' end, case when i <= 25 then 'tdouble' "
        "when i <= 1600 or i between 39000 and 39400 then 'odouble' end)::tsvector "
        "from generate_series(1, 40000) i returning 1) select count(*) from added",
        {tenant_});
    app_.Ask("select set_config('app.tenant_id', $1, false)", {tenant_});
  }

  std::string Found(const std::vector<std::string>& words) {
    return Listed(app_.Rows(
        absl::StrCat(
            "select right(record_id::text, 6)::int from search_candidates('account', $1::tsquery[], $2::tsquery[], ",
            kMost, ")"),
        {postgres::ArrayLiteral(Queries(words, "t")), postgres::ArrayLiteral(Queries(words, "to"))}));
  }
  std::string LookedFor(const std::vector<std::string>& words) {
    return Listed(
        admin_.Rows(absl::StrCat("select right(record_id::text, 6)::int from search_documents where tenant_id = "
                                 "$1::uuid and words @@ $3::tsquery "
                                 "order by (words @@ $2::tsquery) desc, record_id desc limit ",
                                 kMost),
                    {tenant_, absl::StrJoin(Queries(words, "t"), " & "), absl::StrJoin(Queries(words, "to"), " & ")}));
  }

 private:
  // Of each word what finds it in these parts.
  static std::vector<std::string> Queries(const std::vector<std::string>& words, absl::string_view parts) {
    std::vector<std::string> queries;
    for (const std::string& word : words) {
      std::vector<std::string> ways;
      for (const char part : parts) ways.push_back(absl::StrCat("'", std::string(1, part), word, "':*"));
      queries.push_back(absl::StrCat("(", absl::StrJoin(ways, " | "), ")"));
    }
    return queries;
  }
  static std::string Listed(const std::vector<std::vector<std::string>>& rows) {
    return absl::StrJoin(rows, " ", [](std::string* out, const auto& row) { out->append(row[0]); });
  }

  FakeClock clock_;
  security::UuidGenerator ids_{clock_};
  const std::string tenant_ = ids_.NewUuid().ToString();
  AdminConnection admin_{TestDatabase::Get().owner_url()};
  AdminConnection app_{TestDatabase::Get().app_url()};
};

TEST_CASE("the newest records that have the words are found, those that are called so first", "[search]") {
  Documents documents;
  const std::vector<std::vector<std::string>> queries = {{"all"},
                                                         {"often"},
                                                         {"seldom"},
                                                         {"mixed"},
                                                         {"old"},
                                                         {"again"},
                                                         {"elsewhere"},
                                                         {"past"},
                                                         {"pasttitle"},
                                                         {"nothing"},
                                                         {"double"},
                                                         {"all", "old"},
                                                         {"all", "often"},
                                                         {"often", "seldom"},
                                                         {"often", "again"},
                                                         {"all", "mixed", "past"},
                                                         {"mixed", "old"},
                                                         {"past", "again"},
                                                         {"nothing", "all"},
                                                         {"m"},
                                                         {"o"},
                                                         {"past", "pas", "o"}};
  for (const std::vector<std::string>& words : queries) {
    CAPTURE(words);
    CHECK(documents.Found(words) == documents.LookedFor(words));
  }
  CHECK(documents.Found({"again"}) != "");
  CHECK(documents.Found({"nothing"}) == "");
}

}  // namespace
}  // namespace pipewright
