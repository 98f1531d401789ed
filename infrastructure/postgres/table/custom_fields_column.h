// Custom fields in a table's description: the record's JSON column, and the rows beside it.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/custom_fields.h"
#include "infrastructure/postgres/table/column.h"
#include "infrastructure/postgres/table/custom_fields_json.h"

namespace pipewright::postgres {

// Field by field: "custom_fields.<key>".
void TellCustomParts(const CustomFields& before, const CustomFields& after, std::vector<FieldPart>& out);
absl::StatusOr<bool> PutBackCustomPart(CustomFields& fields, const FieldPart& part);

// Leads the references under `keys` to one of `what.from` to `what.to`.
void RepointCustomFields(CustomFields& fields, const Repointing& what, const CustomKeys& keys);

// NULL when there are none, which is all that lists know of it; Table::WithCustomFields lists each of them.
template <class S>
Column<S> CustomFieldsCol(CustomFields S::*member) {
  Column<S> column;
  column.field = "custom_fields";
  column.physical = {{column.field, "json"}};
  column.list_fields = {GroupField(column.field)};
  column.write = [member](const S& state, std::vector<Param>& out) {
    const CustomFields& fields = state.*member;
    if (fields.empty()) {
      out.push_back(std::nullopt);
      return;
    }
    std::string json;
    AppendJson(fields, json);
    out.emplace_back(std::move(json));
  };
  column.read = [member](S& state, absl::Span<const Cell> cells) -> absl::Status {
    CustomFields& fields = state.*member;
    fields.clear();
    if (cells[0].null) return absl::OkStatus();
    const nlohmann::json json = nlohmann::json::parse(cells[0].text.begin(), cells[0].text.end(), nullptr,
                                                      /*allow_exceptions=*/false);
    return FromJson(json, fields);
  };
  column.write_json = [member](const S& state, std::string& out) { AppendJson(state.*member, out); };
  column.read_json = [member](S& state, const nlohmann::json& json) { return FromJson(json, state.*member); };
  column.tell_parts = [member](const S& before, const S& after, std::vector<FieldPart>& out) {
    TellCustomParts(before.*member, after.*member, out);
  };
  column.put_back = [member](S& state, const FieldPart& part) { return PutBackCustomPart(state.*member, part); };
  return column;
}

// The physical columns behind the record's id, and the rows of a record.
std::vector<PhysicalColumn> CustomFieldColumns();
std::vector<std::vector<Param>> CustomFieldRows(const CustomFields& fields);

}  // namespace pipewright::postgres
