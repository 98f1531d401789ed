// Who does something, when, and which day that is where the tenant is.
#pragma once

#include "absl/time/civil_time.h"
#include "application/shared/call/request_context.h"
#include "application/unit_of_work.h"
#include "domain/sales/opportunity.h"

namespace pipewright::sales {

inline Moment MomentOf(const RequestContext& ctx, const UnitOfWork& uow) {
  return {ctx.user(), uow.now(), absl::ToCivilDay(uow.now(), ctx.principal->time_zone)};
}

}  // namespace pipewright::sales
