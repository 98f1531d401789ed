#include "application/sales/lead_statistics.h"

#include "application/shared/queries/list_request.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {

absl::StatusOr<LeadStatistics> LeadStatisticsQueries::Handle(const RequestContext& context,
                                                             const GetLeadStatistics& query) const {
  ListRequest request;
  request.filter = query.filter;
  ASSIGN_OR_RETURN(const ListQuery list, lists_.Check(context, leads_.catalog(), request));
  return reader_.Read(context, list);
}

}  // namespace pipewright::sales
