// Lists on PostgreSQL against their meaning in memory: random records, random filters, random orders, page by page.
#include "infrastructure/postgres/list_statement.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "application/shared/filter/checker.h"
#include "application/shared/order_by.h"
#include "infrastructure/postgres/codec.h"
#include "infrastructure/postgres/connection.h"
#include "infrastructure/security/page_token_sealer.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/filter_catalog.h"
#include "tests/support/filter_evaluator.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/status_matchers.h"

namespace pipewright::postgres {
namespace {

using filter::FakeRecord;
using Strings = std::vector<std::string>;

const Strings& Texts() {
  static const auto* const texts =
      new Strings{"", "a", "A", "ab", "Ab", "bA", "a%b", "a_b", "a\\b", "50%", "it's", "\xC3\xBC", "*", "a*b", "zz"};
  return *texts;
}
const Strings kTags = {"vip", "VIP", "key account", "x", "a%b"};
const Strings kStates = {"OPEN", "WON", "LOST"};

template <class T>
T OneOf(const std::vector<T>& values) {
  return *rc::gen::elementOf(values);
}
bool Flip() { return *rc::gen::arbitrary<bool>(); }

Uuid IdOf(int n) {
  return Uuid({9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, static_cast<uint8_t>(n / 256), static_cast<uint8_t>(n)});
}

// Somebody who reads all deals, and of the companies all, their own or their unit's.
RequestContext Reading(Scope companies) {
  RequestContext context = ContextOf(
      Grants({{"deal", "read", Scope::kAll}, {"member", "read", Scope::kAll}, {"company", "read", companies}}));
  auto principal = std::make_shared<Principal>(*context.principal);
  principal->user = UserId(IdOf(1000));
  principal->unit_users = {UserId(IdOf(1000)), UserId(IdOf(1001))};
  context.principal = std::move(principal);
  return context;
}

struct FakeCompany {
  FakeRecord record;
  int owner = 0;  // 1000 to 1002
  bool deleted = false;

  bool SeenBy(const RequestContext& context, bool show_deleted) const {
    const Scope scope = context.principal->ScopeOf("company", "read");
    return (show_deleted || !deleted) &&
           (scope == Scope::kAll || owner == 1000 || (scope == Scope::kUnit && owner == 1001));
  }
};

// Tables whose fields are those of DealCatalog and of what it refers to, with 200 deals of a few values each, so that
// filters hit and keys tie.
class Deals {
 public:
  static Deals& Get() {
    static auto* const deals = new Deals();
    return *deals;
  }

  const TableLayout& layout() const { return layout_; }
  // The deals as `context` sees them: with the fields of what they refer to, as far as the caller may read it.
  std::map<std::string, FakeRecord> Records(const RequestContext& context, bool show_deleted) const {
    std::map<std::string, FakeRecord> records = records_;
    for (auto& [id, record] : records) {
      if (const auto* const company = std::get_if<Uuid>(&record.at("company_id")); company != nullptr) {
        const FakeCompany& referred = companies_.at(*company);
        for (const auto& [field, value] : referred.record) {
          if (referred.SeenBy(context, show_deleted)) record["company." + field] = value;
        }
      }
      if (const auto* const owner = std::get_if<Uuid>(&record.at("owner_id")); owner != nullptr) {
        record["owner.user_id"] = *owner;
        record["owner.email"] = EmailOf(*owner);
      }
    }
    return records;
  }
  Connection& connection() { return *connection_; }
  const FakeClock& clock() const { return clock_; }

  // The ids that a list gives, in its order, all pages after each other.
  absl::StatusOr<Strings> List(ListRequest request, const RequestContext& context = ContextOf()) {
    Strings ids;
    for (int pages = 0; pages < 500; ++pages) {
      ASSIGN_OR_RETURN(const ListStatement statement, compiler_.Compile(layout_, context, request));
      std::vector<std::vector<Param>> keys;
      Strings page;
      RETURN_IF_ERROR(connection_->Read(
          statement.rows, statement.params,
          [&](Row row) {
            page.emplace_back(row[0].text);
            std::vector<Param>& key = keys.emplace_back();
            for (size_t i = 1; i < row.size(); ++i) {
              key.push_back(row[i].null ? std::nullopt : Param(std::string(row[i].text)));
            }
            return absl::OkStatus();
          },
          nullptr));
      const bool more = page.size() > static_cast<size_t>(statement.page_size);
      if (more) {
        page.pop_back();
        keys.pop_back();
        request.page_token = compiler_.NextPageToken(statement, keys.back());
      }
      ids.insert(ids.end(), page.begin(), page.end());
      if (!more) return ids;
    }
    return absl::InternalError("pages without end");
  }

  absl::StatusOr<int64_t> Count(const ListRequest& request, const RequestContext& context) {
    ASSIGN_OR_RETURN(const ListStatement statement, compiler_.Compile(layout_, context, request));
    int64_t total = -1;
    RETURN_IF_ERROR(connection_->Read(
        statement.total, statement.total_params, [&](Row row) { return Codec<int64_t>::FromText(row[0].text, total); },
        nullptr));
    return total;
  }

 private:
  Deals() : connection_(Connection::Open({database_.owner_url(), ""}).value()) {
    const absl::Status made = connection_->Pipeline(
        {{"create table deals (tenant_id uuid not null, id uuid not null, title text collate \"C\" not null, "
          "industry text collate \"C\", owner_id uuid, company_id uuid, score bigint, vip boolean not null, "
          "create_time timestamptz not "
          "null, close_date date, amount_e4 bigint, amount_currency text collate \"C\", state text collate \"C\" not "
          "null, delete_time timestamptz, primary key (tenant_id, id))",
          {},
          nullptr},
         {"create table deal_tags (tenant_id uuid not null, deal_id uuid not null, tag text collate \"C\" not null, "
          "primary key (tenant_id, deal_id, tag))",
          {},
          nullptr},
         {"create table companies (tenant_id uuid not null, id uuid not null, name text collate \"C\" not null, "
          "industry "
          "text collate \"C\", employees bigint, owner_id uuid, delete_time timestamptz, primary key (tenant_id, id))",
          {},
          nullptr},
         {"create table company_tags (tenant_id uuid not null, company_id uuid not null, tag text collate \"C\" not "
          "null, "
          "primary key (tenant_id, company_id, tag))",
          {},
          nullptr},
         {"create table members (tenant_id uuid not null, user_id uuid not null, email text collate \"C\" not null, "
          "primary key (tenant_id, user_id))",
          {},
          nullptr},
         {"create index on deals (tenant_id, amount_e4, id)", {}, nullptr},
         {"create index on deals (tenant_id, title, id)", {}, nullptr}},
        nullptr);
    if (!made.ok()) throw std::runtime_error(std::string(made.message()));
    Describe(members_, "members", "member_", MemberCatalog());
    members_.soft_deleted = false;
    Describe(companies_layout_, "companies", "company_", CompanyCatalog());
    companies_layout_.scope = OwnedBy({"owner_id"});
    companies_layout_.AddReference(
        {"owner", [this]() -> const TableLayout& { return members_; }, {{"owner_id", "user_id"}}});
    Describe(layout_, "deals", "deal_", DealCatalog());
    layout_.AddReference({"owner", [this]() -> const TableLayout& { return members_; }, {{"owner_id", "user_id"}}});
    // By two columns, as a stage is referred to.
    layout_.AddReference({"company",
                          [this]() -> const TableLayout& { return companies_layout_; },
                          {{"tenant_id", "tenant_id"}, {"company_id", "id"}}});
    Fill();
  }

  static void Describe(TableLayout& layout, const char* table, const std::string& link_prefix,
                       const FieldCatalog& catalog) {
    layout.name = table;
    layout.resource = catalog.resource();
    layout.catalog = FieldCatalog(catalog.resource());
    layout.select = "t.id";
    layout.columns = 1;
    const std::map<FieldType, std::string> casts = {
        {FieldType::kText, "text"},    {FieldType::kId, "uuid"},          {FieldType::kInt, "bigint"},
        {FieldType::kBool, "boolean"}, {FieldType::kTime, "timestamptz"}, {FieldType::kDate, "date"},
        {FieldType::kMoney, "bigint"}, {FieldType::kEnum, "text"},        {FieldType::kTextSet, "text"}};
    for (const Field& field : catalog.fields()) {
      if (field.name == "notes") continue;
      ListField list_field{field, absl::StrCat("t.", field.name), casts.at(field.type), "", ""};
      if (field.name == "amount") list_field.sql = "t.amount_e4";
      if (field.name == "amount.currency_code") list_field.sql = "t.amount_currency";
      if (field.type == FieldType::kTextSet) {
        list_field.sql = "tag";
        list_field.link_table = link_prefix + "tags";
        list_field.link_parent = link_prefix + "id";
      }
      list_field.by_bytes = field.type == FieldType::kText || field.type == FieldType::kTextSet;
      layout.AddField(std::move(list_field));
    }
  }

  static std::string EmailOf(const Uuid& user) { return user == IdOf(1000) ? "ada@acme.example" : "bob@other.example"; }

  std::set<std::string> AnyTags(const std::string& tenant, const std::string& id, const char* insert,
                                std::vector<Step>& steps) {
    std::set<std::string> tags;
    for (const std::string& tag : kTags) {
      if (Next(3) != 0) continue;
      tags.insert(tag);
      steps.push_back({insert, {tenant, id, tag}, nullptr});
    }
    return tags;
  }

  // Twelve companies, some deleted, owned by three members; and the members.
  void FillReferred(const std::string& tenant, std::vector<Step>& steps) {
    for (int user = 1000; user < 1003; ++user) {
      steps.push_back({"insert into members values ($1::uuid, $2::uuid, $3::text)",
                       {tenant, IdOf(user).ToString(), EmailOf(IdOf(user))},
                       nullptr});
    }
    for (int n = 0; n < 12; ++n) {
      FakeCompany company;
      const Uuid id = IdOf(2000 + n);
      company.owner = 1000 + Next(3);
      company.deleted = Next(4) == 0;
      const std::string name = Texts()[static_cast<size_t>(n)];
      const std::string industry = Next(2) == 0 ? "a" : "zz";
      const bool known = Next(3) != 0;
      const int64_t employees = Next(5);
      company.record = {{"id", id}, {"name", name}, {"owner_id", IdOf(company.owner)}};
      company.record["industry"] = known ? filter::FieldValue(industry) : filter::FieldValue();
      company.record["employees"] = known ? filter::FieldValue(employees) : filter::FieldValue();
      steps.push_back(
          {"insert into companies values ($1::uuid, $2::uuid, $3::text, $4::text, $5::bigint, $6::uuid, "
           "$7::timestamptz)",
           {tenant, id.ToString(), name, known ? Param(industry) : std::nullopt,
            known ? Param(absl::StrCat(employees)) : std::nullopt, IdOf(company.owner).ToString(),
            company.deleted ? Param(TimeToText(clock_.Now())) : std::nullopt},
           nullptr});
      company.record["tags"] =
          AnyTags(tenant, id.ToString(), "insert into company_tags values ($1::uuid, $2::uuid, $3::text)", steps);
      companies_[id] = std::move(company);
    }
  }

  // The same numbers on every run: what fails can be looked at again.
  int Next(int bound) {
    seed_ = seed_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<int>((seed_ >> 33) % static_cast<uint64_t>(bound));
  }

  void Fill() {
    const std::string tenant = ContextOf().tenant().ToString();
    std::vector<Step> steps;
    FillReferred(tenant, steps);
    for (int n = 0; n < 200; ++n) {
      FakeRecord record;
      const std::string id = IdOf(n).ToString();
      std::vector<Param> params = {tenant, id};
      const auto add = [&](const char* name, filter::FieldValue value, Param param) {
        record[name] = std::move(value);
        params.push_back(std::move(param));
      };
      const auto missing = [&](const char* name) { add(name, std::monostate(), std::nullopt); };
      const auto text = [&] { return Texts()[static_cast<size_t>(Next(static_cast<int>(Texts().size())))]; };
      record["id"] = IdOf(n);
      const std::string title = text();
      add("title", title, title);
      if (const std::string industry = text(); Next(3) == 0) {
        missing("industry");
      } else {
        add("industry", industry, industry);
      }
      if (const Uuid owner = IdOf(1000 + Next(3)); Next(3) == 0) {
        missing("owner_id");
      } else {
        add("owner_id", owner, owner.ToString());
      }
      if (const Uuid company = IdOf(2000 + Next(12)); Next(4) == 0) {
        missing("company_id");
      } else {
        add("company_id", company, company.ToString());
      }
      if (const int64_t score = Next(7) - 3; Next(4) == 0) {
        missing("score");
      } else {
        add("score", score, absl::StrCat(score));
      }
      const bool vip = Next(2) == 0;
      add("vip", vip, vip ? "true" : "false");
      const absl::Time time = clock_.Now() - absl::Hours(Next(100)) - absl::Microseconds(Next(2));
      add("create_time", time, TimeToText(time));
      if (const absl::CivilDay day = absl::CivilDay(2027, 1, 15) + Next(9) - 4; Next(4) == 0) {
        missing("close_date");
      } else {
        add("close_date", day, absl::FormatCivilTime(day));
      }
      if (const int64_t e4 = Next(9) * 5'000 - 10'000; Next(4) == 0) {
        missing("amount");
        missing("amount.currency_code");
      } else {
        add("amount", e4, absl::StrCat(e4));
        const std::string currency = Next(2) == 0 ? "EUR" : "USD";
        add("amount.currency_code", currency, currency);
      }
      const std::string state = kStates[static_cast<size_t>(Next(3))];
      add("state", state, state);
      steps.push_back(
          {"insert into deals (tenant_id, id, title, industry, owner_id, company_id, score, vip, create_time, "
           "close_date, amount_e4, amount_currency, state) values ($1::uuid, $2::uuid, $3::text, $4::text, $5::uuid, "
           "$6::uuid, $7::bigint, $8::boolean, $9::timestamptz, $10::date, $11::bigint, $12::text, $13::text)",
           params, nullptr});
      record["tags"] = AnyTags(tenant, id, "insert into deal_tags values ($1::uuid, $2::uuid, $3::text)", steps);
      records_[id] = std::move(record);
    }
    const absl::Status filled = connection_->Pipeline(steps, nullptr);
    if (!filled.ok()) throw std::runtime_error(std::string(filled.message()));
  }

  testing::EmptyDatabase database_;
  FakeClock clock_;
  HmacPageTokenSealer sealer_{std::string(32, 'k')};
  ListCompiler compiler_{clock_, sealer_};
  std::unique_ptr<Connection> connection_;
  TableLayout members_;
  TableLayout companies_layout_;
  TableLayout layout_;
  std::map<std::string, FakeRecord> records_;
  std::map<Uuid, FakeCompany> companies_;
  uint64_t seed_ = 42;
};

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '*') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string AnyComparison() {
  const Strings orders = {"=", "!=", "<", "<=", ">", ">="};
  const Strings equals = {"=", "!=", ":"};
  switch (*rc::gen::inRange(0, 17)) {
    case 0:
      return absl::StrCat(OneOf<std::string>({"title", "industry"}), OneOf(orders), Quoted(OneOf(Texts())));
    case 1: {
      std::string pattern = Quoted(OneOf(Texts()));
      if (Flip()) pattern.insert(1, "*");
      if (Flip()) pattern.insert(pattern.size() - 1, "*");
      return absl::StrCat(OneOf<std::string>({"title", "industry"}), OneOf(equals), pattern);
    }
    case 2:
      return absl::StrCat("owner_id", OneOf(equals), Quoted(IdOf(1000 + *rc::gen::inRange(0, 4)).ToString()));
    case 3:
      return absl::StrCat("score", OneOf(orders), *rc::gen::inRange(-4, 5));
    case 4:
      return absl::StrCat("vip", OneOf(equals), Flip() ? "true" : "false");
    case 5:
      return absl::StrCat("create_time", OneOf(orders), "now() - days(", *rc::gen::inRange(-1, 5), ")");
    case 6:
      return absl::StrCat("close_date", OneOf(orders), Flip() ? "today()" : "2027-01-14");
    case 7:
      return absl::StrCat("amount", OneOf(orders), OneOf<std::string>({"0", "-0.5", "1.5000", "3"}));
    case 8:
      return absl::StrCat("state", OneOf(equals),
                          Flip() ? OneOf(kStates) : absl::StrCat("(", OneOf(kStates), " OR ", OneOf(kStates), ")"));
    case 9:
      return absl::StrCat("tags", OneOf(equals), Quoted(OneOf(kTags)));
    case 10: {
      std::string pattern = Quoted(OneOf(Strings{"v", "vip", "V", "key", "account", "a%", "y a"}));
      pattern.insert(1, Flip() ? "*" : "");
      pattern.insert(pattern.size() - 1, "*");
      return absl::StrCat(OneOf<std::string>({"tags", "company.tags"}), OneOf(equals), pattern);
    }
    case 11:
      return absl::StrCat(OneOf<std::string>({"company.name", "company.industry"}), OneOf(orders),
                          Quoted(OneOf(Texts())));
    case 12: {
      std::string pattern = Quoted(OneOf(Texts()));
      if (Flip()) pattern.insert(pattern.size() - 1, "*");
      return absl::StrCat(OneOf<std::string>({"company.name", "company.industry", "owner.email"}), OneOf(equals),
                          pattern);
    }
    case 13:
      return absl::StrCat("company.employees", OneOf(orders), *rc::gen::inRange(-1, 6));
    case 14:
      return absl::StrCat(OneOf<std::string>({"owner", "company.owner", "company.owner_id"}), OneOf(equals),
                          Flip() ? "me()" : Quoted(IdOf(1000 + *rc::gen::inRange(0, 4)).ToString()));
    case 15:
      return absl::StrCat(OneOf<std::string>({"company", "company_id", "company.id"}), OneOf(equals),
                          Quoted(IdOf(2000 + *rc::gen::inRange(0, 13)).ToString()));
    default:
      return absl::StrCat(OneOf<std::string>({"title", "industry", "owner_id", "score", "amount", "close_date", "tags",
                                              "state", "company", "company.industry", "company.name", "company.tags",
                                              "company.employees", "owner.email"}),
                          ":*");
  }
}

std::string AnyFilter(int depth) {
  switch (depth > 0 ? *rc::gen::inRange(0, 4) : 0) {
    case 1:
      return absl::StrCat("NOT (", AnyFilter(depth - 1), ")");
    case 2:
      return absl::StrCat("(", AnyFilter(depth - 1), ") OR (", AnyFilter(depth - 1), ")");
    case 3:
      return absl::StrCat("(", AnyFilter(depth - 1), ") AND (", AnyFilter(depth - 1), ")");
    default:
      return AnyComparison();
  }
}

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
      request.page_size = ListRequest::kMaxPageSize;
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
  const ListCompiler compiler(clock, sealer);
  const auto first = compiler.Compile(deals.layout(), ContextOf(), request).value();
  request.page_token = compiler.NextPageToken(first, {"5000", IdOf(100).ToString()});
  const auto deep = compiler.Compile(deals.layout(), ContextOf(), request).value();
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

TEST_CASE("wrong filters, orders and tokens are the caller's errors") {
  ListRequest request;
  request.filter = "nonsense";
  CHECK(ReasonOf(Deals::Get().List(request)) == Reason::kInvalidFilter);
  request.filter = "";
  request.order_by = "tags";
  CHECK(ReasonOf(Deals::Get().List(request)) == Reason::kInvalidOrderBy);
  request.order_by = "";
  request.page_token = "7";
  CHECK(ReasonOf(Deals::Get().List(request)) == Reason::kInvalidPageToken);
}

}  // namespace
}  // namespace pipewright::postgres
