// A subject in a table: one column per kind, so that each has a foreign key and an index.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/subject.h"
#include "infrastructure/postgres/table/column.h"
#include "infrastructure/postgres/table/json.h"

namespace pipewright::postgres {

// {"kind": "ACCOUNT", "id": "…"} in events; account_id, contact_id, opportunity_id and lead_id as columns and in
// filters.
template <class S>
Column<S> SubjectCol(const std::string& name, std::optional<Subject> S::*member) {
  Column<S> column;
  column.field = name;
  for (const auto& [kind, text] : KindsWith(KindRole::kSubject)) {
    const std::string id = absl::StrCat(absl::AsciiStrToLower(text), "_id");
    column.physical.push_back({id, "uuid"});
    column.list_fields.push_back(
        {{.name = id, .type = FieldType::kId, .nullable = true}, absl::StrCat("t.", id), "uuid", "", ""});
  }
  for (const auto& [kind, text] : KindsWith(KindRole::kSubject)) {
    column.record_references.push_back({kind, "", "id", absl::StrCat(absl::AsciiStrToLower(text), "_id"), false,
                                        [member](S& state, const Repointing& what, const CustomKeys&) {
                                          std::optional<Subject>& subject = state.*member;
                                          if (!subject.has_value() || subject->kind != what.kind) return;
                                          if (IsMerged(what, subject->id)) subject->id = what.to;
                                        }});
  }
  column.write = [member](const S& state, std::vector<Param>& out) {
    const std::optional<Subject>& subject = state.*member;
    for (const auto& [kind, text] : KindsWith(KindRole::kSubject)) {
      const bool named = subject.has_value() && subject->kind == kind;
      out.push_back(named ? Param(subject->id.ToString()) : std::nullopt);
    }
  };
  column.read = [member](S& state, absl::Span<const Cell> cells) -> absl::Status {
    (state.*member).reset();
    size_t at = 0;
    for (const auto& [kind, text] : KindsWith(KindRole::kSubject)) {
      const Cell& cell = cells[at++];
      if (cell.null) continue;
      ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(cell.text));
      state.*member = Subject{kind, id};
    }
    return absl::OkStatus();
  };
  column.write_json = [member](const S& state, std::string& out) {
    const std::optional<Subject>& subject = state.*member;
    if (!subject.has_value()) {
      out += "null";
      return;
    }
    absl::StrAppend(&out, R"({"kind":")", NameOf(subject->kind), R"(","id":")", subject->id.ToString(), "\"}");
  };
  column.read_json = [member](S& state, const nlohmann::json& json) -> absl::Status {
    (state.*member).reset();
    if (json.is_null()) return absl::OkStatus();
    std::map<std::string, std::string> parts;
    RETURN_IF_ERROR(FromJson(json, parts));
    ASSIGN_OR_RETURN(const RecordKind kind, ParseEnum<RecordKind>(parts["kind"]));
    ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(parts["id"]));
    state.*member = Subject{kind, id};
    return absl::OkStatus();
  };
  return column;
}

}  // namespace pipewright::postgres
