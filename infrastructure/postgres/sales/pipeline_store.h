// Pipelines in PostgreSQL.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "domain/sales/pipeline_repository.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/repository.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

// The stages are a JSON column, with a row each in pipeline_stages for opportunities to refer to.
const Table<sales::Pipeline>& PipelineTable();

// The stages of all pipelines, as filters see them. Whoever may read pipelines may read their stages.
const TableLayout& StageLayout();

class PostgresPipelineRepository : public PostgresRepository<sales::Pipeline, sales::PipelineRepository> {
 public:
  explicit PostgresPipelineRepository(WriteSession& session) : PostgresRepository(session, PipelineTable()) {}

  absl::StatusOr<std::optional<sales::Pipeline>> GetDefault() override;
};

}  // namespace pipewright::postgres
