// Assignment rules in PostgreSQL.
#pragma once

#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/sales/assignment_rule_repository.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/repository.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

const Table<sales::AssignmentRule>& AssignmentRuleTable();

class PostgresAssignmentRuleRepository
    : public PostgresRepository<sales::AssignmentRule, sales::AssignmentRuleRepository> {
 public:
  explicit PostgresAssignmentRuleRepository(WriteSession& session)
      : PostgresRepository(session, AssignmentRuleTable()) {}

  absl::StatusOr<std::vector<sales::AssignmentRuleState>> LiveOf(RecordKind entity) override;
  absl::StatusOr<std::map<UserId, int64_t>> LoadOf(RecordKind entity, const std::vector<UserId>& users) override;
};

}  // namespace pipewright::postgres
