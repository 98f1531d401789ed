// Custom fields on PostgreSQL: what is stored comes back, now and for the past, and filters find just what they mean.
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <iostream>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "application/organization/custom_field_commands.h"
#include "application/sales/account_commands.h"
#include "application/shared/filter/checker.h"
#include "application/shared/filter/custom_field_catalog.h"
#include "application/shared/queries/page_size.h"
#include "application/shared/queries/record_queries.h"
#include "infrastructure/postgres/organization/custom_field_definition_store.h"
#include "infrastructure/postgres/read/reader.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/security/page_token_sealer.h"
#include "tests/support/custom_field_examples.h"
#include "tests/support/filter_evaluator.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/sales_store.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

using filter::FakeRecord;
using organization::FieldOf;
using testing::AdminConnection;
using Strings = std::vector<std::string>;

const Strings kWords = {"a", "A", "ab", "Ab", "a%b", "a_b", "a\\b", "it's", "\xC3\xBC", "a*b", "zz"};
const Strings kTiers = {"gold", "silver", "bronze"};

template <class T>
T OneOf(const std::vector<T>& values) {
  return *rc::gen::elementOf(values);
}
bool Flip() { return *rc::gen::arbitrary<bool>(); }

struct FieldValueOf {
  filter::FieldValue operator()(const std::string& text) const { return text; }
  filter::FieldValue operator()(CustomNumber number) const { return number.e4; }
  filter::FieldValue operator()(bool value) const { return value; }
  filter::FieldValue operator()(absl::CivilDay day) const { return day; }
  filter::FieldValue operator()(const Strings& some) const { return std::set<std::string>(some.begin(), some.end()); }
  filter::FieldValue operator()(const Uuid& id) const { return id; }
};

void AddTo(FakeRecord& record, const std::string& prefix, const CustomFields& fields) {
  for (const auto& [key, value] : fields) {
    record[absl::StrCat(prefix, "custom_fields.", key)] = std::visit(FieldValueOf(), value);
  }
}

// A tenant with custom fields of every type, opportunities with any of them, and accounts that they belong to.
struct Store : SalesStore {
  HmacPageTokenSealer sealer{std::string(32, 'k')};
  postgres::PostgresCustomFieldDefinitions definitions{world.pool()};
  ListChecker lists{world.clock(), sealer, &definitions};
  postgres::PostgresReader<Opportunity> reader{world.pool(), postgres::OpportunityTable()};
  RecordQueries<Opportunity> queries{reader, lists};
  organization::CustomFieldCommands definition_commands{world.ids()};
  FakePhones phones;
  AccountCommands account_commands{world.ids(), phones};
  std::vector<AccountId> accounts;
  std::map<AccountId, CustomFields> account_fields;
  std::map<OpportunityId, std::optional<AccountId>> account_of;

  Store() {
    for (const RecordKind entity : {RecordKind::kOpportunity, RecordKind::kAccount}) {
      Define(FieldOf(entity, "word", CustomFieldType::kText));
      Define(FieldOf(entity, "number", CustomFieldType::kNumber));
      Define(FieldOf(entity, "flag", CustomFieldType::kBoolean));
      Define(FieldOf(entity, "day", CustomFieldType::kDate));
      Define(FieldOf(entity, "tier", CustomFieldType::kSelect, kTiers));
      Define(FieldOf(entity, "tiers", CustomFieldType::kMultiSelect, kTiers));
      organization::CustomFieldDefinitionChanges who = FieldOf(entity, "who", CustomFieldType::kReference);
      who.reference_kind = Change<RecordKind>::Set(RecordKind::kUser);
      Define(who);
    }
  }
  void Define(const organization::CustomFieldDefinitionChanges& details) {
    const auto defined =
        DoAs(world.context(), definition_commands, organization::CreateCustomFieldDefinition{std::nullopt, details});
    INFO(defined.status());
    REQUIRE(defined.ok());
  }

  std::map<std::string, RawCustomFieldValue> AnyValues(uint64_t dice) const {
    std::map<std::string, RawCustomFieldValue> values;
    const auto next = [&dice](uint64_t bound) {
      dice = dice * 6364136223846793005u + 1442695040888963407u;
      return (dice >> 33) % bound;
    };
    if (next(3) != 0) values["word"] = kWords[next(kWords.size())];
    if (next(3) != 0) values["number"] = static_cast<double>(next(7)) / 2 - 1;
    if (next(3) != 0) values["flag"] = next(2) == 0;
    if (next(3) != 0) values["day"] = absl::FormatCivilTime(absl::CivilDay(2027, 1, 12) + static_cast<int>(next(7)));
    if (next(3) != 0) values["tier"] = kTiers[next(3)];
    Strings some;
    for (const std::string& tier : kTiers) {
      if (next(2) == 0) some.push_back(tier);
    }
    values["tiers"] = some;
    if (next(3) != 0) values["who"] = world.context().user().ToString();
    return values;
  }

  void Fill(int count) {
    for (int n = 0; n < 6; ++n) {
      CreateAccount command;
      command.details.name = Change<std::string>::Set("Acme");
      command.custom_fields = {true, AnyValues(static_cast<uint64_t>(n) + 1000)};
      const auto created = DoAs(world.context(), account_commands, command);
      REQUIRE(created.ok());
      accounts.push_back(created->state().id);
      account_fields[accounts.back()] = created->state().custom_fields;
    }
    for (int n = 0; n < count; ++n) {
      CreateOpportunity command;
      command.details.title = Change<std::string>::Set("Desks");
      std::optional<AccountId> account;
      if (n % 4 != 0) account = accounts[static_cast<size_t>(n) % accounts.size()];
      if (account.has_value()) command.details.account_id = Change<AccountId>::Set(*account);
      command.custom_fields = {true, AnyValues(static_cast<uint64_t>(n) + 1)};
      const auto opened = Do(command);
      INFO(opened.status());
      REQUIRE(opened.ok());
      account_of[opened->state().id] = account;
    }
  }

  absl::StatusOr<Page<OpportunityState>> List(const RequestContext& context, const ListRequest& request) {
    return queries.Handle(context, ListRecords<Opportunity>{request});
  }

  // What a reader sees, by id.
  std::map<OpportunityId, OpportunityState> All(std::optional<absl::Time> read_time) {
    ListRequest request;
    request.page_size = 1000;
    request.read_time = read_time;
    const auto page = List(world.context(), request);
    REQUIRE(page.ok());
    std::map<OpportunityId, OpportunityState> all;
    for (const OpportunityState& state : page->items) all[state.id] = state;
    return all;
  }
};

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '*') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string AnyComparison(const std::string& me) {
  const Strings orders = {"=", "!=", "<", "<=", ">", ">="};
  const Strings equals = {"=", "!=", ":"};
  const std::string prefix = OneOf<std::string>({"custom_fields.", "custom_fields.", "account.custom_fields."});
  switch (*rc::gen::inRange(0, 9)) {
    case 0:
      return absl::StrCat(prefix, "word ", OneOf(orders), " ", Quoted(OneOf(kWords)));
    case 1: {
      std::string pattern = Quoted(OneOf(kWords));
      if (Flip()) pattern.insert(1, "*");
      if (Flip()) pattern.insert(pattern.size() - 1, "*");
      return absl::StrCat(prefix, "word", OneOf(equals), pattern);
    }
    case 2:
      return absl::StrCat(prefix, "number ", OneOf(orders), " ", OneOf<std::string>({"0", "-0.5", "1.5000", "3"}));
    case 3:
      return absl::StrCat(prefix, "flag", OneOf(equals), Flip() ? "true" : "false");
    case 4:
      return absl::StrCat(prefix, "day ", OneOf(orders), " ",
                          OneOf<std::string>({"today()", "2027-01-14", "today() - days(2)"}));
    case 5:
      return absl::StrCat(prefix, "tier", OneOf(equals),
                          Flip() ? OneOf(kTiers) : absl::StrCat("(", OneOf(kTiers), " OR ", OneOf(kTiers), ")"));
    case 6:
      return absl::StrCat(prefix, "tiers", OneOf(equals), Flip() ? OneOf(kTiers) : std::string("\"*o*\""));
    case 7:
      return absl::StrCat(prefix, "who", OneOf(equals), Flip() ? "me()" : Quoted(me));
    default:
      return absl::StrCat(prefix, OneOf<std::string>({"word", "number", "flag", "day", "tier", "tiers", "who"}), ":*");
  }
}

std::string AnyFilter(const std::string& me, int depth) {
  switch (depth > 0 ? *rc::gen::inRange(0, 4) : 0) {
    case 1:
      return absl::StrCat("NOT (", AnyFilter(me, depth - 1), ")");
    case 2:
      return absl::StrCat("(", AnyFilter(me, depth - 1), ") OR (", AnyFilter(me, depth - 1), ")");
    case 3:
      return absl::StrCat("(", AnyFilter(me, depth - 1), ") AND (", AnyFilter(me, depth - 1), ")");
    default:
      return AnyComparison(me);
  }
}

TEST_CASE("filters by custom fields find just the records that they mean, now and for the past",
          "[custom_fields][history]") {
  Store store;
  store.Fill(80);
  const absl::Time before = store.world.clock().now;
  int n = 0;
  for (const auto& [id, state] : store.All(std::nullopt)) {
    if (++n % 2 == 0) continue;
    UpdateOpportunity update;
    update.id = id;
    update.custom_fields = {n % 4 == 1, store.AnyValues(static_cast<uint64_t>(n) + 500)};
    REQUIRE(store.Do(update).ok());
  }
  const std::map<OpportunityId, OpportunityState> now = store.All(std::nullopt);
  const std::map<OpportunityId, OpportunityState> then = store.All(before);
  REQUIRE(then.size() == 80);
  REQUIRE_FALSE(now.at(then.begin()->first).custom_fields == then.begin()->second.custom_fields);
  const RequestContext& context = store.world.context();
  const filter::FilterScope scope{.user = context.principal->user,
                                  .now = store.world.clock().Now(),
                                  .grants = &context.principal->grants,
                                  .custom_fields = filter::CustomFieldsFor(context, &store.definitions)};
  int filters = 0;
  int some = 0;
  rc::prop("random filters", [&] {
    ListRequest request;
    request.filter = AnyFilter(context.user().ToString(), 2);
    request.page_size = kMaxPageSize;
    const bool past = Flip();
    if (past) request.read_time = before;
    RC_LOG() << request.filter << "\n";
    const auto condition = filter::CheckFilter(request.filter, postgres::OpportunityTable().layout().catalog, scope);
    if (!condition.ok()) RC_FAIL(std::string(condition.status().message()));
    std::vector<OpportunityId> expected;
    for (const auto& [id, state] : past ? then : now) {
      FakeRecord record;
      AddTo(record, "", state.custom_fields);
      if (const auto& account = store.account_of.at(id); account.has_value()) {
        AddTo(record, "account.", store.account_fields.at(*account));
      }
      if (Holds(*condition, record)) expected.push_back(id);
    }
    const auto page = store.List(context, request);
    if (!page.ok()) RC_FAIL(std::string(page.status().message()));
    std::vector<OpportunityId> found;
    for (const OpportunityState& state : page->items) found.push_back(state.id);
    RC_ASSERT(found == expected);
    ++filters;
    if (!found.empty() && found.size() < 80) ++some;
  });
  CHECK(some > filters / 4);
}

TEST_CASE("custom fields come back as they were stored, and their rows follow them", "[custom_fields]") {
  Store store;
  CreateOpportunity command;
  command.details.title = Change<std::string>::Set("Desks");
  command.custom_fields = {true,
                           {{"word", std::string("Quote \" and \xE2\x9C\xA8")},
                            {"number", -0.0001},
                            {"flag", false},
                            {"day", std::string("2028-02-29")},
                            {"tier", std::string("gold")},
                            {"tiers", Strings{"silver", "gold"}},
                            {"who", store.world.context().user().ToString()}}};
  const auto opened = store.Do(command);
  REQUIRE(opened.ok());
  const auto read = store.reader.Get(store.world.context(), opened->state().id, std::nullopt);
  REQUIRE(read.ok());
  CHECK(read->custom_fields == opened->state().custom_fields);
  CHECK(read->custom_fields.size() == 7);

  AdminConnection database(testing::TestDatabase::Get().owner_url());
  database.Ask("select set_config('app.tenant_id', $1, false)", {store.world.context().tenant().ToString()});
  const auto rows = [&] {
    return database.Ask(
        "select string_agg(concat_ws('=', element, text_value, number_value, date_value), ' ' order by element collate "
        "\"C\") from opportunity_custom_fields where key <> 'word' and key <> 'who' and opportunity_id = $1::uuid",
        {opened->state().id.ToString()});
  };
  CHECK(rows() == "day=2028-02-29 flag=false number=-1 tier=gold tiers/gold=gold tiers/silver=silver");
  UpdateOpportunity update;
  update.id = opened->state().id;
  update.custom_fields.values = {{"number", 2.0}, {"day", std::monostate()}, {"tiers", Strings{"silver", "bronze"}}};
  REQUIRE(store.Do(update).ok());
  CHECK(rows() == "flag=false number=20000 tier=gold tiers/bronze=bronze tiers/silver=silver");
}

TEST_CASE("a filter by another tenant's custom fields names an unknown field", "[custom_fields]") {
  Store store;
  testing::PostgresWorld stranger;
  ListRequest request;
  request.filter = "custom_fields.tier = gold";
  CHECK(store.List(store.world.context(), request).ok());
  CHECK(ReasonOf(store.List(stranger.context(), request)) == Reason::kInvalidFilter);
}

}  // namespace
}  // namespace pipewright::sales
