// Custom fields in PostgreSQL.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/commands/custom_field_definitions.h"
#include "domain/organization/custom_field_definition_repository.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/repository.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

const Table<organization::CustomFieldDefinition>& CustomFieldDefinitionTable();

class PostgresCustomFieldDefinitionRepository
    : public PostgresRepository<organization::CustomFieldDefinition, organization::CustomFieldDefinitionRepository> {
 public:
  explicit PostgresCustomFieldDefinitionRepository(WriteSession& session);

  absl::StatusOr<organization::CustomFieldDefinitionList> Of(RecordKind entity) override;

 protected:
  absl::Status StoreMore(const organization::CustomFieldDefinition& definition,
                         const std::vector<organization::CustomFieldDefinitionEvent>& events) override;

 private:
  absl::Status ReadAll();

  // The live ones as this unit of work has left them; absent until they are asked for.
  std::optional<std::map<RecordKind, organization::CustomFieldDefinitionList>> live_;
};

// Thread safe.
class PostgresCustomFieldDefinitions : public CustomFieldDefinitions {
 public:
  explicit PostgresCustomFieldDefinitions(Pool& pool) : pool_(pool) {}

  absl::StatusOr<organization::CustomFieldDefinitionList> Of(const RequestContext& context, RecordKind entity) override;

 private:
  Pool& pool_;
};

}  // namespace pipewright::postgres
