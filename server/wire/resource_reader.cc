#include "server/wire/resource_reader.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "google/api/field_behavior.pb.h"
#include "pipewright/shared/v1/options.pb.h"
#include "server/wire/custom_fields_proto.h"

namespace pipewright::server {
namespace {

// google.protobuf.Timestamp's range: years 1 to 9999.
constexpr int64_t kMinSeconds = -62'135'596'800;
constexpr int64_t kMaxSeconds = 253'402'300'799;

using google::api::FieldBehavior;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

bool Behaves(const FieldDescriptor& field, FieldBehavior behavior) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

const FieldDescriptor& FieldOf(const google::protobuf::Message& message, absl::string_view field) {
  return *message.GetDescriptor()->FindFieldByName(std::string(field));
}

// A field, a field of a message in a field, or a key of a field that is a Struct. Whether an update may name what is
// within a field is for whoever reads that to say.
bool IsPath(absl::string_view path, const Descriptor& resource) {
  const size_t dot = path.find('.');
  const auto* const field = resource.FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr || dot == absl::string_view::npos) return field != nullptr;
  if (field->is_repeated() || field->message_type() == nullptr) return false;
  if (field->message_type() == google::protobuf::Struct::descriptor()) return dot + 1 < path.size();
  return IsPath(path.substr(dot + 1), *field->message_type());
}

// What an update sets and clears: "name, industry, tags".
std::string FieldsToChange(const Descriptor& message) {
  std::vector<std::string> names;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    const bool changes = !Behaves(field, google::api::OUTPUT_ONLY) && !Behaves(field, google::api::IMMUTABLE) &&
                         field.options().GetExtension(shared::v1::update_rule) != shared::v1::UPDATE_RULE_OWN_METHODS;
    if (changes && field.name() != "etag") names.push_back(field.name());
  }
  return absl::StrJoin(names, ", ");
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

const std::vector<ValuePart<PostalAddress>>& PartsOfAddress() {
  using A = PostalAddress;
  static const auto* const parts =
      new std::vector<ValuePart<A>>{{"street", [](const A& from, A& to) { to.street = from.street; }},
                                    {"city", [](const A& from, A& to) { to.city = from.city; }},
                                    {"state", [](const A& from, A& to) { to.state = from.state; }},
                                    {"postal_code", [](const A& from, A& to) { to.postal_code = from.postal_code; }},
                                    {"region_code", [](const A& from, A& to) { to.region_code = from.region_code; }}};
  return *parts;
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
      NoteUnknown(name);
    } else {
      paths_.push_back(name);
    }
  }
}

bool ResourceReader::Named(absl::string_view field) const {
  if (by_population_) return Populated(field);
  if (std::find(paths_.begin(), paths_.end(), field) != paths_.end()) return true;
  if (!all_) return false;
  const FieldDescriptor& descriptor = FieldOf(resource_, field);
  const auto rule = descriptor.options().GetExtension(shared::v1::update_rule);
  if (rule == shared::v1::UPDATE_RULE_OWN_METHODS) return false;
  // What was decided at creation is no state that may have changed since it was read: another value is an error.
  const bool kept = rule == shared::v1::UPDATE_RULE_NAMED_TO_CLEAR || Behaves(descriptor, google::api::IMMUTABLE);
  return !kept || Populated(field);
}

bool ResourceReader::Populated(absl::string_view field) const {
  const FieldDescriptor& descriptor = FieldOf(resource_, field);
  const auto& reflection = *resource_.GetReflection();
  return descriptor.is_repeated() ? reflection.FieldSize(resource_, &descriptor) > 0
                                  : reflection.HasField(resource_, &descriptor);
}

bool ResourceReader::NamesPart(absl::string_view field, absl::string_view part) const {
  return std::any_of(paths_.begin(), paths_.end(), [&](absl::string_view path) {
    return absl::ConsumePrefix(&path, field) && absl::ConsumePrefix(&path, ".") && path == part;
  });
}

void ResourceReader::RefuseParts(absl::string_view field) {
  for (absl::string_view path : paths_) {
    absl::string_view part = path;
    if (!absl::ConsumePrefix(&part, field) || !absl::ConsumePrefix(&part, ".")) continue;
    violations_.Add("update_mask", absl::StrCat("\"", path, "\" is a part of what changes as a whole: name \"", field,
                                                "\" and give all of it"));
  }
}

void ResourceReader::CheckMayBeEmpty(absl::string_view field) {
  if (!Behaves(FieldOf(resource_, field), google::api::REQUIRED)) return;
  const bool star = std::find(paths_.begin(), paths_.end(), field) == paths_.end();
  violations_.Add(absl::StrCat(path_, ".", field),
                  star ? "is required and can't be cleared: repeat its value, or name the fields to change in "
                         "update_mask instead of \"*\""
                       : "is required and can't be cleared: give it a value, or leave it out of update_mask");
}

void ResourceReader::NoteUnknown(absl::string_view path) {
  const size_t dot = path.find('.');
  const auto* const field = resource_.GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  if (field != nullptr) {
    const Descriptor* const message = field->is_repeated() ? nullptr : field->message_type();
    std::string parts = " is named whole";
    if (message == google::protobuf::Struct::descriptor()) {
      parts += ", or with a key behind the dot";
    } else if (message != nullptr && message->file()->package() != "google.protobuf") {
      parts = absl::StrCat(" has ", FieldsToChange(*message));
    }
    violations_.Add("update_mask", absl::StrCat("\"", path, "\" leads to nothing: ", field->name(), parts));
    return;
  }
  std::string description = absl::StrCat("\"", path, "\" is not a field of ", path_);
  if (!fields_told_) {
    absl::StrAppend(&description, "; an update changes ", FieldsToChange(*resource_.GetDescriptor()),
                    ", and \"*\" stands for all of them");
  }
  fields_told_ = true;
  violations_.Add("update_mask", description);
}

void ResourceReader::CopyPart(const google::protobuf::Message& from, absl::string_view part,
                              google::protobuf::Message& to) {
  const std::unique_ptr<google::protobuf::Message> only(from.New());
  only->CopyFrom(from);
  std::vector<const FieldDescriptor*> fields;
  from.GetReflection()->ListFields(from, &fields);
  for (const FieldDescriptor* const field : fields) {
    if (field->name() != part) only->GetReflection()->ClearField(only.get(), field);
  }
  to.MergeFrom(*only);
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
    out.replaces = !by_population_;
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
