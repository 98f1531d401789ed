#include "infrastructure/postgres/table/codec.h"

#include <cstdio>

#include "domain/shared/errors.h"

namespace pipewright::postgres {
namespace {

// Days from 1970-01-01 to a civil date of the proleptic Gregorian calendar.
int64_t DaysSinceEpoch(int64_t year, int month, int day) {
  return absl::CivilDay(year, month, day) - absl::CivilDay(1970, 1, 1);
}

bool Digits(absl::string_view text, size_t at, size_t count, int& out) {
  if (at + count > text.size()) return false;
  out = 0;
  for (size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    out = out * 10 + (text[i] - '0');
  }
  return true;
}

}  // namespace

absl::Status Unreadable(absl::string_view type, absl::string_view text) {
  return absl::InternalError(absl::StrCat("a stored ", type, " can't be read: ", text.size(), " characters"));
}

absl::StatusOr<absl::CivilDay> DateFromText(absl::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  absl::CivilDay date;
  if (text.size() == 10 && Digits(text, 0, 4, year) && text[4] == '-' && Digits(text, 5, 2, month) && text[7] == '-' &&
      Digits(text, 8, 2, day)) {
    date = absl::CivilDay(year, month, day);
    if (date.month() == month && date.day() == day) return date;
  }
  if (!absl::ParseCivilTime(text, &date)) return Unreadable("date", text);
  return date;
}

std::string TimeToText(absl::Time time) {
  const absl::CivilSecond civil = absl::ToCivilSecond(time, absl::UTCTimeZone());
  const int64_t micros = absl::ToInt64Microseconds(time - absl::FromCivil(civil, absl::UTCTimeZone()));
  char text[64];
  const int size = std::snprintf(text, sizeof text, "%04lld-%02d-%02d %02d:%02d:%02d.%06lld+00",
                                 static_cast<long long>(civil.year()), civil.month(), civil.day(), civil.hour(),
                                 civil.minute(), civil.second(), static_cast<long long>(micros));
  return std::string(text, size);
}

absl::StatusOr<absl::Time> TimeFromText(absl::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (text.size() < 22 || !Digits(text, 0, 4, year) || text[4] != '-' || !Digits(text, 5, 2, month) || text[7] != '-' ||
      !Digits(text, 8, 2, day) || text[10] != ' ' || !Digits(text, 11, 2, hour) || !Digits(text, 14, 2, minute) ||
      !Digits(text, 17, 2, second)) {
    return Unreadable("time", text);
  }
  size_t at = 19;
  int64_t micros = 0;
  if (text[at] == '.') {
    int64_t unit = 100'000;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
      micros += (text[at] - '0') * unit;
  }
  if (text.substr(at) != "+00") return Unreadable("time", text);
  const int64_t seconds =
      DaysSinceEpoch(year, month, day) * 86'400 + int64_t{hour} * 3'600 + int64_t{minute} * 60 + second;
  return absl::FromUnixMicros(seconds * 1'000'000 + micros);
}

}  // namespace pipewright::postgres
