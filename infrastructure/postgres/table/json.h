// Values as JSON text, for columns that keep a value whole and for events and audit entries.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/id.h"
#include "domain/shared/money.h"
#include "domain/shared/uuid.h"

namespace pipewright {

// For nlohmann::json, found by argument-dependent lookup. A kind of value that is kept in a JSON column has these two
// beside its table description.
void to_json(nlohmann::json& json, const PostalAddress& address);
void from_json(const nlohmann::json& json, PostalAddress& address);
void to_json(nlohmann::json& json, const Uuid& id);
void from_json(const nlohmann::json& json, Uuid& id);
// {"currency_code": "EUR", "e4": 125000}
void to_json(nlohmann::json& json, const Money& money);
void from_json(const nlohmann::json& json, Money& money);

// As its text.
template <class Tag>
void to_json(nlohmann::json& json, const Id<Tag>& id) {
  json = id.ToString();
}
template <class Tag>
void from_json(const nlohmann::json& json, Id<Tag>& id) {
  const absl::StatusOr<Id<Tag>> read = Id<Tag>::Parse(json.get_ref<const std::string&>());
  if (!read.ok()) throw nlohmann::json::other_error::create(501, "an id of another shape", &json);
  id = *read;
}

namespace postgres {

void AppendJsonString(absl::string_view text, std::string& out);

template <class T>
void AppendJson(const std::optional<T>& value, std::string& out) {
  out += value.has_value() ? nlohmann::json(*value).dump() : "null";
}

template <class T>
std::string ToJsonText(const T& value) {
  return nlohmann::json(value).dump();
}

// kInternal when the value does not fit: it was written here, so that is a bug.
template <class T>
absl::Status FromJson(const nlohmann::json& json, T& out) {
  try {
    json.get_to(out);
  } catch (const nlohmann::json::exception&) {
    return absl::InternalError("a stored JSON value has another shape");
  }
  return absl::OkStatus();
}

// The same of a text.
template <class T>
absl::Status FromJsonText(absl::string_view text, T& out) {
  const nlohmann::json json = nlohmann::json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return absl::InternalError("a stored JSON value can't be read");
  return FromJson(json, out);
}

}  // namespace postgres
}  // namespace pipewright
