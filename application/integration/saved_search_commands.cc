#include "application/integration/saved_search_commands.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/record_filters.h"
#include "application/shared/queries/order_by.h"
#include "domain/shared/errors.h"
#include "domain/shared/nearest_name.h"
#include "domain/shared/status_macros.h"

namespace pipewright::integration {
namespace {

// Those whose filters a unit of work knows. Users are listed as members, and not by what refers to them.
absl::StatusOr<RecordKind> SearchedKind(absl::string_view resource) {
  std::vector<std::string> known;
  for (const RecordKindRow& row : kRecordKinds) {
    if (row.kind == RecordKind::kUser) continue;
    if (ResourceOf(row.kind) == resource) return row.kind;
    known.emplace_back(ResourceOf(row.kind));
  }
  return InvalidField("resource",
                      absl::StrCat("must be one of ", absl::StrJoin(known, ", "), DidYouMean(resource, known)));
}

}  // namespace

absl::Status SavedSearchCommands::CheckFits(const SavedSearchState& before, const SavedSearchState& search,
                                            UnitOfWork& uow) const {
  const bool same =
      search.filter == before.filter && search.order_by == before.order_by && search.columns == before.columns;
  if (same && before.version > 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const RecordKind kind, SearchedKind(search.resource));
  // Which fields a tenant has added is told to those who may read the records.
  const Permission reading{search.resource, "read"};
  if (uow.context().principal->ScopeOf(reading.resource, reading.action) == Scope::kNone) {
    return PermissionDenied(reading.ToString(),
                            absl::StrCat("a search of such records takes the permission ", reading.ToString()));
  }
  absl::Status filter;
  if (search.filter != before.filter) filter = CheckRuleField("filter", search.filter, kind, uow);
  absl::Status order;
  if (search.order_by != before.order_by) {
    order = ParseOrderBy(search.order_by, uow.filters().CatalogOf(kind)).status();
  }
  Violations columns;
  if (search.columns != before.columns) {
    for (size_t i = 0; i < search.columns.size(); ++i) {
      columns.Note(absl::StrCat("columns[", i, "]"), fields_.CheckPath(search.resource, search.columns[i]));
    }
  }
  return BothViolations(columns.ToStatus(), BothViolations(order, filter));
}

absl::StatusOr<SavedSearch> SavedSearchCommands::Make(const RequestContext& ctx, const CreateSavedSearch& /*cmd*/,
                                                      const SavedSearchId& id, SavedSearchChanges& details,
                                                      UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(SavedSearch search, SavedSearch::Create(id, ctx.user(), details));
  RETURN_IF_ERROR(CheckFits(SavedSearchState(), search.state(), uow));
  return search;
}

absl::Status SavedSearchCommands::Edit(const RequestContext& ctx, const UpdateSavedSearch& /*cmd*/,
                                       SavedSearchChanges& changes, SavedSearch& search, UnitOfWork& uow) const {
  const SavedSearchState before = search.state();
  RETURN_IF_ERROR(search.Edit(changes));
  if (search.state().visibility == SearchVisibility::kPrivate && before.created_by != ctx.user()) {
    return InvalidField("visibility", "is made PRIVATE by its creator alone: nobody else would see it any more");
  }
  return CheckFits(before, search.state(), uow);
}

}  // namespace pipewright::integration
