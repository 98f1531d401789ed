#include "server/wire/resource_reader.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "server/wire/custom_fields_proto.h"

namespace pipewright::server {
namespace {

// google.protobuf.Timestamp's range: years 1 to 9999.
constexpr int64_t kMinSeconds = -62'135'596'800;
constexpr int64_t kMaxSeconds = 253'402'300'799;

// A field, or a key of a field that is a Struct.
bool IsPath(absl::string_view path, const google::protobuf::Descriptor& resource) {
  const size_t dot = path.find('.');
  const auto* const field = resource.FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr || dot == absl::string_view::npos) return field != nullptr;
  return dot + 1 < path.size() && field->message_type() == google::protobuf::Struct::descriptor();
}

}  // namespace

absl::StatusOr<Money> FromProto(const google::type::Money& money) {
  return Money::FromUnitsAndNanos(money.currency_code(), money.units(), money.nanos());
}

absl::StatusOr<absl::CivilDay> FromProto(const google::type::Date& date) {
  const absl::CivilDay day(date.year(), date.month(), date.day());
  if (date.year() < 1 || date.year() > 9999 || day.year() != date.year() || day.month() != date.month() ||
      day.day() != date.day()) {
    return InvalidValue("must be a date of the calendar with year, month and day");
  }
  return day;
}

absl::StatusOr<absl::Time> FromProto(const google::protobuf::Timestamp& time) {
  if (time.seconds() < kMinSeconds || time.seconds() > kMaxSeconds || time.nanos() < 0 || time.nanos() > 999'999'999) {
    return InvalidValue("must be a time between the years 1 and 9999");
  }
  // PostgreSQL keeps microseconds.
  return absl::FromUnixMicros(time.seconds() * 1'000'000 + time.nanos() / 1000);
}

absl::StatusOr<PostalAddress> FromProto(const shared::v1::PostalAddress& address) {
  return PostalAddress::Of(
      {address.street(), address.city(), address.state(), address.postal_code(), address.region_code()});
}

ResourceReader::ResourceReader(absl::string_view path, const google::protobuf::Message& resource)
    : path_(path), resource_(resource) {}

ResourceReader::ResourceReader(absl::string_view path, const google::protobuf::Message& resource,
                               const google::protobuf::FieldMask& mask)
    : path_(path), resource_(resource), by_population_(mask.paths_size() == 0) {
  for (const std::string& name : mask.paths()) {
    if (name == "*") {
      all_ = true;
    } else if (!IsPath(name, *resource.GetDescriptor())) {
      violations_.Add(
          "update_mask",
          absl::StrCat("\"", name, "\" is not a field of ", path_, "; name whole fields such as \"",
                       resource.GetDescriptor()->field(resource.GetDescriptor()->field_count() > 8 ? 8 : 0)->name(),
                       "\""));
    } else {
      paths_.push_back(name);
    }
  }
}

bool ResourceReader::Named(absl::string_view field) const {
  if (all_) return true;
  if (by_population_) return Populated(field);
  return std::find(paths_.begin(), paths_.end(), field) != paths_.end();
}

bool ResourceReader::Populated(absl::string_view field) const {
  const auto* const descriptor = resource_.GetDescriptor()->FindFieldByName(std::string(field));
  const auto& reflection = *resource_.GetReflection();
  return descriptor->is_repeated() ? reflection.FieldSize(resource_, descriptor) > 0
                                   : reflection.HasField(resource_, descriptor);
}

void ResourceReader::Text(absl::string_view field, const std::string& value, Change<std::string>& out) {
  Value(
      field, [&]() -> absl::StatusOr<std::string> { return value; }, out);
}

void ResourceReader::Texts(absl::string_view field, const google::protobuf::RepeatedPtrField<std::string>& values,
                           Change<std::vector<std::string>>& out) {
  Value(
      field,
      [&]() -> absl::StatusOr<std::vector<std::string>> {
        return std::vector<std::string>(values.begin(), values.end());
      },
      out);
}

void ResourceReader::Bool(absl::string_view field, bool value, Change<bool>& out) {
  Value(
      field, [&]() -> absl::StatusOr<bool> { return value; }, out);
}

void ResourceReader::Int(absl::string_view field, int64_t value, Change<int64_t>& out) {
  Value(
      field, [&]() -> absl::StatusOr<int64_t> { return value; }, out);
}

void ResourceReader::CustomFields(absl::string_view field, const google::protobuf::Struct& value,
                                  CustomFieldsInput& out) {
  if (Named(field)) {
    out.replaces = true;
    for (const auto& [key, one] : value.fields()) out.values.emplace(key, FromProto(one));
    return;
  }
  const std::string prefix = absl::StrCat(field, ".");
  for (const std::string& path : paths_) {
    if (!absl::StartsWith(path, prefix)) continue;
    const std::string key = path.substr(prefix.size());
    const auto one = value.fields().find(key);
    out.values.emplace(key, one == value.fields().end() ? RawCustomFieldValue() : FromProto(one->second));
  }
}

}  // namespace pipewright::server
