#include "infrastructure/postgres/filter_sql.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "infrastructure/postgres/codec.h"

namespace pipewright::postgres {
namespace {

using filter::Condition;
using filter::Literal;
using filter::Test;
using filter::TextPattern;

struct LiteralText {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(int64_t value) const { return absl::StrCat(value); }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(absl::Time value) const { return TimeToText(value); }
  std::string operator()(absl::CivilDay value) const { return absl::FormatCivilTime(value); }
  std::string operator()(const Uuid& value) const { return value.ToString(); }
};

// For LIKE: what has a meaning there is escaped.
std::string LikePattern(const TextPattern& pattern) {
  std::string like = pattern.open_start ? "%" : "";
  for (const char c : pattern.text) {
    if (c == '%' || c == '_' || c == '\\') like += '\\';
    like += c;
  }
  if (pattern.open_end) like += '%';
  return like;
}

const char* OperatorOf(Test test) {
  switch (test) {
    case Test::kLess:
      return " < ";
    case Test::kLessOrEqual:
      return " <= ";
    case Test::kGreater:
      return " > ";
    case Test::kGreaterOrEqual:
      return " >= ";
    default:
      return " = ";
  }
}

class Compiler {
 public:
  Compiler(const TableLayout& layout, std::vector<Param>& params) : layout_(layout), params_(params) {}

  std::string Compile(const Condition& condition) {
    switch (condition.kind) {
      case Condition::Kind::kAll:
        return Join(condition.children, " and ", "true");
      case Condition::Kind::kAny:
        return Join(condition.children, " or ", "false");
      case Condition::Kind::kNot:
        // A comparison with NULL is null, which counts as "does not hold"; its negation holds.
        return absl::StrCat("(", Compile(condition.children.front()), " is not true)");
      case Condition::Kind::kTest:
        break;
    }
    const ListField* field = layout_.FindField(condition.field);
    if (field == nullptr) return "false";
    if (!field->link_table.empty()) return OnLinks(condition, *field);
    return field->elements.empty() ? OnColumn(condition, *field) : OnElements(condition, *field);
  }

 private:
  std::string Join(const std::vector<Condition>& children, const char* with, const char* none) {
    if (children.empty()) return none;
    std::string sql = "(";
    for (const Condition& child : children) {
      if (sql.size() > 1) sql += with;
      sql += Compile(child);
    }
    return sql + ")";
  }

  std::string Bind(std::string text, const std::string& cast) {
    params_.emplace_back(std::move(text));
    return absl::StrCat("$", params_.size(), "::", cast);
  }

  std::string OnColumn(const Condition& condition, const ListField& field) {
    if (condition.test == Test::kPresent) {
      return absl::StrCat("(", field.sql, condition.type == FieldType::kText ? " <> '')" : " is not null)");
    }
    if (condition.test == Test::kMatches) {
      return absl::StrCat("(", field.sql, condition.pattern.ignore_case ? " ilike " : " like ",
                          Bind(LikePattern(condition.pattern), "text"), ")");
    }
    return absl::StrCat("(", field.sql, OperatorOf(condition.test),
                        Bind(std::visit(LiteralText(), condition.literal), field.cast), ")");
  }

  // A set is kept as rows beside the record: the one in which it has the element is found by the link table's index.
  std::string OnLinks(const Condition& condition, const ListField& field) {
    std::string sql = absl::StrCat("(t.id in (select l.", field.link_parent, " from ", field.link_table,
                                   " l where l.tenant_id = $1::uuid");
    if (condition.test != Test::kPresent) {
      absl::StrAppend(&sql, " and l.", field.sql, " = ",
                      Bind(std::visit(LiteralText(), condition.literal), field.cast));
    }
    return sql + "))";
  }

  // Of a superseded version: no index has them.
  std::string OnElements(const Condition& condition, const ListField& field) {
    std::string sql =
        absl::StrCat("(exists (select from json_array_elements_text(", field.elements, ") as e (element)");
    if (condition.test != Test::kPresent) {
      absl::StrAppend(&sql, " where e.element = ", Bind(std::visit(LiteralText(), condition.literal), field.cast));
    }
    return sql + "))";
  }

  const TableLayout& layout_;
  std::vector<Param>& params_;
};

}  // namespace

std::string FilterSql(const filter::Condition& condition, const TableLayout& layout, std::vector<Param>& params) {
  return Compiler(layout, params).Compile(condition);
}

}  // namespace pipewright::postgres
