#include "tests/infrastructure/postgres/read/any_filter.h"

#include "absl/strings/str_cat.h"
#include "tests/infrastructure/postgres/sales/deals.h"

namespace pipewright::postgres {
namespace {

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
      return absl::StrCat(OneOf<std::string>({"title", "industry"}), OneOf(orders), Quoted(OneOf(DealTexts())));
    case 1: {
      std::string pattern = Quoted(OneOf(DealTexts()));
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
      return absl::StrCat(
          "state", OneOf(equals),
          Flip() ? OneOf(DealStates()) : absl::StrCat("(", OneOf(DealStates()), " OR ", OneOf(DealStates()), ")"));
    case 9:
      return absl::StrCat("tags", OneOf(equals), Quoted(OneOf(DealTags())));
    case 10: {
      std::string pattern = Quoted(OneOf(Strings{"v", "vip", "V", "key", "account", "a%", "y a"}));
      pattern.insert(1, Flip() ? "*" : "");
      pattern.insert(pattern.size() - 1, "*");
      return absl::StrCat(OneOf<std::string>({"tags", "company.tags"}), OneOf(equals), pattern);
    }
    case 11:
      return absl::StrCat(OneOf<std::string>({"company.name", "company.industry"}), OneOf(orders),
                          Quoted(OneOf(DealTexts())));
    case 12: {
      std::string pattern = Quoted(OneOf(DealTexts()));
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

}  // namespace

bool Flip() { return *rc::gen::arbitrary<bool>(); }

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

}  // namespace pipewright::postgres
