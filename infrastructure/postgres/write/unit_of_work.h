// UnitOfWork on PostgreSQL.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "application/unit_of_work.h"
#include "infrastructure/postgres/write/code_numbers.h"
#include "infrastructure/postgres/write/repositories.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

// The repositories of every context's aggregates.
const RepositoryList& AllRepositories();

class PostgresUnitOfWork : public UnitOfWork {
 public:
  // `session` and `blocks` must outlive it.
  PostgresUnitOfWork(WriteSession& session, NumberBlocks& blocks, Transactor::Mode mode);
  // Gives the numbers of codes back, unless KeepCodeNumbers was called last.
  ~PostgresUnitOfWork() override;

  const RequestContext& context() const override { return session_.context(); }
  absl::Time now() const override { return session_.now(); }
  bool validating() const override { return mode_ == Transactor::Mode::kValidateOnly; }
  absl::StatusOr<int64_t> NextNumber(absl::string_view series) override;
  absl::Status ReserveNumbers(absl::string_view series, int64_t count) override;
  absl::StatusOr<CodeNumber> NextCodeNumber(RecordKind kind) override;
  absl::Status ReserveCodeNumbers(RecordKind kind, int64_t count) override;
  // The codes that were given are, or may be, stored.
  void KeepCodeNumbers() { code_numbers_.Keep(); }
  // They are not: the database has refused them, and says why.
  void ReturnCodeNumbers(const absl::Status& refused) { code_numbers_.Return(refused); }
  absl::Status Attempt(Writes writes, absl::FunctionRef<absl::Status()> work, AttemptOutcome& outcome) override;
  int64_t writes() const override { return session_.writes(); }
  absl::Status RunAs(const RequestContext& context, absl::FunctionRef<absl::Status()> work) override;
  absl::StatusOr<std::optional<StoredAnswer>> FindAnswer(const Uuid& request_id) override;
  absl::Status StoreAnswer(const Uuid& request_id, const StoredAnswer& answer) override;

  organization::Identities& identities() override;
  organization::Directory& directory() override;
  sales::MatchCandidates& match_candidates() override;
  sales::DuplicatePairStore& duplicate_pairs() override;
  integration::JobStore& job_store() override;
  RecordFilters& filters() override;

 protected:
  Records& Named(absl::string_view resource) override { return repositories_.Named(resource); }

 private:
  struct Numbers {
    int64_t next = 1;
    int64_t last = 0;
    int64_t awaited = 0;  // that the next read brings
  };

  WriteSession& session_;
  const Transactor::Mode mode_;
  std::map<std::string, Numbers> reserved_;  // by series
  CodeNumbers code_numbers_;
  Repositories repositories_;
  // Of what is no aggregate: known to the source alone.
  struct Ports;
  const std::unique_ptr<Ports> ports_;
};

}  // namespace pipewright::postgres
