#include "infrastructure/postgres/sales/pipeline_store.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/sales/sales_json.h"

namespace pipewright::postgres {
namespace {

using S = sales::PipelineState;

Links<S> Stages() {
  return {
      "pipeline_stages",
      "pipeline_id",
      {{"stage_id", "uuid"}, {"position", "bigint"}, {"name", "text"}, {"kind", "text"}},
      [](const S& state) {
        std::vector<std::vector<Param>> rows;
        for (const sales::Stage& stage : state.stages) {
          rows.push_back({stage.id.ToString(), absl::StrCat(rows.size()), stage.name, std::string(NameOf(stage.kind))});
        }
        return rows;
      },
      /*referenced=*/true};
}

}  // namespace

const Table<sales::Pipeline>& PipelineTable() {
  static const auto* const table =
      new Table<sales::Pipeline>(Table<sales::Pipeline>("pipelines",
                                                        {
                                                            Col("name", &S::name),
                                                            UnlistedCol("description", &S::description),
                                                            Col("default_pipeline", &S::default_pipeline),
                                                            JsonCol("stages", &S::stages),
                                                        },
                                                        /*scope=*/nullptr, {Stages()})
                                     .SortedBy({"name"})
                                     .KeptLive()
                                     .WithHistory("pipeline_versions"));
  return *table;
}

const TableLayout& StageLayout() {
  static const auto* const layout = [] {
    auto* const stages = new TableLayout();
    stages->name = "pipeline_stages";
    stages->resource = PipelineTable().layout().resource;
    stages->catalog = FieldCatalog("stage");
    stages->catalog.set_read_as(stages->resource);
    stages->soft_deleted = false;
    stages->AddField({internal::FieldFor<StageId>("id", false), "t.stage_id", "uuid", "", ""});
    stages->AddField({internal::FieldFor<std::string>("name", false), "t.name", "text", "", ""});
    stages->AddField({internal::FieldFor<sales::StageKind>("kind", false), "t.kind", "text", "", ""});
    return stages;
  }();
  return *layout;
}

absl::StatusOr<std::optional<sales::Pipeline>> PostgresPipelineRepository::GetDefault() {
  return FindOnceWhere("t.default_pipeline and t.delete_time is null");
}

}  // namespace pipewright::postgres
