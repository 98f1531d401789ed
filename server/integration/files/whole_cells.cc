#include "server/integration/files/whole_cells.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "domain/shared/errors.h"
#include "google/type/date.pb.h"
#include "google/type/money.pb.h"

namespace pipewright::integration {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Struct;
using google::protobuf::Timestamp;
using google::protobuf::Value;
using google::type::Date;
using google::type::Money;

constexpr int kNanoDigits = 9;

template <class T>
const T& As(const Message& message) {
  return *google::protobuf::DynamicCastToGenerated<T>(&message);
}
template <class T>
T& As(Message* message) {
  return *google::protobuf::DynamicCastToGenerated<T>(message);
}

// "-1234.5" → units and nanos of one sign.
absl::Status ReadAmount(absl::string_view text, Money& money) {
  absl::Status wrong = InvalidValue("must be an amount such as 1234.50, without separators of thousands");
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

absl::Status ReadJson(absl::string_view text, Value& value) {
  if (google::protobuf::util::JsonStringToMessage(std::string(text), &value).ok()) return absl::OkStatus();
  return InvalidValue("must be a value in JSON: \"text\", 42, true or [\"a\",\"b\"]");
}

std::string JsonText(const Value& value) {
  std::string text;
  // Every value can be printed.
  static_cast<void>(google::protobuf::util::MessageToJsonString(value, &text));
  return text;
}

absl::Status ReadJson(absl::string_view text, Struct& object) {
  Value value;
  if (!google::protobuf::util::JsonStringToMessage(std::string(text), &value).ok() || !value.has_struct_value()) {
    return InvalidValue("must be an object in JSON: {\"key\": \"text\", \"other\": 42}");
  }
  object = std::move(*value.mutable_struct_value());
  return absl::OkStatus();
}

// By key, so that equal objects are equal cells.
std::string JsonText(const Struct& object) {
  const std::map<std::string, Value> fields(object.fields().begin(), object.fields().end());
  std::string text = "{";
  for (const auto& [key, value] : fields) {
    Value name;
    name.set_string_value(key);
    absl::StrAppend(&text, text.size() > 1 ? "," : "", JsonText(name), ":", JsonText(value));
  }
  return text + "}";
}

}  // namespace

bool IsWhole(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return true;
  if (field.is_map()) return false;
  if (field.is_repeated()) return true;
  const Descriptor* const type = field.message_type();
  return type == Money::descriptor() || type == Date::descriptor() || type == Timestamp::descriptor() ||
         type == Value::descriptor() || type == Struct::descriptor();
}

bool IsMoney(const FieldDescriptor& field) {
  return !field.is_repeated() && field.message_type() == Money::descriptor();
}

absl::Status ReadWhole(absl::string_view text, Message* value) {
  const Descriptor* const type = value->GetDescriptor();
  if (type == Money::descriptor()) return ReadAmount(text, As<Money>(value));
  if (type == Date::descriptor()) return ReadDate(text, As<Date>(value));
  if (type == Value::descriptor()) return ReadJson(text, As<Value>(value));
  if (type == Struct::descriptor()) return ReadJson(text, As<Struct>(value));
  return ReadTime(text, As<Timestamp>(value));
}

std::string WholeText(const Message& value) {
  const Descriptor* const type = value.GetDescriptor();
  if (type == Money::descriptor()) return AmountText(As<Money>(value));
  if (type == Date::descriptor()) {
    const Date& date = As<Date>(value);
    return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
  }
  if (type == Value::descriptor()) return JsonText(As<Value>(value));
  if (type == Struct::descriptor()) return JsonText(As<Struct>(value));
  const Timestamp& time = As<Timestamp>(value);
  return absl::FormatTime(absl::RFC3339_full, absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()),
                          absl::UTCTimeZone());
}

absl::Status ReadList(absl::string_view text, const FieldDescriptor& field, Message& parent) {
  absl::Status wrong = InvalidValue("must be a list in JSON, as the API has it");
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

}  // namespace pipewright::integration
