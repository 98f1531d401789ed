#include "application/shared/filter/stored_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "domain/shared/letter_case.h"

namespace pipewright::filter {
namespace {

// The number as it is stored; as it is written where it can't be one.
std::string PhoneAsStored(const FilterScope& scope, const std::string& text) {
  if (scope.phones == nullptr) return text;
  const auto number = scope.phones->Normalize(text, scope.region);
  return number.ok() ? number->value() : text;
}

std::string DigitsOf(const std::string& text) {
  std::string digits;
  for (const char c : text) {
    if (!absl::StrContains(" -/().", c)) digits += c;
  }
  return digits;
}

}  // namespace

std::string AsStored(const Field& field, const FilterScope& scope, const std::string& text) {
  switch (field.form) {
    case TextForm::kAsWritten:
      return text;
    case TextForm::kLowerCase:
      return LowerCase(text);
    case TextForm::kUpperCase:
      return absl::AsciiStrToUpper(text);
    case TextForm::kPhone:
      return PhoneAsStored(scope, text);
  }
  return text;
}

TextPattern AsStored(const Field& field, const FilterScope& scope, TextPattern pattern) {
  if (field.form != TextForm::kPhone) {
    pattern.text = AsStored(field, scope, pattern.text);
    return pattern;
  }
  pattern.text = DigitsOf(pattern.text);
  // Behind ":" a number with its prefix is a whole one, if it can be one; without it stands some part of a number.
  const bool whole = pattern.open_start && pattern.open_end &&
                     (absl::StartsWith(pattern.text, "0") || absl::StartsWith(pattern.text, "+"));
  if (pattern.ignore_case && whole) pattern.text = PhoneAsStored(scope, pattern.text);
  return pattern;
}

}  // namespace pipewright::filter
