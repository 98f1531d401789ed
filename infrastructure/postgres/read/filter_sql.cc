#include "infrastructure/postgres/read/filter_sql.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/table/codec.h"

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

constexpr absl::string_view kCustomFieldPrefix = "custom_fields.";

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
  Compiler(const TableLayout& layout, const FilterReach& reach, std::vector<Param>& params)
      : layout_(layout), reach_(reach), params_(params) {}

  std::string Compile(const Condition& condition) {
    switch (condition.kind) {
      case Condition::Kind::kAll:
        return Join(condition.children, " and ", "true");
      case Condition::Kind::kAny:
        if (const ListField* const set = SetOfAll(condition.children); set != nullptr) {
          return OnAnyLink(condition.children, *set);
        }
        return Join(condition.children, " or ", "false");
      case Condition::Kind::kNot:
        // A comparison with NULL is null, which counts as "does not hold"; its negation holds.
        return absl::StrCat("(", Compile(condition.children.front()), " is not true)");
      case Condition::Kind::kTest:
        break;
    }
    if (condition.reference.empty()) return OnField(condition, layout_, "t");
    const ListReference* const reference = layout_.FindReference(condition.reference);
    return reference == nullptr ? "false" : OnReferred(condition, *reference);
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

  // `alias` stands for the row.
  std::string OnField(const Condition& condition, const TableLayout& layout, const std::string& alias) {
    const ListField* const field = layout.FindField(condition.field);
    if (field == nullptr) return OnCustomField(condition, layout, alias);
    if (!field->link_table.empty()) return OnLinks(condition, *field, alias);
    if (!field->elements.empty()) return OnElements(condition, *field, alias);
    return OnColumn(condition, *field, absl::StrCat(alias, field->sql.substr(1)));
  }

  // There is such a record, among those that the caller may read. EXISTS, because PostgreSQL has a plan for it
  // whichever side is small, under NOT and OR too; IN has one of them hashed there, as long as it fits.
  std::string OnReferred(const Condition& condition, const ListReference& reference) {
    const TableLayout& there = reference.table();
    std::string sql = absl::StrCat("(exists (select from ", there.name, " r where r.tenant_id = $1::uuid");
    for (const auto& [ours, theirs] : reference.keys) absl::StrAppend(&sql, " and r.", theirs, " = t.", ours);
    if (there.soft_deleted && !reach_.show_deleted) sql += " and r.delete_time is null";
    absl::StrAppend(&sql, " and ", OnField(condition, there, "r"));
    // The scope is told of the alias t, which here is the other record's.
    if (const std::string scope = ReadScope(there, reach_.caller, params_); !scope.empty()) {
      absl::StrAppend(&sql, " and exists (select from ", there.name, " t where t.tenant_id = $1::uuid");
      for (const auto& [ours, theirs] : reference.keys) absl::StrAppend(&sql, " and t.", theirs, " = r.", theirs);
      absl::StrAppend(&sql, scope, ")");
    }
    return sql + "))";
  }

  std::string OnColumn(const Condition& condition, const ListField& field, const std::string& column) {
    if (condition.test == Test::kPresent) {
      return absl::StrCat("(", column, condition.type == FieldType::kText ? " <> '')" : " is not null)");
    }
    if (condition.test == Test::kMatches) {
      return absl::StrCat("(", column, condition.pattern.ignore_case ? " ilike " : " like ",
                          Bind(LikePattern(condition.pattern), "text"), PrefixRange(condition.pattern, field, column),
                          ")");
    }
    return absl::StrCat("(", column, OperatorOf(condition.test),
                        Bind(std::visit(LiteralText(), condition.literal), field.cast), ")");
  }

  // LIKE is not leakproof, so that no index serves it under row level security; comparisons are.
  std::string PrefixRange(const TextPattern& pattern, const ListField& field, const std::string& column) {
    return field.by_bytes ? PrefixRange(pattern, column) : "";
  }
  std::string PrefixRange(const TextPattern& pattern, const std::string& column) {
    if (pattern.open_start || pattern.ignore_case || pattern.text.empty()) return "";
    std::string range = absl::StrCat(" and ", column, " >= ", Bind(pattern.text, "text"));
    if (const auto end = BehindPrefix(pattern.text); end.has_value()) {
      absl::StrAppend(&range, " and ", column, " < ", Bind(*end, "text"));
    }
    return range;
  }

  // A set is kept as rows beside the record: the one in which it has the element is found by the link table's index.
  std::string OnLinks(const Condition& condition, const ListField& field, const std::string& alias) {
    std::string sql = absl::StrCat("(exists (select from ", field.link_table, " l where l.tenant_id = $1::uuid and l.",
                                   field.link_parent, " = ", alias, ".id");
    if (condition.test == Test::kMatches) {
      const std::string column = absl::StrCat("l.", field.sql);
      absl::StrAppend(&sql, " and ", column, " like ", Bind(LikePattern(condition.pattern), field.cast),
                      PrefixRange(condition.pattern, field, column));
    } else if (condition.test != Test::kPresent) {
      absl::StrAppend(&sql, " and l.", field.sql, " = ",
                      Bind(std::visit(LiteralText(), condition.literal), field.cast));
    }
    return sql + "))";
  }

  // The set that all of these ask for an element of; null unless they are several and do just that.
  const ListField* SetOfAll(const std::vector<Condition>& children) const {
    if (children.size() < 2) return nullptr;
    const Condition& first = children.front();
    const bool same = std::all_of(children.begin(), children.end(), [&](const Condition& child) {
      return child.kind == Condition::Kind::kTest && child.reference.empty() && child.test == Test::kEqual &&
             child.field == first.field;
    });
    const ListField* const field = same ? layout_.FindField(first.field) : nullptr;
    return field != nullptr && !field->link_table.empty() ? field : nullptr;
  }

  // One of the elements is in the set. PostgreSQL has a join for one EXISTS; several with OR between them it asks of
  // every row that there is.
  std::string OnAnyLink(const std::vector<Condition>& children, const ListField& field) {
    std::vector<std::string> elements;
    elements.reserve(children.size());
    for (const Condition& child : children) elements.push_back(std::visit(LiteralText(), child.literal));
    return absl::StrCat("(exists (select from ", field.link_table, " l where l.tenant_id = $1::uuid and l.",
                        field.link_parent, " = t.id and l.", field.sql, " = any(",
                        Bind(ArrayLiteral(elements), absl::StrCat(field.cast, "[]")), ")))");
  }

  // Of a superseded version: no index has them.
  std::string OnElements(const Condition& condition, const ListField& field, const std::string& alias) {
    std::string sql = absl::StrCat("(exists (select from json_array_elements_text(", alias, field.elements.substr(1),
                                   ") as e (element)");
    if (condition.test == Test::kMatches) {
      absl::StrAppend(&sql, " where e.element like ", Bind(LikePattern(condition.pattern), field.cast));
    } else if (condition.test != Test::kPresent) {
      absl::StrAppend(&sql, " where e.element = ", Bind(std::visit(LiteralText(), condition.literal), field.cast));
    }
    return sql + "))";
  }

  std::string OnCustomField(const Condition& condition, const TableLayout& layout, const std::string& alias) {
    absl::string_view key = condition.field;
    if (!layout.custom_fields.has_value() || !absl::ConsumePrefix(&key, kCustomFieldPrefix)) return "false";
    const CustomFieldSource& source = *layout.custom_fields;
    if (source.table.empty()) {
      const std::string json =
          absl::StrCat("(", alias, source.json.substr(1), " -> ", Bind(std::string(key), "text"), ")");
      return absl::StrCat("(exists (select from ", CustomFieldOf(json, condition.type), " where ",
                          OnCustomValue(condition, "v.value"), "))");
    }
    // There is a row with the key and such a value: each index begins with the two.
    std::string sql = absl::StrCat("(exists (select from ", source.table, " f where f.tenant_id = $1::uuid and f.",
                                   source.parent, " = ", alias, ".id and f.key = ", Bind(std::string(key), "text"));
    return absl::StrCat(sql, " and ", OnCustomValue(condition, absl::StrCat("f.", CustomColumnOf(condition.type))),
                        "))");
  }

  // Of a superseded version, which has no rows beside it: its values of the type that is asked for.
  static std::string CustomFieldOf(const std::string& json, FieldType type) {
    switch (type) {
      case FieldType::kMoney:
        return absl::StrCat("(select (", json, " ->> 'e4')::bigint) as v (value)");
      case FieldType::kDate:
        return absl::StrCat("(select (", json, " ->> 'date')::date) as v (value)");
      case FieldType::kId:
        return absl::StrCat("(select ", json, " ->> 'id' collate \"C\") as v (value)");
      case FieldType::kTextSet:
        return absl::StrCat("json_array_elements_text(case json_typeof(", json, ") when 'array' then ", json,
                            " else '[]' end) as v (value)");
      default:
        return absl::StrCat("(select case when json_typeof(", json, ") in ('string', 'boolean') then ", json,
                            " #>> '{}' end collate \"C\") as v (value)");
    }
  }

  static const char* CustomColumnOf(FieldType type) {
    return type == FieldType::kMoney ? "number_value" : type == FieldType::kDate ? "date_value" : "text_value";
  }

  std::string OnCustomValue(const Condition& condition, const std::string& column) {
    if (condition.test == Test::kPresent) return absl::StrCat(column, " is not null");
    if (condition.test == Test::kMatches) {
      return absl::StrCat(column, condition.pattern.ignore_case ? " ilike " : " like ",
                          Bind(LikePattern(condition.pattern), "text"), PrefixRange(condition.pattern, column));
    }
    const char* const cast = condition.type == FieldType::kMoney  ? "bigint"
                             : condition.type == FieldType::kDate ? "date"
                                                                  : "text";
    return absl::StrCat(column, OperatorOf(condition.test), Bind(std::visit(LiteralText(), condition.literal), cast));
  }

  const TableLayout& layout_;
  const FilterReach& reach_;
  std::vector<Param>& params_;
};

}  // namespace

std::optional<std::string> BehindPrefix(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) >= 0x7F) prefix.pop_back();
  if (!prefix.empty()) ++prefix.back();
  return prefix.empty() ? std::nullopt : std::optional<std::string>(std::move(prefix));
}

std::string FilterSql(const filter::Condition& condition, const TableLayout& layout, const FilterReach& reach,
                      std::vector<Param>& params) {
  return Compiler(layout, reach, params).Compile(condition);
}

bool FollowsReference(const std::vector<Condition>& conditions) {
  return std::any_of(conditions.begin(), conditions.end(), [](const Condition& condition) {
    return !condition.reference.empty() || FollowsReference(condition.children);
  });
}

}  // namespace pipewright::postgres
