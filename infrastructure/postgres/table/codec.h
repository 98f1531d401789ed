// How each kind of value is written in PostgreSQL's text form, and read back. One specialisation a type.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "application/shared/queries/field_catalog.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/id.h"
#include "domain/shared/money.h"
#include "domain/shared/uuid.h"

namespace pipewright::postgres {

// "2026-01-31 09:00:00.123456+00"; infinities never occur.
std::string TimeToText(absl::Time time);
// The reverse, of PostgreSQL's ISO output with the session in UTC. A small reader of that one fixed layout:
// absl::ParseTime costs a microsecond a value, which a list of 50 records feels.
absl::StatusOr<absl::Time> TimeFromText(absl::string_view text);

// "2026-01-31", and the years beyond as absl::ParseCivilTime reads them.
absl::StatusOr<absl::CivilDay> DateFromText(absl::string_view text);

absl::Status Unreadable(absl::string_view type, absl::string_view text);

// T → `kCast`, the type it is bound as; `kField`, what it is to a filter; `kRawJson`, whether its text is JSON as it
// is.
template <class T, class Enable = void>
struct Codec;

template <>
struct Codec<std::string> {
  static constexpr char kCast[] = "text";
  static constexpr FieldType kField = FieldType::kText;
  static constexpr bool kRawJson = false;
  static std::string ToText(const std::string& value) { return value; }
  static absl::Status FromText(absl::string_view text, std::string& out) {
    out.assign(text.data(), text.size());
    return absl::OkStatus();
  }
};

template <class T>
struct Codec<T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>>> {
  static constexpr char kCast[] = "bigint";
  static constexpr FieldType kField = FieldType::kInt;
  static constexpr bool kRawJson = true;
  static std::string ToText(T value) { return absl::StrCat(value); }
  static absl::Status FromText(absl::string_view text, T& out) {
    return absl::SimpleAtoi(text, &out) ? absl::OkStatus() : Unreadable("number", text);
  }
};

template <>
struct Codec<bool> {
  static constexpr char kCast[] = "boolean";
  static constexpr FieldType kField = FieldType::kBool;
  static constexpr bool kRawJson = true;
  static std::string ToText(bool value) { return value ? "true" : "false"; }
  static absl::Status FromText(absl::string_view text, bool& out) {
    out = text == "t" || text == "true";
    return absl::OkStatus();
  }
};

template <>
struct Codec<absl::Time> {
  static constexpr char kCast[] = "timestamptz";
  static constexpr FieldType kField = FieldType::kTime;
  static constexpr bool kRawJson = false;
  static std::string ToText(absl::Time value) { return TimeToText(value); }
  static absl::Status FromText(absl::string_view text, absl::Time& out) {
    auto time = TimeFromText(text);
    if (time.ok()) out = *time;
    return time.status();
  }
};

template <>
struct Codec<absl::CivilDay> {
  static constexpr char kCast[] = "date";
  static constexpr FieldType kField = FieldType::kDate;
  static constexpr bool kRawJson = false;
  static std::string ToText(absl::CivilDay value) { return absl::FormatCivilTime(value); }
  static absl::Status FromText(absl::string_view text, absl::CivilDay& out) {
    auto day = DateFromText(text);
    if (day.ok()) out = *day;
    return day.status();
  }
};

template <class Tag>
struct Codec<Id<Tag>> {
  static constexpr char kCast[] = "uuid";
  static constexpr FieldType kField = FieldType::kId;
  static constexpr bool kRawJson = false;
  static std::string ToText(const Id<Tag>& value) { return value.ToString(); }
  static absl::Status FromText(absl::string_view text, Id<Tag>& out) {
    auto id = Id<Tag>::Parse(text);
    if (id.ok()) out = *id;
    return id.status();
  }
};

// The id of a record of some kind or another.
template <>
struct Codec<Uuid> {
  static constexpr char kCast[] = "uuid";
  static constexpr FieldType kField = FieldType::kId;
  static constexpr bool kRawJson = false;
  static std::string ToText(const Uuid& value) { return value.ToString(); }
  static absl::Status FromText(absl::string_view text, Uuid& out) {
    auto id = Uuid::Parse(text);
    if (id.ok()) out = *id;
    return id.status();
  }
};

// Enums that have NamesOf.
template <class E>
struct Codec<E, std::enable_if_t<std::is_enum_v<E>>> {
  static constexpr char kCast[] = "text";
  static constexpr FieldType kField = FieldType::kEnum;
  static constexpr bool kRawJson = false;
  static std::string ToText(E value) { return std::string(NameOf(value)); }
  static absl::Status FromText(absl::string_view text, E& out) {
    auto value = ParseEnum<E>(text);
    if (value.ok()) out = *value;
    return value.status();
  }
};

// Value objects that are a text with a shape: EmailAddress, PhoneNumber.
template <class T>
struct Codec<T, std::enable_if_t<std::is_same_v<T, EmailAddress> || std::is_same_v<T, PhoneNumber>>> {
  static constexpr char kCast[] = "text";
  static constexpr FieldType kField = FieldType::kText;
  static constexpr bool kRawJson = false;
  static std::string ToText(const T& value) { return value.value(); }
  static absl::Status FromText(absl::string_view text, T& out) {
    auto value = T::Parse(text);
    if (!value.ok()) return value.status();
    out = *std::move(value);
    return absl::OkStatus();
  }
};

template <>
struct Codec<Currency> {
  static constexpr char kCast[] = "text";
  static constexpr FieldType kField = FieldType::kText;
  static constexpr bool kRawJson = false;
  static std::string ToText(const Currency& value) { return value.code(); }
  static absl::Status FromText(absl::string_view text, Currency& out) {
    auto value = Currency::Parse(text);
    if (!value.ok()) return value.status();
    out = *std::move(value);
    return absl::OkStatus();
  }
};

// As a text in JSON, where a number would lose digits. Lists don't filter by it.
template <>
struct Codec<Rate> {
  static constexpr char kCast[] = "numeric";
  static constexpr FieldType kField = FieldType::kText;
  static constexpr bool kRawJson = false;
  static std::string ToText(const Rate& value) { return value.ToString(); }
  static absl::Status FromText(absl::string_view text, Rate& out) {
    auto value = Rate::Parse(text);
    if (value.ok()) out = *value;
    return value.status();
  }
};

template <>
struct Codec<Probability> {
  static constexpr char kCast[] = "bigint";
  static constexpr FieldType kField = FieldType::kInt;
  static constexpr bool kRawJson = true;
  static std::string ToText(Probability value) { return absl::StrCat(value.percent()); }
  static absl::Status FromText(absl::string_view text, Probability& out) {
    int64_t percent = 0;
    if (!absl::SimpleAtoi(text, &percent)) return Unreadable("probability", text);
    auto value = Probability::Of(percent);
    if (value.ok()) out = *value;
    return value.status();
  }
};

}  // namespace pipewright::postgres
