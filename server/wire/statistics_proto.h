// Statistics between proto and application: the same for every kind of record.
#pragma once

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "application/shared/queries/statistics.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "pipewright/shared/v1/statistics.pb.h"
#include "server/wire/enum_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"

namespace pipewright::server {

// A request of the fields filter, period_length, start_date, period_count, and where a record can be closed
// period_basis.
template <class Request>
absl::StatusOr<GetStatistics> ReadStatistics(const Request& request) {
  GetStatistics query;
  Violations violations;
  query.filter = request.filter();
  if (request.period_length() != 0) {
    violations.Take("period_length", FromProtoEnum<PeriodLength>(request.period_length()), &query.period_length);
  }
  if constexpr (requires { request.period_basis(); }) {
    if (request.period_basis() != 0) {
      violations.Take("period_basis", FromProtoEnum<PeriodBasis>(request.period_basis()), &query.period_basis);
    }
  }
  if (request.has_start_date()) {
    violations.Take("start_date", FromProto(request.start_date()), &query.first_day);
    // So that no bound of a period is beyond what a store can hold.
    if (query.first_day.has_value() && (query.first_day->year() < 1900 || query.first_day->year() > 2999)) {
      violations.Add("start_date", "must be in the years 1900 to 2999");
    }
  }
  if (request.has_period_count()) {
    query.periods = request.period_count();
    if (query.periods < 1 || query.periods > GetStatistics::kMaxPeriods) {
      violations.Add("period_count", absl::StrCat("must be from 1 to ", GetStatistics::kMaxPeriods));
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return query;
}

void Write(const Figures& figures, shared::v1::StatisticsFigures* out);

// What the answers of all kinds have but for the statuses.
template <class Response>
void WriteCommonStatistics(const Statistics& statistics, Response* out) {
  Write(statistics.all, out->mutable_all());
  for (const OwnerFigures& owner : statistics.owners) {
    shared::v1::OwnerStatistics* const written = out->add_owners();
    if (owner.owner_id.has_value()) written->set_owner_id(owner.owner_id->ToString());
    Write(owner.figures, written->mutable_figures());
  }
  if (statistics.other_owner_count > 0) {
    out->mutable_other_owners()->set_owner_count(statistics.other_owner_count);
    Write(statistics.other_owners, out->mutable_other_owners()->mutable_figures());
  }
  for (const PeriodFigures& period : statistics.periods) {
    shared::v1::PeriodStatistics* const written = out->add_periods();
    Write(period.first_day, written->mutable_start_date());
    Write(period.figures, written->mutable_figures());
  }
  Write(statistics.earlier, out->mutable_earlier());
  Write(statistics.later, out->mutable_later());
  if constexpr (requires { out->mutable_undated(); }) Write(statistics.undated, out->mutable_undated());
}

// Status: the kind's own enum, by whose names its statuses are stored.
template <class Status, class Response>
void WriteStatistics(const Statistics& statistics, Response* out) {
  WriteCommonStatistics(statistics, out);
  for (const auto& [status, name] : NamesOf(Status{})) {
    const auto found = std::find_if(statistics.statuses.begin(), statistics.statuses.end(),
                                    [&, &wanted = name](const StatusFigures& one) { return one.status == wanted; });
    if (found == statistics.statuses.end()) continue;
    auto* const written = out->add_statuses();
    written->set_status(ToProtoEnum<decltype(written->status())>(status));
    Write(found->figures, written->mutable_figures());
  }
}

}  // namespace pipewright::server
