#include "server/integration/files/scalar_cells.h"

#include <algorithm>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::integration {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// "ACCOUNT_STATUS_" of the enum whose zero is ACCOUNT_STATUS_UNSPECIFIED.
absl::string_view PrefixOf(const google::protobuf::EnumDescriptor& type) {
  absl::string_view zero = type.value(0)->name();
  absl::ConsumeSuffix(&zero, "UNSPECIFIED");
  return zero;
}

absl::StatusOr<int> EnumFrom(const google::protobuf::EnumDescriptor& type, absl::string_view text) {
  const std::string name = absl::AsciiStrToUpper(text);
  for (int i = 1; i < type.value_count(); ++i) {
    absl::string_view known = type.value(i)->name();
    if (known == name || absl::StripPrefix(known, PrefixOf(type)) == name) return type.value(i)->number();
  }
  std::string names;
  for (int i = 1; i < type.value_count(); ++i) {
    absl::StrAppend(&names, names.empty() ? "" : ", ", absl::StripPrefix(type.value(i)->name(), PrefixOf(type)));
  }
  return InvalidValue(absl::StrCat("must be one of ", names));
}

absl::Status ReadScalar(absl::string_view text, const FieldDescriptor& field, Message& parent) {
  const Reflection& reflection = *parent.GetReflection();
  const bool list = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      list ? reflection.AddString(&parent, &field, std::string(text))
           : reflection.SetString(&parent, &field, std::string(text));
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_ENUM: {
      ASSIGN_OR_RETURN(const int number, EnumFrom(*field.enum_type(), text));
      list ? reflection.AddEnumValue(&parent, &field, number) : reflection.SetEnumValue(&parent, &field, number);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      const std::string word = absl::AsciiStrToLower(text);
      if (word != "true" && word != "false") return InvalidValue("must be true or false");
      reflection.SetBool(&parent, &field, word == "true");
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      int32_t number = 0;
      if (!absl::SimpleAtoi(text, &number)) return InvalidValue("must be a whole number");
      reflection.SetInt32(&parent, &field, number);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      int64_t number = 0;
      if (!absl::SimpleAtoi(text, &number)) return InvalidValue("must be a whole number");
      reflection.SetInt64(&parent, &field, number);
      return absl::OkStatus();
    }
    default:
      return InvalidValue("can't be read from a cell");
  }
}

// The elements of "a;b\;c".
std::vector<std::string> Elements(absl::string_view text) {
  std::vector<std::string> elements(1);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == ';' || text[i + 1] == '\\')) {
      elements.back().push_back(text[++i]);
    } else if (text[i] == ';') {
      elements.emplace_back();
    } else {
      elements.back().push_back(text[i]);
    }
  }
  for (std::string& element : elements) absl::StripAsciiWhitespace(&element);
  elements.erase(std::remove(elements.begin(), elements.end(), ""), elements.end());
  return elements;
}

void AppendElement(absl::string_view text, std::string& list) {
  if (!list.empty()) list.push_back(';');
  for (const char c : text) {
    if (c == ';' || c == '\\') list.push_back('\\');
    list.push_back(c);
  }
}

std::string ScalarText(const Message& parent, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *parent.GetReflection();
  const bool list = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return list ? reflection.GetRepeatedString(parent, &field, index) : reflection.GetString(parent, &field);
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number =
          list ? reflection.GetRepeatedEnumValue(parent, &field, index) : reflection.GetEnumValue(parent, &field);
      const auto* const value = field.enum_type()->FindValueByNumber(number);
      if (value == nullptr || number == 0) return "";
      return std::string(absl::StripPrefix(value->name(), PrefixOf(*field.enum_type())));
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(parent, &field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(parent, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetInt64(parent, &field));
    default:
      return "";
  }
}

}  // namespace

bool IsScalarCell(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return field.type() == FieldDescriptor::TYPE_STRING;
    case FieldDescriptor::CPPTYPE_ENUM:
      return true;
    case FieldDescriptor::CPPTYPE_BOOL:
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return !field.is_repeated();
    default:
      return false;
  }
}

absl::Status ReadScalars(absl::string_view text, const FieldDescriptor& field, Message& parent) {
  if (!field.is_repeated()) return ReadScalar(text, field, parent);
  for (const std::string& element : Elements(text)) RETURN_IF_ERROR(ReadScalar(element, field, parent));
  return absl::OkStatus();
}

std::string ScalarsText(const FieldDescriptor& field, const Message& parent) {
  if (!field.is_repeated()) return ScalarText(parent, field, 0);
  std::string list;
  for (int i = 0; i < parent.GetReflection()->FieldSize(parent, &field); ++i) {
    AppendElement(ScalarText(parent, field, i), list);
  }
  return list;
}

}  // namespace pipewright::integration
