// What the line items of opportunities have to do with the catalog: they are called as its offerings, and become
// engagements when the opportunity is won.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "application/catalog/engagement_commands.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/unit_of_work.h"
#include "domain/sales/line_item.h"
#include "domain/sales/opportunity.h"
#include "domain/shared/change.h"

namespace pipewright::sales {

// Gives those items that name an offering and have no title its name, as it is now. Whether the offering is live is for
// the check of references to say, as of whatever else is named. kFailedPrecondition/REFERENCE_NOT_FOUND about the item
// when there is none for the caller.
absl::Status NameLineItems(Change<std::vector<LineItem>>& items, UnitOfWork& uow);

// The engagements that a won opportunity makes of its line items. Thread safe.
class WonEngagements {
 public:
  // Outlives it.
  explicit WonEngagements(IdGenerator& ids) : engagements_(ids) {}

  // kPermissionDenied unless the caller may create engagements.
  static absl::Status CheckPermitted(const RequestContext& ctx);

  // One for each offering of the items, but for those of which a live one came from this opportunity already: ACTIVE,
  // worth what its items come to, from the close date on, of the opportunity's owner. Under the permission to create
  // engagements, within the call's own unit of work. kFailedPrecondition names the item whose offering is gone, or not
  // on sale (OFFERING_INACTIVE).
  absl::Status Create(const RequestContext& ctx, const OpportunityState& won, UnitOfWork& uow) const;

 private:
  catalog::EngagementCommands engagements_;
};

}  // namespace pipewright::sales
