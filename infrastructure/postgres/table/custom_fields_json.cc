#include "infrastructure/postgres/table/custom_fields_json.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/literals.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/table/json.h"

namespace pipewright::postgres {
namespace {

struct Appender {
  std::string& out;

  void operator()(const std::string& text) const { AppendJsonString(text, out); }
  void operator()(CustomNumber number) const { absl::StrAppend(&out, "{\"e4\":", number.e4, "}"); }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(absl::CivilDay day) const {
    absl::StrAppend(&out, "{\"date\":\"", absl::FormatCivilTime(day), "\"}");
  }
  void operator()(const std::vector<std::string>& options) const {
    char before = '[';
    for (const std::string& option : options) {
      out += before;
      AppendJsonString(option, out);
      before = ',';
    }
    out += ']';
  }
  void operator()(const Uuid& id) const { absl::StrAppend(&out, "{\"id\":\"", id.ToString(), "\"}"); }
};

absl::Status Misshapen() { return absl::InternalError("a stored custom field has another shape"); }

absl::Status FromObject(const nlohmann::json& json, CustomFieldValue& out) {
  if (json.size() != 1) return Misshapen();
  const std::string& kind = json.begin().key();
  const nlohmann::json& value = json.begin().value();
  if (kind == "e4" && value.is_number_integer()) {
    out = CustomNumber{value.get<int64_t>()};
    return absl::OkStatus();
  }
  if (!value.is_string()) return Misshapen();
  const std::string& text = value.get_ref<const std::string&>();
  if (kind == "date") {
    ASSIGN_OR_RETURN(out, DateFromText(text));
    return absl::OkStatus();
  }
  if (kind != "id") return Misshapen();
  ASSIGN_OR_RETURN(out, Uuid::Parse(text));
  return absl::OkStatus();
}

}  // namespace

void AppendJson(const CustomFieldValue& value, std::string& out) { std::visit(Appender{out}, value); }

void AppendJson(const CustomFields& fields, std::string& out) {
  if (fields.empty()) {
    out += "null";
    return;
  }
  out += '{';
  bool first = true;
  for (const auto& [key, value] : fields) {
    if (!first) out += ',';
    first = false;
    AppendJsonString(key, out);
    out += ':';
    AppendJson(value, out);
  }
  out += '}';
}

absl::Status FromJson(const nlohmann::json& json, CustomFieldValue& out) {
  if (json.is_object()) return FromObject(json, out);
  if (json.is_string()) {
    out = json.get<std::string>();
  } else if (json.is_boolean()) {
    out = json.get<bool>();
  } else if (json.is_array()) {
    std::vector<std::string> options;
    RETURN_IF_ERROR(FromJson(json, options));
    out = std::move(options);
  } else {
    return Misshapen();
  }
  return absl::OkStatus();
}

absl::Status FromJson(const nlohmann::json& json, CustomFields& out) {
  out.clear();
  if (json.is_null()) return absl::OkStatus();
  if (!json.is_object()) return Misshapen();
  for (const auto& [key, value] : json.items()) RETURN_IF_ERROR(FromJson(value, out[key]));
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
