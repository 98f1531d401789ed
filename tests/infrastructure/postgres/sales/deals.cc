#include "tests/infrastructure/postgres/sales/deals.h"

#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/list_statement.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using filter::FakeRecord;

std::string EmailOf(const Uuid& user) { return user == IdOf(1000) ? "ada@acme.example" : "bob@other.example"; }

}  // namespace

const Strings& DealTexts() {
  static const auto* const texts =
      new Strings{"", "a", "A", "ab", "Ab", "bA", "a%b", "a_b", "a\\b", "50%", "it's", "\xC3\xBC", "*", "a*b", "zz"};
  return *texts;
}
const Strings& DealTags() {
  static const auto* const tags = new Strings{"vip", "VIP", "key account", "x", "a%b"};
  return *tags;
}
const Strings& DealStates() {
  static const auto* const states = new Strings{"OPEN", "WON", "LOST"};
  return *states;
}

Uuid IdOf(int n) {
  return Uuid({9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, static_cast<uint8_t>(n / 256), static_cast<uint8_t>(n)});
}

RequestContext Reading(Scope companies) {
  RequestContext context = ContextOf(
      Grants({{"deal", "read", Scope::kAll}, {"member", "read", Scope::kAll}, {"company", "read", companies}}));
  auto principal = std::make_shared<Principal>(*context.principal);
  principal->user = UserId(IdOf(1000));
  principal->unit_users = {UserId(IdOf(1000)), UserId(IdOf(1001))};
  context.principal = std::move(principal);
  return context;
}

bool FakeCompany::SeenBy(const RequestContext& context, bool show_deleted) const {
  const Scope scope = context.principal->ScopeOf("company", "read");
  return (show_deleted || !deleted) &&
         (scope == Scope::kAll || owner == 1000 || (scope == Scope::kUnit && owner == 1001));
}

std::map<std::string, FakeRecord> Deals::Records(const RequestContext& context, bool show_deleted) const {
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

absl::StatusOr<Strings> Deals::List(ListRequest request, const RequestContext& context) {
  Strings ids;
  for (int pages = 0; pages < 500; ++pages) {
    ASSIGN_OR_RETURN(const ListQuery list, lists_.Check(context, layout_.catalog, request));
    ASSIGN_OR_RETURN(const ListStatement statement, CompileList(layout_, context, list));
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
    const bool more = page.size() > static_cast<size_t>(list.page_size);
    if (more) {
      page.pop_back();
      keys.pop_back();
      request.page_token = lists_.NextPageToken(context, layout_.catalog, request, {keys.back()});
    }
    ids.insert(ids.end(), page.begin(), page.end());
    if (!more) return ids;
  }
  return absl::InternalError("pages without end");
}

absl::StatusOr<int64_t> Deals::Count(ListRequest request, const RequestContext& context) {
  request.return_total_size = true;
  ASSIGN_OR_RETURN(const ListQuery list, lists_.Check(context, layout_.catalog, request));
  ASSIGN_OR_RETURN(const ListStatement statement, CompileList(layout_, context, list));
  int64_t total = -1;
  RETURN_IF_ERROR(connection_->Read(
      statement.total->sql, statement.total->params,
      [&](Row row) { return Codec<int64_t>::FromText(row[0].text, total); }, nullptr));
  return total;
}

Deals::Deals() : connection_(Connection::Open({database_.owner_url(), ""}).value()) {
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

void Deals::Describe(TableLayout& layout, const char* table, const std::string& link_prefix,
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

std::set<std::string> Deals::AnyTags(const std::string& tenant, const std::string& id, const char* insert,
                                     std::vector<Step>& steps) {
  std::set<std::string> tags;
  for (const std::string& tag : DealTags()) {
    if (Next(3) != 0) continue;
    tags.insert(tag);
    steps.push_back({insert, {tenant, id, tag}, nullptr});
  }
  return tags;
}

void Deals::FillReferred(const std::string& tenant, std::vector<Step>& steps) {
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
    const std::string name = DealTexts()[static_cast<size_t>(n)];
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

void Deals::Fill() {
  const std::string tenant = ContextOf().tenant().ToString();
  std::vector<Step> steps;
  FillReferred(tenant, steps);
  FillDeals(tenant, steps);
  const absl::Status filled = connection_->Pipeline(steps, nullptr);
  if (!filled.ok()) throw std::runtime_error(std::string(filled.message()));
}

void Deals::FillDeals(const std::string& tenant, std::vector<Step>& steps) {
  for (int n = 0; n < 200; ++n) {
    FakeRecord record;
    const std::string id = IdOf(n).ToString();
    std::vector<Param> params = {tenant, id};
    const auto add = [&](const char* name, filter::FieldValue value, Param param) {
      record[name] = std::move(value);
      params.push_back(std::move(param));
    };
    const auto missing = [&](const char* name) { add(name, std::monostate(), std::nullopt); };
    const auto text = [&] { return DealTexts()[static_cast<size_t>(Next(static_cast<int>(DealTexts().size())))]; };
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
    const std::string state = DealStates()[static_cast<size_t>(Next(3))];
    add("state", state, state);
    steps.push_back(
        {"insert into deals (tenant_id, id, title, industry, owner_id, company_id, score, vip, create_time, "
         "close_date, amount_e4, amount_currency, state) values ($1::uuid, $2::uuid, $3::text, $4::text, $5::uuid, "
         "$6::uuid, $7::bigint, $8::boolean, $9::timestamptz, $10::date, $11::bigint, $12::text, $13::text)",
         params, nullptr});
    record["tags"] = AnyTags(tenant, id, "insert into deal_tags values ($1::uuid, $2::uuid, $3::text)", steps);
    records_[id] = std::move(record);
  }
}

}  // namespace pipewright::postgres
