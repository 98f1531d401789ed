#include "infrastructure/postgres/organization/custom_field_definition_store.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/custom_fields_json.h"
#include "infrastructure/postgres/table/kind_column.h"

namespace pipewright::postgres {
namespace {

using organization::CustomFieldDefinition;
using organization::CustomFieldDefinitionList;
using S = organization::CustomFieldDefinitionState;
using Definitions = std::vector<S>;

constexpr char kLive[] = "t.delete_time is null";

Column<S> DefaultValueCol() {
  Column<S> column;
  column.field = "default_value";
  column.physical = {{"default_value", "json"}};
  column.write = [](const S& state, std::vector<Param>& out) {
    if (state.default_value.has_value()) {
      AppendJson(*state.default_value, out.emplace_back().emplace());
    } else {
      out.emplace_back();
    }
  };
  column.write_json = [](const S& state, std::string& out) {
    if (state.default_value.has_value()) {
      AppendJson(*state.default_value, out);
    } else {
      out += "null";
    }
  };
  column.read_json = [](S& state, const nlohmann::json& json) -> absl::Status {
    if (!json.is_null()) return FromJson(json, state.default_value.emplace());
    state.default_value.reset();
    return absl::OkStatus();
  };
  column.read = [from_json = column.read_json](S& state, absl::Span<const Cell> cells) -> absl::Status {
    nlohmann::json json;
    if (!cells[0].null) RETURN_IF_ERROR(FromJsonText(cells[0].text, json));
    return from_json(state, json);
  };
  return column;
}

void Sort(Definitions& definitions) {
  std::sort(definitions.begin(), definitions.end(), [](const S& a, const S& b) { return a.key < b.key; });
}

}  // namespace

const Table<CustomFieldDefinition>& CustomFieldDefinitionTable() {
  static const auto* const table = new Table<CustomFieldDefinition>(
      Table<CustomFieldDefinition>("custom_field_definitions",
                                   {
                                       KindCol("entity", &S::entity, KindRole::kHasCustomFields),
                                       Col("key", &S::key),
                                       Col("label", &S::label),
                                       UnlistedCol("description", &S::description),
                                       Col("type", &S::type),
                                       Col("required", &S::required),
                                       DefaultValueCol(),
                                       JsonCol("options", &S::options),
                                       JsonCol("retired_options", &S::retired_options),
                                       KindCol("reference_kind", &S::reference_kind, KindRole::kInCustomReferences),
                                   })
          .SortedBy({"entity", "key", "label", "create_time", "update_time"}));
  return *table;
}

PostgresCustomFieldDefinitionRepository::PostgresCustomFieldDefinitionRepository(WriteSession& session)
    : PostgresRepository(session, CustomFieldDefinitionTable()) {
  session.OnUndo([this] { live_.reset(); });
}

absl::StatusOr<CustomFieldDefinitionList> PostgresCustomFieldDefinitionRepository::Of(RecordKind entity) {
  if (!live_.has_value()) RETURN_IF_ERROR(ReadAll());
  return (*live_)[entity];
}

absl::Status PostgresCustomFieldDefinitionRepository::ReadAll() {
  std::map<RecordKind, Definitions> found;
  RETURN_IF_ERROR(SelectWhere(kLive, {}, [&](S state) { found[state.entity].push_back(std::move(state)); }));
  auto& live = live_.emplace();
  for (const auto& [entity, name] : KindsWith(KindRole::kHasCustomFields)) {
    Sort(found[entity]);
    live[entity] = std::make_shared<const Definitions>(std::move(found[entity]));
  }
  return absl::OkStatus();
}

absl::Status PostgresCustomFieldDefinitionRepository::StoreMore(
    const CustomFieldDefinition& definition, const std::vector<organization::CustomFieldDefinitionEvent>& /*events*/) {
  if (!live_.has_value()) return absl::OkStatus();
  const S& stored = definition.state();
  CustomFieldDefinitionList& list = (*live_)[stored.entity];
  // Others may hold the list as it was.
  auto changed = std::make_shared<Definitions>(*list);
  changed->erase(std::remove_if(changed->begin(), changed->end(), [&](const S& one) { return one.id == stored.id; }),
                 changed->end());
  if (!stored.delete_time.has_value()) changed->push_back(stored);
  Sort(*changed);
  list = std::move(changed);
  return absl::OkStatus();
}

absl::StatusOr<CustomFieldDefinitionList> PostgresCustomFieldDefinitions::Of(const RequestContext& context,
                                                                             RecordKind entity) {
  const Table<CustomFieldDefinition>& table = CustomFieldDefinitionTable();
  static const auto* const sql = new Sql{
      absl::StrCat("select ", table.layout().select,
                   " from custom_field_definitions t where t.tenant_id = $1::uuid and t.entity = $2::text and ", kLive),
      table.layout().columns};
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(context.principal->tenant, context.deadline));
  RETURN_IF_ERROR(lease->PrepareSession(context.principal->tenant, context.deadline));
  Definitions found;
  RETURN_IF_ERROR(lease->Read(
      *sql, {context.tenant().ToString(), std::string(NameOf(entity))},
      [&](Row row) { return table.Read(row, found.emplace_back()); }, context.cancellation.get()));
  Sort(found);
  return std::make_shared<const Definitions>(std::move(found));
}

}  // namespace pipewright::postgres
