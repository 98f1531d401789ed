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

class ResourceReader {
 public:
  // For a create: every populated field is set.
  ResourceReader(absl::string_view path, const google::protobuf::Message& resource);
  // For an update (AIP-134): the fields of `mask`; without one, those that are populated; with "*", all. A path that
  // the resource doesn't have is a violation; output-only fields are ignored. Paths name whole fields, but for the keys
  // of a Struct.
  ResourceReader(absl::string_view path, const google::protobuf::Message& resource,
                 const google::protobuf::FieldMask& mask);

  // Whether `field` is to be changed.
  bool Named(absl::string_view field) const;
  // Whether it holds anything; one that is named and holds nothing is cleared.
  bool Populated(absl::string_view field) const;

  void Text(absl::string_view field, const std::string& value, Change<std::string>& out);
  void Texts(absl::string_view field, const google::protobuf::RepeatedPtrField<std::string>& values,
             Change<std::vector<std::string>>& out);
  void Bool(absl::string_view field, bool value, Change<bool>& out);
  void Int(absl::string_view field, int64_t value, Change<int64_t>& out);
  // The mask may name single keys as well ("custom_fields.tier").
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
  // Money, Date, Timestamp, PostalAddress.
  template <class Proto, class T>
  void Message(absl::string_view field, const Proto& value, Change<T>& out) {
    Value(
        field, [&] { return FromProto(value); }, out);
  }
  // Anything else: `parse` gives StatusOr<T>, only called when the field is populated.
  template <class Parse, class T>
  void Value(absl::string_view field, Parse parse, Change<T>& out) {
    if (!Named(field)) return;
    if (!Populated(field)) {
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

  // For fields that must not vanish only because a full replacement ("*") doesn't name them: those that change by
  // methods of their own, and the owner, on whom it depends who sees the record. They stay as they are then.
  template <class... T>
  void KeepUnsaid(Change<T>&... changes) const {
    const auto keep = [](auto& change) {
      if (change.is_clear()) change = {};
    };
    if (all_) (keep(changes), ...);
  }

  Violations& violations() { return violations_; }
  absl::Status ToStatus() const { return violations_.ToStatus(); }

 private:
  std::string path_;
  const google::protobuf::Message& resource_;
  bool by_population_ = true;
  bool all_ = false;
  std::vector<std::string> paths_;
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
