#include "infrastructure/postgres/table/custom_fields_column.h"

#include <set>

#include "absl/strings/strip.h"
#include "domain/shared/status_macros.h"

namespace pipewright::postgres {
namespace {

struct RowsOf {
  const std::string& key;
  std::vector<std::vector<Param>>& rows;

  void operator()(const std::string& text) const { AddText(key, text); }
  void operator()(CustomNumber number) const { rows.push_back({key, key, {}, absl::StrCat(number.e4), {}}); }
  void operator()(bool value) const { AddText(key, value ? "true" : "false"); }
  void operator()(absl::CivilDay day) const { rows.push_back({key, key, {}, {}, absl::FormatCivilTime(day)}); }
  void operator()(const std::vector<std::string>& options) const {
    for (const std::string& option : options) AddText(absl::StrCat(key, "/", option), option);
  }
  void operator()(const Uuid& id) const { AddText(key, id.ToString()); }

  void AddText(std::string element, std::string text) const {
    rows.push_back({std::move(element), key, std::move(text), {}, {}});
  }
};

constexpr absl::string_view kPrefix = "custom_fields.";

// As JSON, null without one.
std::string ValueOf(const CustomFields& fields, const std::string& key) {
  const auto found = fields.find(key);
  if (found == fields.end()) return "null";
  std::string json;
  AppendJson(found->second, json);
  return json;
}

}  // namespace

void TellCustomParts(const CustomFields& before, const CustomFields& after, std::vector<FieldPart>& out) {
  std::set<std::string> keys;
  for (const auto& [key, value] : before) keys.insert(key);
  for (const auto& [key, value] : after) keys.insert(key);
  for (const std::string& key : keys) {
    FieldPart part{absl::StrCat(kPrefix, key), ValueOf(before, key), ValueOf(after, key)};
    if (part.before != part.after) out.push_back(std::move(part));
  }
}

absl::StatusOr<bool> PutBackCustomPart(CustomFields& fields, const FieldPart& part) {
  absl::string_view key = part.field;
  if (!absl::ConsumePrefix(&key, kPrefix)) return absl::InternalError("a part of custom fields has another name");
  nlohmann::json is;
  nlohmann::json became;
  nlohmann::json was;
  RETURN_IF_ERROR(FromJsonText(ValueOf(fields, std::string(key)), is));
  RETURN_IF_ERROR(FromJsonText(part.after, became));
  RETURN_IF_ERROR(FromJsonText(part.before, was));
  if (is != became) return false;
  if (was.is_null()) {
    fields.erase(std::string(key));
  } else {
    RETURN_IF_ERROR(FromJson(was, fields[std::string(key)]));
  }
  return true;
}

void RepointCustomFields(CustomFields& fields, const Repointing& what, const CustomKeys& keys) {
  for (auto& [key, value] : fields) {
    Uuid* const id = std::get_if<Uuid>(&value);
    if (id != nullptr && keys.contains(key) && IsMerged(what, *id)) *id = what.to;
  }
}

std::vector<PhysicalColumn> CustomFieldColumns() {
  return {
      {"element", "text"}, {"key", "text"}, {"text_value", "text"}, {"number_value", "bigint"}, {"date_value", "date"}};
}

std::vector<std::vector<Param>> CustomFieldRows(const CustomFields& fields) {
  std::vector<std::vector<Param>> rows;
  rows.reserve(fields.size());
  for (const auto& [key, value] : fields) std::visit(RowsOf{key, rows}, value);
  return rows;
}

}  // namespace pipewright::postgres
