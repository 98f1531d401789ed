// Reads a resource out of a create or update request into Change<T>s, noting every violation.
#pragma once

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "application/shared/commands/custom_field_values.h"
#include "domain/shared/change.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/errors.h"
#include "domain/shared/money.h"
#include "google/type/date.pb.h"
#include "google/type/money.pb.h"
#include "pipewright/shared/v1/postal_address.pb.h"
#include "server/wire/enum_proto.h"

namespace pipewright::server {

// Values of the well-known types. kInvalidArgument (no field named) when they are out of range.
absl::StatusOr<Money> FromProto(const google::type::Money& money);
absl::StatusOr<absl::CivilDay> FromProto(const google::type::Date& date);
absl::StatusOr<absl::Time> FromProto(const google::protobuf::Timestamp& time);
absl::StatusOr<PostalAddress> FromProto(const shared::v1::PostalAddress& address);

// A part of a value that an update may name by itself: `name` is its field in the message.
template <class T>
struct ValuePart {
  std::string name;
  typename PartsChange<T>::CopyPart copy;
};
const std::vector<ValuePart<PostalAddress>>& PartsOfAddress();

// The one place that knows what an update_mask means. How a field is treated is said by its annotations: OUTPUT_ONLY,
// REQUIRED and IMMUTABLE of google.api.field_behavior, and pipewright.shared.v1.update_rule.
class ResourceReader {
 public:
  // For a create: every populated field is set.
  ResourceReader(absl::string_view path, const google::protobuf::Message& resource);
  // For an update (AIP-134): the fields of `mask`; without one, those that are populated; with "*", all that an update
  // may change. Paths beside a "*" name their fields as well. A path that the resource doesn't have is a violation, and
  // so is clearing a required field; output-only fields are ignored.
  ResourceReader(absl::string_view path, const google::protobuf::Message& resource,
                 const google::protobuf::FieldMask& mask);

  // Whether `field` is to be changed, all of it.
  bool Named(absl::string_view field) const;
  // Whether it holds anything; one that is named and holds nothing is cleared.
  bool Populated(absl::string_view field) const;

  void Text(absl::string_view field, const std::string& value, Change<std::string>& out);
  void Texts(absl::string_view field, const google::protobuf::RepeatedPtrField<std::string>& values,
             Change<std::vector<std::string>>& out);
  void Bool(absl::string_view field, bool value, Change<bool>& out);
  void Int(absl::string_view field, int64_t value, Change<int64_t>& out);
  // The mask may name single keys as well ("custom_fields.tier"); without a mask an update changes those that are
  // there.
  void CustomFields(absl::string_view field, const google::protobuf::Struct& value, CustomFieldsInput& out);

  template <class IdType>
  void Id(absl::string_view field, const std::string& value, Change<IdType>& out) {
    Value(
        field, [&] { return IdType::Parse(value); }, out);
  }
  template <class T>
  void Parsed(absl::string_view field, const std::string& value, Change<T>& out) {
    Value(
        field, [&] { return T::Parse(value); }, out);
  }
  template <class E, class P>
  void Enum(absl::string_view field, P value, Change<E>& out) {
    Value(
        field, [&] { return FromProtoEnum<E>(value); }, out);
  }
  // Money, Date, Timestamp.
  template <class Proto, class T>
  void Message(absl::string_view field, const Proto& value, Change<T>& out) {
    Value(
        field, [&] { return FromProto(value); }, out);
  }
  void Address(absl::string_view field, const shared::v1::PostalAddress& value, PartsChange<PostalAddress>& out) {
    Parts(
        field, value, [](const auto& address) { return FromProto(address); }, PartsOfAddress(), out);
  }
  // A message whose parts the mask may name as well ("billing_address.city"). `parse`: Proto → StatusOr<T>; when parts
  // are named it is given those alone.
  template <class Proto, class Parse, class T>
  void Parts(absl::string_view field, const Proto& value, Parse parse, const std::vector<ValuePart<T>>& parts,
             PartsChange<T>& out) {
    if (Named(field)) {
      Change<T> whole;
      Take(
          field, [&] { return parse(value); }, whole);
      out = std::move(whole);
      return;
    }
    std::vector<typename PartsChange<T>::CopyPart> copies;
    Proto given;
    for (const ValuePart<T>& part : parts) {
      if (!NamesPart(field, part.name)) continue;
      CopyPart(value, part.name, given);
      copies.push_back(part.copy);
    }
    if (copies.empty()) return;
    auto read = parse(given);
    if (read.ok()) {
      out = PartsChange<T>::Of(*std::move(read), std::move(copies));
    } else {
      violations_.Note(absl::StrCat(path_, ".", field), read.status());
    }
  }
  // Anything else: `parse` gives StatusOr<T>, only called when the field is populated. Paths into it are a violation.
  template <class Parse, class T>
  void Value(absl::string_view field, Parse parse, Change<T>& out) {
    RefuseParts(field);
    Take(field, parse, out);
  }

  Violations& violations() { return violations_; }
  absl::Status ToStatus() const { return violations_.ToStatus(); }

 private:
  template <class Parse, class T>
  void Take(absl::string_view field, Parse parse, Change<T>& out) {
    if (!Named(field)) return;
    if (!Populated(field)) {
      CheckMayBeEmpty(field);
      out = Change<T>::Clear();
      return;
    }
    auto value = parse();
    if (value.ok()) {
      out = Change<T>::Set(*std::move(value));
    } else {
      violations_.Note(absl::StrCat(path_, ".", field), value.status());
    }
  }

  bool NamesPart(absl::string_view field, absl::string_view part) const;
  // Notes a path that leads into a field which changes as a whole.
  void RefuseParts(absl::string_view field);
  // Notes that a required field is to be cleared.
  void CheckMayBeEmpty(absl::string_view field);
  void NoteUnknown(absl::string_view path);
  static void CopyPart(const google::protobuf::Message& from, absl::string_view part, google::protobuf::Message& to);

  std::string path_;
  const google::protobuf::Message& resource_;
  bool by_population_ = true;
  bool all_ = false;
  std::vector<std::string> paths_;
  bool fields_told_ = false;  // which fields there are was told by a violation
  Violations violations_;
};

// An optional id outside a resource: empty is absent.
template <class IdType>
std::optional<IdType> ReadOptionalId(absl::string_view field, const std::string& text, Violations& violations) {
  if (text.empty()) return std::nullopt;
  IdType id;
  violations.Take(field, IdType::Parse(text), &id);
  return id;
}

}  // namespace pipewright::server
