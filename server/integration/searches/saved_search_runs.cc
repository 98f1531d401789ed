#include "server/integration/searches/saved_search_runs.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "application/shared/commands/command_bus.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/integration/files/cells.h"

namespace pipewright::integration {
namespace {

std::string NameOf(const SavedSearchState& search) { return absl::StrCat("saved_search/", search.id.ToString()); }

// What the list refuses of the search is no fault of who runs it.
absl::Status AboutSearch(const SavedSearchState& search, absl::Status status) {
  const Reason reason = DetailsOf(status).reason;
  if (reason != Reason::kInvalidFilter && reason != Reason::kInvalidOrderBy) return status;
  return FailedPrecondition(Reason::kSavedSearchOutdated, NameOf(search),
                            absl::StrCat("the search fits its records no more: ", status.message()));
}

}  // namespace

absl::StatusOr<FoundRecords> SavedSearchRuns::Handle(const RequestContext& context, const RunSavedSearch& query) const {
  FoundRecords found;
  ASSIGN_OR_RETURN(found.search, searches_.Handle(context, GetRecord<SavedSearch>{query.id, std::nullopt}));
  if (found.search.delete_time.has_value()) {
    return FailedPrecondition(Reason::kRecordDeleted, NameOf(found.search),
                              "the saved search is deleted; undelete it first");
  }
  const server::ServedKind* const kind = kinds_.Find(found.search.resource);
  if (kind == nullptr) return absl::InternalError("a saved search is of records that nobody serves");
  RequestContext listing = context;
  listing.permission = {kind->name(), "read"};
  RETURN_IF_ERROR(CheckPermission(listing));
  ListRequest list;
  list.page_size = query.page_size;
  list.page_token = query.page_token;
  list.return_total_size = query.return_total_size;
  list.filter = found.search.filter;
  list.order_by = found.search.order_by;
  absl::StatusOr<server::RecordPage> page = kind->List(listing, list);
  if (!page.ok()) return AboutSearch(found.search, page.status());
  found.page = *std::move(page);
  return found;
}

absl::Status ServedFields::CheckPath(absl::string_view resource, absl::string_view path) const {
  const server::ServedKind* const kind = kinds_.Find(resource);
  if (kind == nullptr) return absl::InternalError("columns of records that nobody serves");
  return CellField::Parse(kind->record(), path).status();
}

}  // namespace pipewright::integration
