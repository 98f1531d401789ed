#include "domain/shared/custom_fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/shared/errors.h"
#include "domain/shared/literals.h"
#include "domain/shared/nearest_name.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright {
namespace {

constexpr double kMaxNumber = 922'337'203'685'477.0;  // ten-thousandths of it fit in 64 bits
constexpr size_t kToldOctets = 400;                   // longer texts aren't repeated; options are shorter
constexpr size_t kNamedOptions = 20;                  // so many stand in a message

absl::string_view WhatFits(CustomFieldType type) {
  switch (type) {
    case CustomFieldType::kText:
      return "must be a text";
    case CustomFieldType::kNumber:
      return "must be a number";
    case CustomFieldType::kBoolean:
      return "must be true or false";
    case CustomFieldType::kDate:
      return "must be a date of the calendar such as \"2026-01-31\"";
    case CustomFieldType::kSelect:
      return "must be one of its options, as a text";
    case CustomFieldType::kMultiSelect:
      return "must be a list of its options, as texts";
    case CustomFieldType::kUrl:
      return "must be a URL, as a text";
    case CustomFieldType::kReference:
      return "must be the id of a record, a UUID as a text";
  }
  return "";
}

absl::StatusOr<std::string> Option(absl::Span<const std::string> options, const std::string& text) {
  if (std::find(options.begin(), options.end(), text) != options.end()) return text;
  if (text.size() > kToldOctets) return InvalidValue("has no such option: the text is longer than any of them");
  const std::vector<std::string> names(options.begin(), options.end());
  const bool all = names.size() <= kNamedOptions;
  return InvalidValue(
      absl::StrCat("has no option \"", text, "\"", DidYouMean(text, names), "; it has ",
                   absl::StrJoin(names.begin(), all ? names.end() : names.begin() + kNamedOptions, ", "),
                   all ? "" : absl::StrCat(" and ", names.size() - kNamedOptions, " more")));
}

absl::StatusOr<CustomFieldValue> Options(absl::Span<const std::string> options, const std::vector<std::string>& texts) {
  Violations violations;
  std::vector<std::string> chosen(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    violations.Take(absl::StrCat("[", i, "]"), Option(options, texts[i]), &chosen[i]);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return CustomFieldValue(std::move(chosen));
}

absl::StatusOr<CustomFieldValue> FromText(CustomFieldType type, absl::Span<const std::string> options,
                                          const std::string& text) {
  switch (type) {
    case CustomFieldType::kText:
      return RequiredText(text, kMaxCustomTextLength);
    case CustomFieldType::kUrl: {
      ASSIGN_OR_RETURN(std::string url, HttpUrl(text));
      if (url.size() > kMaxCustomUrlOctets) {
        return InvalidValue(absl::StrCat("must have at most ", kMaxCustomUrlOctets, " bytes, has ", url.size()));
      }
      return CustomFieldValue(std::move(url));
    }
    case CustomFieldType::kSelect:
      return Option(options, text);
    case CustomFieldType::kDate:
      if (const auto day = ParseDate(text); day.has_value()) return CustomFieldValue(*day);
      break;
    case CustomFieldType::kReference:
      if (const auto id = Uuid::Parse(text); id.ok()) return CustomFieldValue(*id);
      break;
    default:
      break;
  }
  return InvalidValue(WhatFits(type));
}

struct ToRaw {
  RawCustomFieldValue operator()(const std::string& text) const { return text; }
  RawCustomFieldValue operator()(CustomNumber number) const { return number.ToDouble(); }
  RawCustomFieldValue operator()(bool value) const { return value; }
  RawCustomFieldValue operator()(absl::CivilDay day) const { return absl::FormatCivilTime(day); }
  RawCustomFieldValue operator()(const std::vector<std::string>& options) const { return options; }
  RawCustomFieldValue operator()(const Uuid& id) const { return id.ToString(); }
};

}  // namespace

absl::StatusOr<CustomNumber> CustomNumber::Of(double number) {
  if (std::isnan(number)) return InvalidValue(WhatFits(CustomFieldType::kNumber));
  if (std::abs(number) > kMaxNumber) return InvalidValue("must be between -922 and 922 trillion");
  // The shortest text that means this double and no other is what the caller wrote.
  std::array<char, 400> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  const absl::string_view written(text.data(), static_cast<size_t>(end - text.data()));
  const auto e4 = error == std::errc() ? ParseTenThousandths(written) : std::nullopt;
  if (!e4.has_value()) return InvalidValue("must be a number with at most four decimals");
  return CustomNumber{*e4};
}

double CustomNumber::ToDouble() const {
  // The nearest double to the decimal text, which a quotient of two doubles isn't always.
  const std::string text = TenThousandthsText(e4);
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool IsAbsent(const RawCustomFieldValue& raw) {
  if (const auto* const text = std::get_if<std::string>(&raw)) return OptionalText(*text, text->size()).value().empty();
  if (const auto* const list = std::get_if<std::vector<std::string>>(&raw)) return list->empty();
  return std::holds_alternative<std::monostate>(raw);
}

absl::StatusOr<CustomFieldValue> CheckCustomFieldValue(CustomFieldType type, absl::Span<const std::string> options,
                                                       const RawCustomFieldValue& raw) {
  if (const auto* const text = std::get_if<std::string>(&raw)) return FromText(type, options, *text);
  if (const auto* const number = std::get_if<double>(&raw); number != nullptr && type == CustomFieldType::kNumber) {
    return CustomNumber::Of(*number);
  }
  if (const auto* const flag = std::get_if<bool>(&raw); flag != nullptr && type == CustomFieldType::kBoolean) {
    return CustomFieldValue(*flag);
  }
  const auto* const list = std::get_if<std::vector<std::string>>(&raw);
  if (list != nullptr && !list->empty() && type == CustomFieldType::kMultiSelect) return Options(options, *list);
  return InvalidValue(WhatFits(type));
}

RawCustomFieldValue RawOf(const CustomFieldValue& value) { return std::visit(ToRaw(), value); }

}  // namespace pipewright
