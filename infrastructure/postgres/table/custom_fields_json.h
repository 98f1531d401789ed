// The values of custom fields as JSON: in records' columns, in events and in the audit trail. It says of what kind a
// value is, since the definition may be gone: texts, booleans and lists as they are, {"e4": 125000} numbers,
// {"date": "2026-01-31"} dates, {"id": "0190…"} references.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "domain/shared/custom_fields.h"

namespace pipewright::postgres {

void AppendJson(const CustomFieldValue& value, std::string& out);
// An object by key; null without values.
void AppendJson(const CustomFields& fields, std::string& out);

// What AppendJson wrote; kInternal for anything else.
absl::Status FromJson(const nlohmann::json& json, CustomFieldValue& out);
absl::Status FromJson(const nlohmann::json& json, CustomFields& out);

}  // namespace pipewright::postgres
