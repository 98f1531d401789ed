#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <limits>

#include "absl/strings/str_cat.h"
#include "application/shared/filter/checker.h"
#include "application/shared/filter/literal.h"
#include "tests/support/filter_catalog.h"
#include "tests/support/filter_evaluator.h"
#include "tests/support/status_matchers.h"

namespace pipewright::filter {
namespace {

constexpr char kAda[] = "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4";

absl::TimeZone Berlin() {
  absl::TimeZone zone;
  REQUIRE(absl::LoadTimeZone("Europe/Berlin", &zone));
  return zone;
}

const Grants kReadsAll({{"*", "read", pipewright::Scope::kAll}});

// Ada asks, on 31 March 2026 at half past midnight in Berlin; in UTC it is still the 30th.
FilterScope Scope() {
  return {.user = UserId::Parse(kAda).value(),
          .now = absl::FromCivil(absl::CivilMinute(2026, 3, 31, 0, 30), Berlin()),
          .time_zone = Berlin(),
          .grants = &kReadsAll,
          .custom_fields = FakeCustomFields};
}

FakeRecord Deal() {
  return {{"title", std::string("Acme Corp")},
          {"industry", std::monostate()},
          {"owner_id", Uuid::Parse(kAda).value()},
          {"score", int64_t{-5}},
          {"vip", true},
          {"create_time", absl::FromCivil(absl::CivilHour(2026, 3, 30, 12), absl::UTCTimeZone())},
          {"close_date", absl::CivilDay(2026, 4, 7)},
          {"amount", int64_t{12'345'000}},
          {"amount.currency_code", std::string("EUR")},
          {"state", std::string("OPEN")},
          {"tags", std::set<std::string>{"vip", "key account"}},
          {"company_id", Uuid({7})},
          {"company.name", std::string("Acme")},
          {"company.industry", std::string("retail")},
          {"company.employees", std::monostate()},
          {"company.owner_id", Uuid({8})},
          {"company.tags", std::set<std::string>{"gold"}},
          {"owner.email", std::string("ada@acme.example")},
          {"custom_fields.size", int64_t{125'000}},
          {"custom_fields.note", std::string("likes tea")},
          {"custom_fields.tier", std::string("gold")},
          {"custom_fields.tiers", std::set<std::string>{"gold"}},
          {"custom_fields.hot", false},
          {"custom_fields.due", absl::CivilDay(2026, 4, 1)},
          {"custom_fields.buddy", Uuid::Parse(kAda).value()},
          {"company.custom_fields.size", int64_t{70'000}}};
}

bool Fits(absl::string_view text) {
  const auto condition = CheckFilter(text, DealCatalog(), Scope());
  INFO(text << ": " << condition.status());
  REQUIRE(condition.ok());
  return Holds(*condition, Deal());
}

TEST_CASE("text is compared as it is; with : any case and any place will do") {
  CHECK(Fits("title = \"Acme Corp\""));
  CHECK_FALSE(Fits("title = \"acme corp\""));
  CHECK_FALSE(Fits("title = Acme"));
  CHECK(Fits("title:acme"));
  CHECK(Fits("title:\"ME c\""));
  CHECK_FALSE(Fits("title:beta"));
  CHECK(Fits("title > Abc"));
  CHECK_FALSE(Fits("title < Abc"));
}

TEST_CASE("wildcards open the beginning and the end") {
  CHECK(Fits("title = \"Acme*\""));
  CHECK(Fits("title = Acme*"));
  CHECK_FALSE(Fits("title = acme*"));
  CHECK(Fits("title = *Corp"));
  CHECK(Fits("title = \"*me C*\""));
  CHECK(Fits("title:acme*"));
  CHECK_FALSE(Fits("title:corp*"));
  CHECK(Fits("title:*corp"));
  CHECK_FALSE(Fits("title = \"Acme\\*\""));
}

TEST_CASE("a star alone asks whether there is a value") {
  CHECK(Fits("title:*"));
  CHECK(Fits("title = *"));
  CHECK_FALSE(Fits("industry:*"));
  CHECK(Fits("-industry:*"));
  CHECK(Fits("tags:*"));
  CHECK(Fits("amount:*"));
}

TEST_CASE("a missing value is unequal to everything and neither smaller nor larger") {
  CHECK_FALSE(Fits("industry = retail"));
  CHECK(Fits("industry != retail"));
  CHECK(Fits("NOT industry = retail"));
  CHECK_FALSE(Fits("industry > a OR industry <= a"));
}

TEST_CASE("numbers, amounts, dates and times are compared by value") {
  CHECK(Fits("score = -5"));
  CHECK(Fits("score < 0 score >= -5"));
  CHECK(Fits("amount = 1234.5"));
  CHECK(Fits("amount = 1234.5000"));
  CHECK(Fits("amount > 1234.4999 AND amount < 1235"));
  CHECK(Fits("amount.currency_code = EUR"));
  CHECK(Fits("close_date = 2026-04-07"));
  CHECK(Fits("close_date >= \"2026-04-07\""));
  CHECK(Fits("create_time = 2026-03-30T12:00:00Z"));
  CHECK(Fits("create_time = 2026-03-30T14:00+02:00"));
  CHECK(Fits("create_time < 2026-03-30T12:00:00.000001Z"));
  CHECK(Fits("vip = true"));
  CHECK_FALSE(Fits("-vip = true"));
}

TEST_CASE("a date compared with a time is its midnight where the tenant is") {
  CHECK(Fits("create_time > 2026-03-30"));
  CHECK(Fits("create_time < 2026-03-31"));
  CHECK(std::get<absl::Time>(CheckFilter("create_time > 2026-03-31", DealCatalog(), Scope())->literal) ==
        absl::FromCivil(absl::CivilDay(2026, 3, 31), Berlin()));
}

TEST_CASE("functions stand for the caller, the moment and the tenant's day") {
  CHECK(Fits("owner_id = me()"));
  CHECK_FALSE(Fits("owner_id != me()"));
  CHECK(Fits("create_time < now()"));
  CHECK(Fits("create_time > now() - days(1)"));
  CHECK(Fits("close_date = today() + days(7)"));
  CHECK(Fits("close_date > today()"));
  CHECK(Fits("create_time < today()"));
  CHECK(Fits("create_time > today() - days(1)"));
}

TEST_CASE("days before midnight are counted by the calendar, not by hours") {
  // The clocks went forward on 29 March: three days before the 31st is midnight of the 28th, 71 hours earlier.
  const auto condition = CheckFilter("create_time > today() - days(3)", DealCatalog(), Scope());
  CHECK(std::get<absl::Time>(condition->literal) == absl::FromCivil(absl::CivilDay(2026, 3, 28), Berlin()));
}

TEST_CASE("states and tags take one value or several in parentheses") {
  CHECK(Fits("state = OPEN"));
  CHECK(Fits("state = (WON OR OPEN)"));
  CHECK(Fits("state = DEAL_STATE_OPEN"));
  CHECK_FALSE(Fits("state = (DEAL_STATE_WON OR STATE_LOST)"));
  CHECK_FALSE(Fits("state = (WON OR LOST)"));
  CHECK(Fits("tags:vip"));
  CHECK(Fits("tags = \"key account\""));
  CHECK(Fits("tags:(vip AND \"key account\")"));
  CHECK(Fits("tags:(vip AND -cold)"));
  CHECK_FALSE(Fits("tags:VIP"));
  CHECK(Fits("tags != cold"));
  CHECK(Fits("state != (WON OR LOST)"));
  CHECK_FALSE(Fits("state != (OPEN OR LOST)"));
  CHECK(Fits("NOT state != (OPEN OR LOST)"));
}

TEST_CASE("tags take wildcards, each tag by itself and as it is written") {
  CHECK(Fits("tags:\"vi*\""));
  CHECK(Fits("tags = \"*account\""));
  CHECK(Fits("tags:\"*y acc*\""));
  CHECK_FALSE(Fits("tags:\"VI*\""));
  CHECK_FALSE(Fits("tags:\"account*\""));
  CHECK(Fits("tags != \"account*\""));
  CHECK(Fits("tags:(vi* AND -cold*)"));
  CHECK_FALSE(Fits("tags:\"vi\\*\""));
}

TEST_CASE("a reference leads to the fields of the other record, one step far") {
  CHECK(Fits("company.industry = retail"));
  CHECK(Fits("company.industry:RET"));
  CHECK(Fits("company.industry = (food OR retail)"));
  CHECK_FALSE(Fits("company.industry != retail"));
  CHECK(Fits("company.tags:go*"));
  CHECK(Fits("owner.email:\"@acme\""));
  CHECK_FALSE(Fits("company.employees:*"));
  CHECK(Fits("-company.employees > 5"));
}

TEST_CASE("a reference's name alone is the id that it holds") {
  CHECK(Fits("owner = me()"));
  CHECK(Fits("company:*"));
  CHECK_FALSE(Fits("company.owner = me()"));
  CHECK(CheckFilter("owner = me()", DealCatalog(), Scope()).value() ==
        CheckFilter("owner_id = me()", DealCatalog(), Scope()).value());
  CHECK(CheckFilter("company.owner = me()", DealCatalog(), Scope()).value() ==
        CheckFilter("company.owner_id = me()", DealCatalog(), Scope()).value());
}

TEST_CASE("another record's field takes the permission to read such records") {
  const Grants deals_only({{"deal", "read", pipewright::Scope::kAll}, {"member", "read", pipewright::Scope::kOwn}});
  FilterScope scope = Scope();
  scope.grants = &deals_only;
  for (const char* text : {"company.industry = retail", "-company.tags:*", "vip = true OR company.name = x"}) {
    const auto checked = CheckFilter(text, DealCatalog(), scope);
    CHECK(checked.status().code() == absl::StatusCode::kPermissionDenied);
    CHECK(DetailsOf(checked.status()).metadata["permission"] == "company:read");
  }
  CHECK(CheckFilter("owner.email:acme", DealCatalog(), scope).ok());
  CHECK(CheckFilter("company_id:* company:*", DealCatalog(), scope).ok());
  scope.grants = nullptr;
  CHECK_FALSE(CheckFilter("owner.email:acme", DealCatalog(), scope).ok());
}

TEST_CASE("what doesn't fit the fields is refused, with the place and what would fit") {
  struct Wrong {
    const char* text;
    const char* position;
    const char* hint;
  };
  for (const Wrong& wrong : std::initializer_list<Wrong>{
           {"stat = OPEN", "1", "no field stat"},
           {"vip = true AND stat = OPEN", "16", "state"},
           {"notes = x", "1", "can't be filtered"},
           {"state = open", "9", "OPEN, WON, LOST"},
           {"state > OPEN", "9", "= and !="},
           {"score = 1.5", "9", "whole number"},
           {"score = 99999999999999999999", "9", "whole number"},
           {"score = \" 1\"", "9", "whole number"},
           {"vip = yes", "7", "true or false"},
           {"vip > true", "7", "= and !="},
           {"amount > 1.23456", "10", "four decimals"},
           {"amount > 1e3", "10", "four decimals"},
           {"amount = 922337203685477.5808", "10", "four decimals"},
           {"amount = EUR", "10", "number"},
           {"close_date = 2026-02-30", "14", "2026-01-31"},
           {"close_date = 2026-1-3", "14", "2026-01-31"},
           {"close_date = now()", "14", "today()"},
           {"create_time = yesterday", "15", "2026-01-31T09:00:00Z"},
           {"create_time = infinite-future", "15", "2026-01-31T09:00:00Z"},
           {"create_time = 2026-01-31T25:00:00Z", "15", "2026-01-31T09:00:00Z"},
           {"owner_id = ada", "12", "UUID"},
           {"owner_id < me()", "12", "= and !="},
           {"title = me()", "9", "text"},
           {"owner_id = me(1)", "15", "no arguments"},
           {"owner_id = you()", "12", "no function you"},
           {"close_date = days(3)", "14", "added to"},
           {"close_date = today() - days(x)", "24", "whole number"},
           {"close_date = today() - days(100001)", "24", "whole number"},
           {"close_date = today() - now()", "24", "only days(n)"},
           {"owner_id = me() + days(1)", "12", "UUID"},
           {"me() = 1", "1", "begins with a field"},
           {"acme", "1", "field:\"acme\""},
           {"vip", "1", "vip = true"},
           {"-industry", "2", "industry:*"},
           {"vip = true and state = OPEN", "12", "write AND in capitals"},
           {"vip = true Or state = OPEN", "12", "write OR in capitals"},
           {"not vip = true", "1", "write NOT in capitals"},
           {"title = \"a*b\"", "9", "beginning or the end"},
           {"title = \"***\"", "9", "beginning or the end"},
           {"title > \"a*\"", "9", "wildcards"},
           {"tags:v*p", "6", "beginning or the end"},
           {"tags > \"v*\"", "8", "= and !="},
           {"score = 1*", "9", "wildcards are for texts"},
           {"state = (OPEN OR state = WON)", "18", "without operators"},
           {"owner.nmae = Ada", "7", "member has no field nmae"},
           {"company.nmae = Acme", "9", "did you mean name?"},
           {"company.owner.email = x", "9", "company.owner_id is as far"},
           {"company.notes = x", "9", "can't be filtered"},
           {"compnay.name = x", "1", "fields of owner, company"},
           {"title.x = 1", "1", "no field title.x"},
           {"amout > 1", "1", "did you mean amount?"},
           {"titel = x", "1", "did you mean title?"},
           {"state = OPNE", "9", "did you mean OPEN?"},
           {"state = DEAL_OPEN", "9", "one of OPEN"},
           {"state = OVERSTATE_OPEN", "9", "one of OPEN"},
           {"company.employees = many", "21", "company.employees takes a whole number"},
           {"custom_fields.sise = 1", "1", "did you mean custom_fields.size?"},
           {"custom_fields.size = 1.00001", "22", "at most four decimals"},
           {"custom_fields.tier = glod", "22", "did you mean gold?"},
           {"custom_fields.tiers = (gold OR bronze)", "32", "one of gold, silver"},
           {"custom_fields.tiers > gold", "23", "= and !="},
           {"custom_fields.hot = maybe", "21", "true or false"},
           {"custom_fields.due = soon", "21", "2026-01-31"},
           {"custom_fields = 1", "1", "no field custom_fields"},
           {"custom_fields.size.x = 1", "1", "no custom field size.x"},
           {"company.custom_fields.sise = 1", "9", "did you mean company.custom_fields.size?"},
           {"company.owner.custom_fields.x = 1", "9", "one reference, not two"},
           {"owner.custom_fields.size = 1", "7", "member has no custom field size"},
       }) {
    const auto checked = CheckFilter(wrong.text, DealCatalog(), Scope());
    INFO(wrong.text << ": " << checked.status());
    REQUIRE_FALSE(checked.ok());
    CHECK(ReasonOf(checked) == Reason::kInvalidFilter);
    CHECK(FieldsOf(checked) == "filter");
    CHECK(DetailsOf(checked.status()).metadata["position"] == wrong.position);
    CHECK_THAT(std::string(checked.status().message()), Catch::Contains(wrong.hint));
  }
}

TEST_CASE("custom fields are compared by the type that their definition gives them", "[custom_fields]") {
  for (const char* yes :
       {"custom_fields.size = 12.5", "custom_fields.size > 12.4999", "custom_fields.note:\"TEA\"",
        "custom_fields.note = \"likes*\"", "custom_fields.tier = gold", "custom_fields.tier != silver",
        "custom_fields.tier = \"g*\"", "custom_fields.tiers:gold", "-custom_fields.tiers:silver",
        "custom_fields.hot = false", "custom_fields.due = today() + days(1)", "custom_fields.buddy = me()",
        "custom_fields.due:*", "company.custom_fields.size = 7", "-company.custom_fields.note:*"}) {
    INFO(yes);
    CHECK(Fits(yes));
  }
}

TEST_CASE("custom fields are asked for once, and only when a filter names one", "[custom_fields]") {
  int asked = 0;
  FilterScope scope = Scope();
  scope.custom_fields = [&](absl::string_view resource) {
    ++asked;
    return FakeCustomFields(resource);
  };
  CHECK(CheckFilter("title = x company.name = y", DealCatalog(), scope).ok());
  CHECK(asked == 0);
  CHECK(CheckFilter("custom_fields.size = 1 custom_fields.hot = true", DealCatalog(), scope).ok());
  CHECK(asked == 1);
  scope.grants = nullptr;
  CHECK(CheckFilter("company.custom_fields.size = 1", DealCatalog(), scope).status().code() ==
        absl::StatusCode::kPermissionDenied);
  CHECK(asked == 1);
  scope.custom_fields = [](absl::string_view) { return absl::UnavailableError("no database"); };
  CHECK(CheckFilter("custom_fields.size = 1", DealCatalog(), scope).status().code() == absl::StatusCode::kUnavailable);
}

TEST_CASE("what is true since a moment is asked of the moment whose state is read") {
  const FieldCatalog catalog("deal", {{.name = "rot_time", .type = FieldType::kTime, .nullable = true},
                                      {.name = "rotting", .type = FieldType::kBool, .since = "rot_time"}});
  const absl::Time rots = absl::FromCivil(absl::CivilDay(2026, 3, 30), absl::UTCTimeZone());
  const FakeRecord stale = {{"rot_time", rots}};
  const FakeRecord never = {{"rot_time", std::monostate()}};
  const auto fits = [&](const char* text, const FakeRecord& record, std::optional<absl::Time> read_time = {}) {
    FilterScope scope = Scope();
    scope.read_time = read_time;
    const auto condition = CheckFilter(text, catalog, scope);
    INFO(text << ": " << condition.status());
    REQUIRE(condition.ok());
    return Holds(*condition, record);
  };
  CHECK(fits("rotting = true", stale));
  CHECK(fits("rotting = true", stale, rots));
  CHECK_FALSE(fits("rotting = true", stale, rots - absl::Microseconds(1)));
  CHECK(fits("rotting = false", stale, rots - absl::Microseconds(1)));
  CHECK(fits("rotting != true", stale, rots - absl::Microseconds(1)));
  CHECK_FALSE(fits("rotting = false", stale));
  CHECK_FALSE(fits("rotting = true", never));
  CHECK(fits("rotting = false", never));
  CHECK(fits("rotting:*", never));
  CHECK(fits("rotting:true", stale));
  CHECK_FALSE(CheckFilter("rotting < true", catalog, Scope()).ok());
  CHECK_FALSE(CheckFilter("rotting = soon", catalog, Scope()).ok());
}

TEST_CASE("me() is refused where nobody asks") {
  CHECK(ReasonOf(CheckFilter("owner_id = me()", DealCatalog(), {.user = std::nullopt, .now = absl::UnixEpoch()})) ==
        Reason::kInvalidFilter);
}

TEST_CASE("an empty filter always holds") {
  CHECK(CheckFilter(" ", DealCatalog(), Scope()).value() == Condition());
  CHECK(Holds(Condition(), Deal()));
}

TEST_CASE("amounts in filters are exact") {
  CHECK(ParseTenThousandths("922337203685477.5807") == std::numeric_limits<int64_t>::max());
  CHECK(ParseTenThousandths("-922337203685477.5808") == std::numeric_limits<int64_t>::min());
  for (const char* wrong : {"", "-", ".", "1.", ".5", "+1", "1 ", "--1", "1.2.3", "0x1", "1,000"}) {
    INFO(wrong);
    CHECK_FALSE(ParseTenThousandths(wrong).has_value());
  }
  rc::prop("every amount is read as it was written", [] {
    const auto e4 = *rc::gen::arbitrary<int64_t>();
    const uint64_t magnitude = e4 < 0 ? 0 - static_cast<uint64_t>(e4) : static_cast<uint64_t>(e4);
    std::string decimals = absl::StrCat(magnitude % 10'000);
    decimals.insert(0, 4 - decimals.size(), '0');
    RC_ASSERT(ParseTenThousandths(absl::StrCat(e4 < 0 ? "-" : "", magnitude / 10'000, ".", decimals)) == e4);
  });
}

}  // namespace
}  // namespace pipewright::filter
