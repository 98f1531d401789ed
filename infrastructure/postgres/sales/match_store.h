// What duplicates are found by, on PostgreSQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/sales/match_candidates.h"
#include "domain/sales/match_rule.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/repository.h"

namespace pipewright::postgres {

const Table<sales::MatchRule>& MatchRuleTable();

class PostgresMatchRuleRepository : public PostgresRepository<sales::MatchRule, sales::MatchRuleRepository> {
 public:
  explicit PostgresMatchRuleRepository(WriteSession& session) : PostgresRepository(session, MatchRuleTable()) {}

  absl::StatusOr<std::optional<sales::MatchRule>> Of(absl::string_view resource) override;
};

class PostgresMatchCandidates : public sales::MatchCandidates {
 public:
  explicit PostgresMatchCandidates(WriteSession& session) : session_(session) {}

  const TextFolding& folding() const override;
  absl::Status Find(const std::vector<std::string>& keys, std::vector<sales::AccountState>& found) override;
  absl::Status Find(const std::vector<std::string>& keys, std::vector<sales::ContactState>& found) override;
  absl::Status Find(const std::vector<std::string>& keys, std::vector<sales::LeadState>& found) override;

 private:
  template <class A>
  absl::Status FindIn(const std::vector<std::string>& keys, std::vector<typename A::State>& found);

  WriteSession& session_;
};

}  // namespace pipewright::postgres
