#include "application/shared/filter/evaluate.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "application/shared/filter/filter_error.h"
#include "application/shared/filter/literal.h"
#include "application/shared/filter/stored_text.h"
#include "domain/shared/errors.h"
#include "domain/shared/nearest_name.h"
#include "domain/shared/status_macros.h"

namespace pipewright::filter {
namespace {

constexpr int64_t kMaxDays = 100'000;

class Evaluator {
 public:
  Evaluator(absl::string_view text, const FilterScope& scope) : text_(text), scope_(scope) {}

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

 private:
  absl::Status Fail(size_t position, absl::string_view description) const {
    return FilterError(text_, position, description);
  }

  absl::Status DoesNotFit(const Target& field, const Operand& operand) const {
    const std::string fits =
        !field.field->enum_values.empty()
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
        if (field.field->enum_values.empty()) return Literal(AsStored(*field.field, scope_, text));
        [[fallthrough]];
      case FieldType::kEnum:
        if (const std::string* const value = ValueOf(*field.field, text)) return Literal(*value);
        break;
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
      case FieldType::kGroup:
        break;
    }
    return DoesNotFit(field, operand);
  }

  // Of an enum also with the prefix that the API gives it: ACCOUNT_STATUS_ACTIVE for the status ACTIVE.
  static const std::string* ValueOf(const Field& field, absl::string_view text) {
    const std::string own = absl::StrCat(absl::AsciiStrToUpper(field.name), "_");
    for (const std::string& value : field.enum_values) {
      absl::string_view rest = text;
      if (!absl::ConsumeSuffix(&rest, value)) continue;
      const bool prefixed = field.type == FieldType::kEnum && absl::ConsumeSuffix(&rest, own) &&
                            (rest.empty() || absl::EndsWith(rest, "_"));
      if (rest.empty() || prefixed) return &value;
    }
    const auto former = std::find(field.former_values.begin(), field.former_values.end(), text);
    return former == field.former_values.end() ? nullptr : &*former;
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
  const FilterScope& scope_;
};

}  // namespace

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
    case FieldType::kGroup:
      return "only :*, which asks whether it is there";
  }
  return "";
}

absl::StatusOr<Literal> Evaluate(absl::string_view text, const FilterScope& scope, const Target& field,
                                 const Operand& operand) {
  return Evaluator(text, scope).Evaluate(field, operand);
}

absl::StatusOr<TextPattern> PatternOf(absl::string_view filter, const Operand& member, bool has) {
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
    return FilterError(filter, member.position, "a wildcard stands at the beginning or the end of the text, once");
  }
  pattern.text = text.substr(pattern.open_start ? 1 : 0, text.size() - outer);
  return pattern;
}

}  // namespace pipewright::filter
