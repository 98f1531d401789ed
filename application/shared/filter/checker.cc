#include "application/shared/filter/checker.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "application/shared/filter/filter_error.h"
#include "application/shared/filter/literal.h"
#include "application/shared/filter/parser.h"
#include "application/shared/filter/syntax.h"
#include "domain/shared/errors.h"
#include "domain/shared/nearest_name.h"
#include "domain/shared/status_macros.h"

namespace pipewright::filter {
namespace {

constexpr int64_t kMaxDays = 100'000;

// "amount.currency_code", "2.5", as written.
std::string PathText(const Operand& operand) {
  return absl::StrCat(
      operand.negative ? "-" : "",
      absl::StrJoin(operand.path, ".", [](std::string* out, const Value& value) { *out += value.text; }));
}

bool HasStars(const Operand& operand) {
  return std::any_of(operand.path.begin(), operand.path.end(), [](const Value& value) { return !value.stars.empty(); });
}

bool IsBareStar(const Operand& operand) {
  return operand.kind == Operand::Kind::kMember && operand.path.size() == 1 && operand.path[0].text == "*" &&
         operand.path[0].stars.size() == 1;
}

bool IsOrdered(FieldType type) {
  switch (type) {
    case FieldType::kText:
    case FieldType::kInt:
    case FieldType::kMoney:
    case FieldType::kTime:
    case FieldType::kDate:
      return true;
    default:
      return false;
  }
}

absl::string_view WhatFits(FieldType type) {
  switch (type) {
    case FieldType::kText:
    case FieldType::kTextSet:
      return "a text such as \"acme\"";
    case FieldType::kId:
      return "a UUID such as \"0190f3c2-7b1e-7c3a-9d4e-5f60718293a4\", or me() for a user";
    case FieldType::kInt:
      return "a whole number";
    case FieldType::kBool:
      return "true or false";
    case FieldType::kTime:
      return "a time such as \"2026-01-31T09:00:00Z\", a date, or now() - days(3)";
    case FieldType::kDate:
      return "a date such as \"2026-01-31\", or today() + days(7)";
    case FieldType::kMoney:
      return "a number with at most four decimals";
    case FieldType::kEnum:
      return "one of its values";
  }
  return "";
}

std::vector<Condition> One(Condition condition) {
  std::vector<Condition> children;
  children.push_back(std::move(condition));
  return children;
}

Condition Inverse(Condition condition) {
  Condition inverse;
  inverse.kind = Condition::Kind::kNot;
  inverse.children = One(std::move(condition));
  return inverse;
}

// What a condition is about: a field of the record or, with a reference, of the one that it leads to.
struct Target {
  const Field* field = nullptr;
  std::string reference;

  FieldType type() const { return field->type; }
  std::string name() const { return reference.empty() ? field->name : absl::StrCat(reference, ".", field->name); }
};

class Checker {
 public:
  Checker(absl::string_view text, const FieldCatalog& catalog, const FilterScope& scope)
      : text_(text), catalog_(catalog), scope_(scope) {}

  absl::StatusOr<Condition> Check(const Node& node) const {
    if (node.kind == Node::Kind::kComparison) return Comparison(node);
    if (node.kind == Node::Kind::kNot) {
      ASSIGN_OR_RETURN(Condition inner, Check(node.children.front()));
      return Inverse(std::move(inner));
    }
    Condition group;
    group.kind = node.kind == Node::Kind::kAnd ? Condition::Kind::kAll : Condition::Kind::kAny;
    for (const Node& child : node.children) {
      ASSIGN_OR_RETURN(Condition checked, Check(child));
      group.children.push_back(std::move(checked));
    }
    return group;
  }

 private:
  absl::Status Fail(size_t position, absl::string_view description) const {
    return FilterError(text_, position, description);
  }

  absl::StatusOr<Condition> Comparison(const Node& node) const {
    if (node.left.kind == Operand::Kind::kCall) {
      return Fail(node.position, "a condition begins with a field; functions stand behind the operator");
    }
    if (!node.comparator.has_value()) {
      const std::string word = PathText(node.left);
      const Field* field = catalog_.Find(word);
      return Fail(node.position,
                  field != nullptr
                      ? absl::StrCat("what about ", word, "? Write ", word,
                                     field->type == FieldType::kBool ? " = true" : ":* to ask whether it is there")
                      : absl::StrCat("a value needs a field: write field:\"", word, "\""));
    }
    ASSIGN_OR_RETURN(const Target target, Resolve(node.left));
    return Compare(target, *node.comparator, *node.right);
  }

  // The field that `name` means in `catalog`: one of its own, or what a reference's name alone stands for.
  static const Field* FindIn(const FieldCatalog& catalog, absl::string_view name) {
    if (const Field* const field = catalog.Find(name); field != nullptr) return field;
    const Reference* const reference = catalog.FindReference(name);
    return reference == nullptr ? nullptr : catalog.Find(reference->field);
  }

  absl::StatusOr<Target> Resolve(const Operand& member) const {
    const std::string name = PathText(member);
    if (const Field* const field = FindIn(catalog_, name); field != nullptr) {
      if (field->filterable) return Target{field, ""};
      return Fail(member.position, absl::StrCat(name, " can't be filtered on"));
    }
    const std::string& first = member.path.front().text;
    if (member.path.size() > 1 && !member.negative) {
      const Reference* const reference = catalog_.FindReference(first);
      if (reference != nullptr) return Follow(*reference, member, name.substr(first.size() + 1));
      if (first == "custom_fields") {
        return Fail(member.position,
                    absl::StrCat("this ", catalog_.resource(), " has no custom field ", name.substr(first.size() + 1)));
      }
    }
    return NoSuchField(catalog_, "", member.position, name);
  }

  // One step away, and no further.
  absl::StatusOr<Target> Follow(const Reference& reference, const Operand& member, const std::string& rest) const {
    const FieldCatalog& there = reference.catalog();
    const size_t position = member.path[1].position;
    const Field* const field = FindIn(there, rest);
    if (field == nullptr) {
      if (member.path.size() > 2 && there.FindReference(member.path[1].text) != nullptr) {
        return Fail(position, absl::StrCat("a filter follows one reference, not two: ", reference.name, ".",
                                           there.FindReference(member.path[1].text)->field, " is as far as it goes"));
      }
      return NoSuchField(there, absl::StrCat(reference.name, "."), position, rest);
    }
    if (!field->filterable) return Fail(position, absl::StrCat(reference.name, ".", rest, " can't be filtered on"));
    if (scope_.grants == nullptr || scope_.grants->ScopeOf(there.read_as(), "read") == Scope::kNone) {
      const std::string permission = absl::StrCat(there.read_as(), ":read");
      return PermissionDenied(permission, absl::StrCat("filter: ", reference.name, ".", rest, " takes the permission ",
                                                       permission, ", which your roles don't grant"));
    }
    return Target{field, reference.name};
  }

  absl::Status NoSuchField(const FieldCatalog& catalog, const std::string& prefix, size_t position,
                           const std::string& name) const {
    std::vector<std::string> names;
    for (const Field& candidate : catalog.fields()) {
      if (candidate.filterable) names.push_back(candidate.name);
    }
    std::string has = absl::StrCat(prefix, absl::StrJoin(names, absl::StrCat(", ", prefix)));
    if (prefix.empty() && !catalog.references().empty()) {
      std::vector<std::string> references;
      for (const Reference& reference : catalog.references()) references.push_back(reference.name);
      absl::StrAppend(&has, ", and the fields of ", absl::StrJoin(references, ", "));
      names.insert(names.end(), references.begin(), references.end());
    }
    return Fail(position, absl::StrCat(catalog.resource(), " has no field ", name, " to filter on",
                                       DidYouMean(name, names), "; it has ", has));
  }

  absl::StatusOr<Condition> Compare(const Target& field, Comparator comparator, const Operand& right) const {
    if (right.kind == Operand::Kind::kComposite) return CompareEach(field, comparator, right.composite.front());
    if (comparator == Comparator::kNotEqual) {
      ASSIGN_OR_RETURN(Condition equal, Compare(field, Comparator::kEqual, right));
      return Inverse(std::move(equal));
    }
    Condition condition;
    condition.kind = Condition::Kind::kTest;
    condition.reference = field.reference;
    condition.field = field.field->name;
    condition.type = field.type();
    if (IsBareStar(right) && (comparator == Comparator::kHas || comparator == Comparator::kEqual)) {
      condition.test = Test::kPresent;
      return condition;
    }
    const bool equality = comparator == Comparator::kHas || comparator == Comparator::kEqual;
    if (!equality && !IsOrdered(field.type())) {
      return Fail(right.position, absl::StrCat(field.name(), " has no order: it takes = and != only"));
    }
    if (field.type() == FieldType::kText && equality && right.kind == Operand::Kind::kMember &&
        (comparator == Comparator::kHas || HasStars(right))) {
      condition.test = Test::kMatches;
      ASSIGN_OR_RETURN(condition.pattern, Pattern(right, comparator == Comparator::kHas));
      return condition;
    }
    if (field.type() == FieldType::kTextSet && equality && right.kind == Operand::Kind::kMember && HasStars(right)) {
      condition.test = Test::kMatches;
      ASSIGN_OR_RETURN(condition.pattern, Pattern(right, /*has=*/false));
      return condition;
    }
    if (right.kind == Operand::Kind::kMember && HasStars(right)) {
      return Fail(right.position,
                  field.type() == FieldType::kText
                      ? "wildcards go with = and : only; write \\* in quotes for the character"
                      : absl::StrCat("wildcards are for texts; ", field.name(), " takes ", WhatFits(field.type())));
    }
    condition.test = TestOf(comparator);
    ASSIGN_OR_RETURN(condition.literal, Evaluate(field, right));
    return condition;
  }

  // field = (a OR b): each bare value is compared with the field.
  absl::StatusOr<Condition> CompareEach(const Target& field, Comparator comparator, const Node& node) const {
    if (node.kind == Node::Kind::kComparison) {
      if (node.comparator.has_value()) {
        return Fail(node.position, "between these parentheses stand values, without operators");
      }
      return Compare(field, comparator, node.left);
    }
    Condition group;
    group.kind = node.kind == Node::Kind::kAnd  ? Condition::Kind::kAll
                 : node.kind == Node::Kind::kOr ? Condition::Kind::kAny
                                                : Condition::Kind::kNot;
    for (const Node& child : node.children) {
      ASSIGN_OR_RETURN(Condition checked, CompareEach(field, comparator, child));
      group.children.push_back(std::move(checked));
    }
    return group;
  }

  static Test TestOf(Comparator comparator) {
    switch (comparator) {
      case Comparator::kLess:
        return Test::kLess;
      case Comparator::kLessOrEqual:
        return Test::kLessOrEqual;
      case Comparator::kGreater:
        return Test::kGreater;
      case Comparator::kGreaterOrEqual:
        return Test::kGreaterOrEqual;
      default:
        return Test::kEqual;
    }
  }

  // "=" takes the text as it is, ":" anywhere in the field and in any case; wildcards open an end.
  absl::StatusOr<TextPattern> Pattern(const Operand& member, bool has) const {
    TextPattern pattern;
    pattern.ignore_case = has;
    std::string text = PathText(member);
    std::vector<size_t> stars;
    size_t offset = member.negative ? 1 : 0;
    for (const Value& value : member.path) {
      for (const size_t star : value.stars) stars.push_back(offset + star);
      offset += value.text.size() + 1;
    }
    if (stars.empty()) {
      pattern.open_start = pattern.open_end = has;
      pattern.text = std::move(text);
      return pattern;
    }
    const bool alone = text.size() == 1;
    pattern.open_start = stars.front() == 0;
    pattern.open_end = stars.back() == text.size() - 1 && !alone;
    const size_t outer = (pattern.open_start ? 1u : 0u) + (pattern.open_end ? 1u : 0u);
    if (stars.size() != outer) {
      return Fail(member.position, "a wildcard stands at the beginning or the end of the text, once");
    }
    pattern.text = text.substr(pattern.open_start ? 1 : 0, text.size() - outer);
    return pattern;
  }

  absl::StatusOr<Literal> Evaluate(const Target& field, const Operand& operand) const {
    switch (operand.kind) {
      case Operand::Kind::kMember:
        return FromText(field, operand);
      case Operand::Kind::kCall:
        return Call(field, operand);
      case Operand::Kind::kSum:
        return Sum(field, operand);
      case Operand::Kind::kComposite:
        break;
    }
    return Fail(operand.position, "parentheses don't fit here");
  }

  absl::Status DoesNotFit(const Target& field, const Operand& operand) const {
    const std::string fits =
        field.type() == FieldType::kEnum
            ? absl::StrCat(
                  "one of ", absl::StrJoin(field.field->enum_values, ", "),
                  operand.kind == Operand::Kind::kMember ? DidYouMean(PathText(operand), field.field->enum_values) : "")
            : std::string(WhatFits(field.type()));
    return Fail(operand.position, absl::StrCat(field.name(), " takes ", fits));
  }

  absl::StatusOr<Literal> FromText(const Target& field, const Operand& operand) const {
    const std::string text = PathText(operand);
    switch (field.type()) {
      case FieldType::kText:
      case FieldType::kTextSet:
        return Literal(text);
      case FieldType::kEnum:
        if (std::find(field.field->enum_values.begin(), field.field->enum_values.end(), text) ==
            field.field->enum_values.end())
          break;
        return Literal(text);
      case FieldType::kId:
        if (const auto id = Uuid::Parse(text); id.ok()) return Literal(*id);
        break;
      case FieldType::kInt:
        if (int64_t number = 0; IsInteger(text) && absl::SimpleAtoi(text, &number)) return Literal(number);
        break;
      case FieldType::kBool:
        if (text == "true" || text == "false") return Literal(text == "true");
        break;
      case FieldType::kMoney:
        if (const auto e4 = ParseTenThousandths(text)) return Literal(*e4);
        break;
      case FieldType::kDate:
        if (const auto day = ParseDate(text)) return Literal(*day);
        break;
      case FieldType::kTime:
        if (const auto time = ParseTime(text)) return Literal(*time);
        if (const auto day = ParseDate(text)) return Literal(absl::FromCivil(*day, scope_.time_zone));
        break;
    }
    return DoesNotFit(field, operand);
  }

  // The library takes spaces and a plus as well.
  static bool IsInteger(absl::string_view text) {
    if (absl::StartsWith(text, "-")) text.remove_prefix(1);
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  }

  absl::StatusOr<Literal> Call(const Target& field, const Operand& call) const {
    const std::string name = PathText(call);
    if (name == "days") return Fail(call.position, "days(n) is added to now() or today()");
    if (name != "me" && name != "now" && name != "today") {
      return Fail(call.position,
                  absl::StrCat("there is no function ", name, "; there are me(), now(), today(), days(n)"));
    }
    if (!call.operands.empty())
      return Fail(call.operands.front().position, absl::StrCat(name, "() takes no arguments"));
    const absl::CivilDay today = absl::ToCivilDay(scope_.now, scope_.time_zone);
    if (name == "me" && field.type() == FieldType::kId) {
      if (!scope_.user.has_value()) return Fail(call.position, "me() is nobody here: no user makes this call");
      return Literal(scope_.user->uuid());
    }
    if (name == "now" && field.type() == FieldType::kTime) return Literal(scope_.now);
    if (name == "today" && field.type() == FieldType::kDate) return Literal(today);
    if (name == "today" && field.type() == FieldType::kTime) return Literal(absl::FromCivil(today, scope_.time_zone));
    return DoesNotFit(field, call);
  }

  absl::StatusOr<Literal> Sum(const Target& field, const Operand& sum) const {
    const Operand& term = sum.operands[1];
    if (PathText(term) != "days") return Fail(term.position, "only days(n) can be added or taken away");
    int64_t days = 0;
    const bool fits = term.operands.size() == 1 && term.operands[0].kind == Operand::Kind::kMember &&
                      IsInteger(PathText(term.operands[0])) && absl::SimpleAtoi(PathText(term.operands[0]), &days) &&
                      days >= -kMaxDays && days <= kMaxDays;
    if (!fits) return Fail(term.position, absl::StrCat("days(n) takes a whole number up to ", kMaxDays));
    if (sum.negative) days = -days;
    if (field.type() == FieldType::kTime && PathText(sum.operands[0]) == "today") {
      // Midnight of that day: days have 23 to 25 hours.
      return Literal(absl::FromCivil(absl::ToCivilDay(scope_.now, scope_.time_zone) + days, scope_.time_zone));
    }
    ASSIGN_OR_RETURN(Literal base, Call(field, sum.operands[0]));
    if (const auto* day = std::get_if<absl::CivilDay>(&base)) return Literal(*day + days);
    if (const auto* time = std::get_if<absl::Time>(&base)) return Literal(*time + absl::Hours(24) * days);
    return DoesNotFit(field, sum);
  }

  const absl::string_view text_;
  const FieldCatalog& catalog_;
  const FilterScope& scope_;
};

}  // namespace

absl::StatusOr<Condition> CheckFilter(absl::string_view text, const FieldCatalog& catalog, const FilterScope& scope) {
  ASSIGN_OR_RETURN(const std::optional<Node> node, Parse(text));
  if (!node.has_value()) return Condition();
  return Checker(text, catalog, scope).Check(*node);
}

}  // namespace pipewright::filter
