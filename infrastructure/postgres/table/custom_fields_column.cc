#include "infrastructure/postgres/table/custom_fields_column.h"

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

}  // namespace

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
