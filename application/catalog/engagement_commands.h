// What can be done to engagements.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/catalog/engagement.h"
#include "domain/shared/etag.h"

namespace pipewright::catalog {

using CreateEngagement = CreateRecord<Engagement>;
using UpdateEngagement = UpdateRecord<Engagement>;

struct EndEngagement {
  EngagementId id;
  std::optional<Etag> etag;
  std::optional<absl::CivilDay> end_date;  // absent: today where the tenant is, see Engagement::End
};

// A new engagement's owner is the caller unless one is named. What it newly refers to is live and, of an offering,
// active: kFailedPrecondition/OFFERING_INACTIVE.
class EngagementCommands : public RecordCommands<Engagement> {
 public:
  using RecordCommands::RecordCommands;

  using RecordCommands::Handle;
  absl::StatusOr<Engagement> Handle(const RequestContext& ctx, const EndEngagement& cmd, UnitOfWork& uow) const;

  // That an engagement of the offering may begin: it is there, live and on sale. `field`: what names it.
  static absl::Status CheckOnSale(const OfferingId& id, absl::string_view field, UnitOfWork& uow);

 protected:
  const ReferenceList<Engagement>& references() const override;
  absl::StatusOr<Engagement> Make(const RequestContext& ctx, const CreateEngagement& cmd, const EngagementId& id,
                                  EngagementChanges& details, UnitOfWork& uow) const override;
  absl::Status Edit(const RequestContext& ctx, const UpdateEngagement& cmd, EngagementChanges& changes,
                    Engagement& engagement, UnitOfWork& uow) const override;
};

}  // namespace pipewright::catalog
