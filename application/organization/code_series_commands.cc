#include "application/organization/code_series_commands.h"

#include <utility>

#include "application/shared/commands/etag_check.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

absl::StatusOr<CodeSeries> SeriesOf(RecordKind entity, UnitOfWork& uow) {
  absl::StatusOr<CodeSeries> stored = uow.Of<CodeSeries>().Get(CodeSeries::IdOf(entity));
  if (stored.status().code() == absl::StatusCode::kNotFound) return CodeSeries::BuiltIn(entity);
  return stored;
}

}  // namespace

absl::StatusOr<CodeSeries> CodeSeriesCommands::Handle(const RequestContext& /*ctx*/, const UpdateCodeSeries& cmd,
                                                      UnitOfWork& uow) const {
  // The counter's row is held until the end: of two first changes the second one finds what the first has stored.
  RETURN_IF_ERROR(uow.NextNumber("code_series").status());
  ASSIGN_OR_RETURN(CodeSeries series, SeriesOf(cmd.entity, uow));
  RETURN_IF_ERROR(CheckEtag(series, cmd.etag));
  const bool stored = series.state().version > 0;
  RETURN_IF_ERROR(series.Edit(cmd.changes));
  RETURN_IF_ERROR(stored ? uow.Of<CodeSeries>().Save(series) : uow.Of<CodeSeries>().Add(series));
  return series;
}

absl::StatusOr<std::vector<CodeSeriesState>> CodeSeriesQueries::Handle(const RequestContext& ctx,
                                                                       const ListCodeSeries& /*query*/) const {
  std::vector<CodeSeriesState> all;
  RETURN_IF_ERROR(transactor_.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    std::vector<CodeSeriesId> ids;
    for (const auto& [entity, name] : KindsWith(KindRole::kHasCode)) ids.push_back(CodeSeries::IdOf(entity));
    RETURN_IF_ERROR(uow.Of<CodeSeries>().Prefetch(ids));
    all.clear();
    for (const auto& [entity, name] : KindsWith(KindRole::kHasCode)) {
      ASSIGN_OR_RETURN(const CodeSeries series, SeriesOf(entity, uow));
      all.push_back(series.state());
    }
    return absl::OkStatus();
  }));
  return all;
}

}  // namespace pipewright::organization
