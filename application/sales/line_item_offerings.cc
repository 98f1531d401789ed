#include "application/sales/line_item_offerings.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "application/shared/commands/command_bus.h"
#include "application/shared/commands/prefetch.h"
#include "application/shared/commands/references.h"
#include "domain/catalog/engagement_repository.h"
#include "domain/catalog/offering.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

std::string PathOf(size_t item) { return absl::StrCat("line_items[", item, "].offering_id"); }

bool IsUnnamed(const LineItem& item) {
  return item.offering_id.has_value() && absl::StripAsciiWhitespace(item.title).empty();
}

// The call as one that creates an engagement.
RequestContext AsCreation(const RequestContext& ctx) {
  RequestContext own = ctx;
  own.method = "/pipewright.catalog.v1.EngagementService/CreateEngagement";
  own.permission = {std::string(catalog::Engagement::kResource), "create"};
  return own;
}

catalog::CreateEngagement CreationFor(const OpportunityState& won, const OfferingTotal& total) {
  catalog::CreateEngagement command;
  catalog::EngagementChanges& details = command.details;
  details.account_id = Change<AccountId>::Set(*won.account_id);
  details.offering_id = Change<OfferingId>::Set(total.offering_id);
  details.start_date = Change<absl::CivilDay>::Set(*won.actual_close_date);
  details.value = Change<Money>::Set(total.total);
  details.owner_id = Change<UserId>::Set(won.owner_id);
  details.opportunity_id = Change<OpportunityId>::Set(won.id);
  return command;
}

}  // namespace

absl::Status NameLineItems(Change<std::vector<LineItem>>& change, UnitOfWork& uow) {
  if (!change.is_set()) return absl::OkStatus();
  std::vector<LineItem> items = change.value();
  if (std::none_of(items.begin(), items.end(), IsUnnamed)) return absl::OkStatus();
  Prefetch needed;
  for (const LineItem& item : items) needed.Add(item.offering_id);
  RETURN_IF_ERROR(needed.Read(uow));
  for (size_t i = 0; i < items.size(); ++i) {
    if (!IsUnnamed(items[i])) continue;
    const auto offering = uow.Of<catalog::Offering>().GetEvenDeleted(*items[i].offering_id);
    if (!offering.ok()) return CheckReference(PathOf(i), RecordRef::Of(*items[i].offering_id), uow);
    items[i].title = offering->state().name;
  }
  change = Change<std::vector<LineItem>>::Set(std::move(items));
  return absl::OkStatus();
}

absl::Status WonEngagements::CheckPermitted(const RequestContext& ctx) { return CheckPermission(AsCreation(ctx)); }

absl::Status WonEngagements::Create(const RequestContext& ctx, const OpportunityState& won, UnitOfWork& uow) const {
  const RequestContext creation = AsCreation(ctx);
  return uow.RunAs(creation, [&]() -> absl::Status {
    ASSIGN_OR_RETURN(const std::vector<OfferingId> known, uow.Of<catalog::Engagement>().OfferingsFrom(won.id));
    std::vector<OfferingTotal> totals = TotalsByOffering(won.line_items);
    totals.erase(std::remove_if(totals.begin(), totals.end(),
                                [&](const OfferingTotal& total) {
                                  return std::find(known.begin(), known.end(), total.offering_id) != known.end();
                                }),
                 totals.end());
    std::vector<catalog::CreateEngagement> commands;
    commands.reserve(totals.size());
    for (const OfferingTotal& total : totals) commands.push_back(CreationFor(won, total));
    RETURN_IF_ERROR(engagements_.Prepare(commands, uow));
    for (size_t i = 0; i < commands.size(); ++i) {
      RETURN_IF_ERROR(engagements_.CheckOnSale(totals[i].offering_id, PathOf(totals[i].first), uow));
      RETURN_IF_ERROR(engagements_.Handle(creation, commands[i], uow).status());
    }
    return absl::OkStatus();
  });
}

}  // namespace pipewright::sales
