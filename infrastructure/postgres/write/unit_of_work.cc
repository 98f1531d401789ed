#include "infrastructure/postgres/write/unit_of_work.h"

#include <algorithm>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/catalog/repositories.h"
#include "infrastructure/postgres/collaboration/repositories.h"
#include "infrastructure/postgres/integration/job_store.h"
#include "infrastructure/postgres/integration/repositories.h"
#include "infrastructure/postgres/organization/directory.h"
#include "infrastructure/postgres/organization/identities.h"
#include "infrastructure/postgres/organization/repositories.h"
#include "infrastructure/postgres/sales/duplicate_pair_store.h"
#include "infrastructure/postgres/sales/match_store.h"
#include "infrastructure/postgres/sales/repositories.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/tasks/repositories.h"
#include "infrastructure/postgres/write/record_filters.h"

namespace pipewright::postgres {

const RepositoryList& AllRepositories() {
  static const auto* const all = [] {
    auto* const list = new RepositoryList;
    AddOrganizationRepositories(*list);
    AddSalesRepositories(*list);
    AddCatalogRepositories(*list);
    AddTasksRepositories(*list);
    AddCollaborationRepositories(*list);
    AddIntegrationRepositories(*list);
    return list;
  }();
  return *all;
}

struct PostgresUnitOfWork::Ports {
  Ports(PostgresUnitOfWork& uow, WriteSession& session)
      : identities(session),
        directory(session),
        match_candidates(session),
        duplicate_pairs(session),
        job_store(session),
        filters(session, [&uow](RecordKind kind) -> const TableLayout& {
          return dynamic_cast<const Described&>(uow.records(kind)).layout();
        }) {}

  PostgresIdentities identities;
  PostgresDirectory directory;
  PostgresMatchCandidates match_candidates;
  PostgresDuplicatePairStore duplicate_pairs;
  PostgresJobStore job_store;
  PostgresRecordFilters filters;
};

PostgresUnitOfWork::PostgresUnitOfWork(WriteSession& session, NumberBlocks& blocks, Transactor::Mode mode)
    : session_(session),
      mode_(mode),
      code_numbers_(session, blocks),
      repositories_(AllRepositories(), session),
      ports_(std::make_unique<Ports>(*this, session)) {
  session_.OnUndo([this] { reserved_.clear(); });
}

PostgresUnitOfWork::~PostgresUnitOfWork() = default;

organization::Identities& PostgresUnitOfWork::identities() { return ports_->identities; }
organization::Directory& PostgresUnitOfWork::directory() { return ports_->directory; }
sales::MatchCandidates& PostgresUnitOfWork::match_candidates() { return ports_->match_candidates; }
sales::DuplicatePairStore& PostgresUnitOfWork::duplicate_pairs() { return ports_->duplicate_pairs; }
integration::JobStore& PostgresUnitOfWork::job_store() { return ports_->job_store; }
RecordFilters& PostgresUnitOfWork::filters() { return ports_->filters; }

absl::StatusOr<int64_t> PostgresUnitOfWork::NextNumber(absl::string_view series) {
  RETURN_IF_ERROR(ReserveNumbers(series, 1));
  Numbers& numbers = reserved_[std::string(series)];
  if (numbers.next > numbers.last) RETURN_IF_ERROR(session_.Flush());
  if (numbers.next > numbers.last) return absl::InternalError("a series has given no number");
  return numbers.next++;
}

absl::Status PostgresUnitOfWork::ReserveNumbers(absl::string_view series, int64_t count) {
  static const auto* const sql = new std::string(
      "insert into counters (tenant_id, series, value) values ($1::uuid, $2::text, $3::bigint) "
      "on conflict (tenant_id, series) do update set value = counters.value + excluded.value returning value");
  Numbers& at_hand = reserved_[std::string(series)];
  const int64_t missing = count - (at_hand.last - at_hand.next + 1) - at_hand.awaited;
  if (missing <= 0) return absl::OkStatus();
  at_hand.awaited += missing;
  session_.ReadAhead(*sql, {session_.tenant(), std::string(series), absl::StrCat(missing)},
                     [this, series = std::string(series), missing](Row row) -> absl::Status {
                       Numbers& numbers = reserved_[series];
                       // An undone attempt may have forgotten what was awaited.
                       numbers.awaited = std::max<int64_t>(numbers.awaited - missing, 0);
                       int64_t last = 0;
                       RETURN_IF_ERROR(Codec<int64_t>::FromText(row[0].text, last));
                       // Nobody else takes numbers meanwhile, so new ones follow those that are left.
                       if (numbers.next > numbers.last) numbers.next = last - missing + 1;
                       numbers.last = last;
                       return absl::OkStatus();
                     });
  return absl::OkStatus();
}

absl::StatusOr<CodeNumber> PostgresUnitOfWork::NextCodeNumber(RecordKind kind) { return code_numbers_.Next(kind); }

absl::Status PostgresUnitOfWork::ReserveCodeNumbers(RecordKind kind, int64_t count) {
  return code_numbers_.Reserve(kind, count);
}

absl::Status PostgresUnitOfWork::Attempt(Writes writes, absl::FunctionRef<absl::Status()> work,
                                         AttemptOutcome& outcome) {
  code_numbers_.Mark();
  absl::Status status = session_.Attempt(writes == Writes::kSetWise, work, outcome);
  if (status.ok() && !outcome.status.ok()) code_numbers_.Rewind(outcome.status);
  return status;
}

absl::Status PostgresUnitOfWork::RunAs(const RequestContext& context, absl::FunctionRef<absl::Status()> work) {
  const absl::Cleanup back = [this, &own = session_.context()] { session_.set_context(own); };
  session_.set_context(context);
  return work();
}

absl::StatusOr<std::optional<StoredAnswer>> PostgresUnitOfWork::FindAnswer(const Uuid& request_id) {
  return session_.FindAnswer(request_id);
}

absl::Status PostgresUnitOfWork::StoreAnswer(const Uuid& request_id, const StoredAnswer& answer) {
  session_.StoreAnswer(request_id, answer);
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
