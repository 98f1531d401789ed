#include "application/catalog/offering_selection.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::catalog {
namespace {

constexpr char kFilter[] = "offering_filter";

// An error about a list's filter, as one about ours.
absl::Status AboutOurFilter(const absl::Status& status) {
  ErrorDetails details = DetailsOf(status);
  if (details.fields.size() != 1 || details.fields[0].field != "filter") return status;
  details.fields[0].field = kFilter;
  return MakeError(status.code(), absl::StrCat(kFilter, ": ", details.fields[0].description), details);
}

absl::StatusOr<std::vector<OfferingState>> ByIds(const RequestContext& context, Reader<Offering>& offerings,
                                                 const OfferingSelection& selection) {
  if (selection.ids.size() > OfferingSelection::kMaxIds) {
    return InvalidField("offering_ids", absl::StrCat("must be at most ", OfferingSelection::kMaxIds));
  }
  if (!selection.filter.empty()) return InvalidField(kFilter, "goes without offering_ids only");
  const std::set<OfferingId> ids(selection.ids.begin(), selection.ids.end());
  ASSIGN_OR_RETURN(std::vector<OfferingState> found,
                   offerings.BatchGet(context, std::vector<OfferingId>(ids.begin(), ids.end())));
  found.erase(std::remove_if(
                  found.begin(), found.end(),
                  [](const OfferingState& offering) { return !offering.active || offering.delete_time.has_value(); }),
              found.end());
  std::sort(found.begin(), found.end(), [](const OfferingState& a, const OfferingState& b) {
    return std::pair(a.name, a.id) < std::pair(b.name, b.id);
  });
  return found;
}

}  // namespace

absl::StatusOr<std::vector<OfferingState>> SelectOfferings(const RequestContext& context, Reader<Offering>& offerings,
                                                           const ListChecker& lists,
                                                           const OfferingSelection& selection) {
  if (!selection.ids.empty()) return ByIds(context, offerings, selection);
  ListRequest request;
  request.page_size = OfferingSelection::kMaxOfferings;
  request.filter = selection.filter;
  request.fixed_filter = "active = true";
  request.order_by = "name";
  const absl::StatusOr<ListQuery> list = lists.Check(context, offerings.catalog(), request);
  if (!list.ok()) return AboutOurFilter(list.status());
  ASSIGN_OR_RETURN(ListedRecords<OfferingState> listed, offerings.List(context, *list));
  if (listed.next.has_value()) {
    return InvalidField(kFilter, absl::StrCat("leaves more than ", OfferingSelection::kMaxOfferings,
                                              " active offerings: narrow it, or name some by offering_ids"));
  }
  return std::move(listed.items);
}

}  // namespace pipewright::catalog
