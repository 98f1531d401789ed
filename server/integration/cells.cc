#include "server/integration/cells.h"

#include <google/protobuf/reflection.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "google/api/field_behavior.pb.h"
#include "google/type/date.pb.h"
#include "google/type/money.pb.h"
#include "server/integration/csv_writer.h"

namespace pipewright::integration {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;
using google::type::Date;
using google::type::Money;

constexpr int kNanoDigits = 9;

bool IsOutputOnly(const FieldDescriptor& field) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == google::api::OUTPUT_ONLY) return true;
  }
  return false;
}

bool IsMessage(const FieldDescriptor& field) { return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE; }

// Kept in one cell, though they are messages.
bool IsWhole(const FieldDescriptor& field) {
  if (!IsMessage(field)) return true;
  if (field.is_map()) return false;
  if (field.is_repeated()) return true;
  const Descriptor* const type = field.message_type();
  return type == Money::descriptor() || type == Date::descriptor() || type == Timestamp::descriptor();
}

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

// "-1234.5" → units and nanos of one sign.
absl::Status ReadAmount(absl::string_view text, Money& money) {
  const absl::Status wrong = InvalidValue("must be an amount such as 1234.50, without separators of thousands");
  const bool negative = absl::ConsumePrefix(&text, "-");
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('.', 1));
  const auto digits = [](absl::string_view part) {
    return std::all_of(part.begin(), part.end(), [](char c) { return absl::ascii_isdigit(c); });
  };
  int64_t units = 0;
  if (parts.first.empty() || !digits(parts.first) || !absl::SimpleAtoi(parts.first, &units)) return wrong;
  if (!digits(parts.second) || (parts.second.empty() && absl::StrContains(text, "."))) return wrong;
  std::string nanos(parts.second);
  while (nanos.size() > kNanoDigits && nanos.back() == '0') nanos.pop_back();
  if (nanos.size() > kNanoDigits) return wrong;
  nanos.resize(kNanoDigits, '0');
  int32_t nano = 0;
  if (!absl::SimpleAtoi(nanos, &nano)) return wrong;
  money.set_units(negative ? -units : units);
  money.set_nanos(negative ? -nano : nano);
  return absl::OkStatus();
}

std::string AmountText(const Money& money) {
  const bool negative = money.units() < 0 || money.nanos() < 0;
  std::string text =
      absl::StrFormat("%s%d.%09d", negative ? "-" : "", std::abs(money.units()), std::abs(money.nanos()));
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

absl::Status ReadDate(absl::string_view text, Date& date) {
  absl::CivilDay day;
  if (text.size() != 10 || !absl::ParseCivilTime(text, &day)) return InvalidValue("must be a date such as 2026-01-31");
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return absl::OkStatus();
}

absl::Status ReadTime(absl::string_view text, Timestamp& out) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return InvalidValue("must be a time with its zone (RFC 3339) such as 2026-01-31T09:00:00Z");
  }
  const int64_t seconds = absl::ToUnixSeconds(time);
  out.set_seconds(seconds);
  out.set_nanos(static_cast<int>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return absl::OkStatus();
}

// A list of messages is JSON; the record's own JSON form reads and writes it.
absl::Status ReadList(absl::string_view text, const FieldDescriptor& field, Message& parent) {
  const absl::Status wrong = InvalidValue("must be a list in JSON, as the API has it");
  const std::unique_ptr<Message> scratch(parent.New());
  const std::string json = absl::StrCat("{\"", field.name(), "\":", text, "}");
  if (text.empty() || text.front() != '[' || !google::protobuf::util::JsonStringToMessage(json, scratch.get()).ok()) {
    return wrong;
  }
  // The text must not end the list and go on with other fields.
  std::vector<const FieldDescriptor*> set;
  scratch->GetReflection()->ListFields(*scratch, &set);
  if (set.size() > 1 || (set.size() == 1 && set[0] != &field)) return wrong;
  parent.GetReflection()->SwapFields(&parent, scratch.get(), {&field});
  return absl::OkStatus();
}

std::string ListText(const FieldDescriptor& field, const Message& parent) {
  const Reflection& reflection = *parent.GetReflection();
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string list = "[";
  for (int i = 0; i < reflection.FieldSize(parent, &field); ++i) {
    std::string element;
    // Every message of ours can be printed.
    static_cast<void>(google::protobuf::util::MessageToJsonString(reflection.GetRepeatedMessage(parent, &field, i),
                                                                  &element, options));
    absl::StrAppend(&list, i == 0 ? "" : ",", element);
  }
  return list + "]";
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

bool IsCellType(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return field.type() == FieldDescriptor::TYPE_STRING;
    case FieldDescriptor::CPPTYPE_ENUM:
      return true;
    case FieldDescriptor::CPPTYPE_BOOL:
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return !field.is_repeated();
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return IsWhole(field);
    default:
      return false;
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

template <class T>
const T& As(const Message& message) {
  return *google::protobuf::DynamicCastToGenerated<T>(&message);
}
template <class T>
T& As(Message* message) {
  return *google::protobuf::DynamicCastToGenerated<T>(message);
}

std::string WholeText(const Message& value) {
  const Descriptor* const type = value.GetDescriptor();
  if (type == Money::descriptor()) return AmountText(As<Money>(value));
  if (type == Date::descriptor()) {
    const Date& date = As<Date>(value);
    return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
  }
  const Timestamp& time = As<Timestamp>(value);
  return absl::FormatTime(absl::RFC3339_full, absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()),
                          absl::UTCTimeZone());
}

absl::Status ReadWhole(absl::string_view text, Message* value) {
  const Descriptor* const type = value->GetDescriptor();
  if (type == Money::descriptor()) return ReadAmount(text, As<Money>(value));
  if (type == Date::descriptor()) return ReadDate(text, As<Date>(value));
  return ReadTime(text, As<Timestamp>(value));
}

void Collect(const Descriptor& message, const std::string& prefix, std::vector<std::string>& paths) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    const bool settable = !IsOutputOnly(field) && field.name() != "etag";
    if (!settable && !(prefix.empty() && field.name() == "id")) continue;
    const std::string path = absl::StrCat(prefix, field.name());
    if (IsMessage(field) && !IsWhole(field)) {
      if (!field.is_map()) Collect(*field.message_type(), absl::StrCat(path, "."), paths);
      continue;
    }
    if (!IsCellType(field)) continue;
    paths.push_back(path);
    if (IsMessage(field) && !field.is_repeated() && field.message_type() == Money::descriptor()) {
      paths.push_back(absl::StrCat(path, ".currency_code"));
    }
  }
}

}  // namespace

absl::StatusOr<CellField> CellField::Parse(const Descriptor& record, absl::string_view path) {
  CellField cell{std::string(path)};
  const Descriptor* message = &record;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    const FieldDescriptor* const field = message == nullptr ? nullptr : message->FindFieldByName(std::string(name));
    if (field == nullptr) return InvalidValue(absl::StrCat("\"", path, "\" is not a field of ", record.name()));
    cell.fields_.push_back(field);
    message = IsMessage(*field) && !field->is_repeated() ? field->message_type() : nullptr;
  }
  // Of an amount only its currency is a part.
  const FieldDescriptor& last = *cell.fields_.back();
  const Descriptor* const holder = last.containing_type();
  const bool part = (holder == Money::descriptor() && last.name() != "currency_code") || holder == Date::descriptor() ||
                    holder == Timestamp::descriptor();
  if (part || !IsCellType(last)) {
    return InvalidValue(absl::StrCat("\"", path, "\" can't be a column: name a single value"));
  }
  return cell;
}

std::vector<CellField> CellField::AllOf(const Descriptor& record) {
  std::vector<std::string> paths;
  Collect(record, "", paths);
  std::vector<CellField> cells;
  for (const std::string& path : paths) {
    if (auto cell = Parse(record, path); cell.ok()) cells.push_back(*std::move(cell));
  }
  return cells;
}

bool CellField::output_only() const {
  return std::any_of(fields_.begin(), fields_.end(), [](const FieldDescriptor* field) { return IsOutputOnly(*field); });
}

bool CellField::is_money() const {
  const FieldDescriptor& field = *fields_.back();
  return IsMessage(field) && !field.is_repeated() && field.message_type() == Money::descriptor();
}

Message* CellField::Parent(Message& record) const {
  Message* at = &record;
  for (size_t i = 0; i + 1 < fields_.size(); ++i) at = at->GetReflection()->MutableMessage(at, fields_[i]);
  return at;
}

absl::Status CellField::Set(absl::string_view cell, Message& record) const {
  const FieldDescriptor& field = *fields_.back();
  Message& parent = *Parent(record);
  cell = Unguarded(cell);
  if (IsMessage(field)) {
    return field.is_repeated() ? ReadList(cell, field, parent)
                               : ReadWhole(cell, parent.GetReflection()->MutableMessage(&parent, &field));
  }
  if (!field.is_repeated()) return ReadScalar(cell, field, parent);
  for (const std::string& element : Elements(cell)) RETURN_IF_ERROR(ReadScalar(element, field, parent));
  return absl::OkStatus();
}

void CellField::Append(const Message& record, bool guard, std::string& out) const {
  const Message* parent = &record;
  for (size_t i = 0; i + 1 < fields_.size(); ++i) {
    if (!parent->GetReflection()->HasField(*parent, fields_[i])) return;
    parent = &parent->GetReflection()->GetMessage(*parent, fields_[i]);
  }
  const FieldDescriptor& field = *fields_.back();
  const Reflection& reflection = *parent->GetReflection();
  std::string text;
  if (field.is_repeated()) {
    const int count = reflection.FieldSize(*parent, &field);
    if (count == 0) return;
    if (IsMessage(field)) {
      text = ListText(field, *parent);
    } else {
      for (int i = 0; i < count; ++i) AppendElement(ScalarText(*parent, field, i), text);
    }
  } else if (field.has_presence() && !reflection.HasField(*parent, &field)) {
    return;
  } else {
    text = IsMessage(field) ? WholeText(reflection.GetMessage(*parent, &field)) : ScalarText(*parent, field, 0);
  }
  AppendCsvCell(guard && field.cpp_type() == FieldDescriptor::CPPTYPE_STRING ? Guarded(text) : text, out);
}

void CellField::SetCurrency(const std::string& code, Message& record) const {
  Message& parent = *Parent(record);
  if (!parent.GetReflection()->HasField(parent, fields_.back())) return;
  Money& money = As<Money>(parent.GetReflection()->MutableMessage(&parent, fields_.back()));
  if (money.currency_code().empty()) money.set_currency_code(code);
}

}  // namespace pipewright::integration
