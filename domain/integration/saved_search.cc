#include "domain/integration/saved_search.h"

#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::integration {
namespace {

using S = SavedSearchState;

void CheckColumns(const std::vector<std::string>& columns, Violations& violations) {
  if (columns.size() > S::kMaxColumns) {
    violations.Add("columns", absl::StrCat("has more than ", S::kMaxColumns, " columns"));
    return;
  }
  std::set<std::string> seen;
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string field = absl::StrCat("columns[", i, "]");
    std::string column;
    violations.Take(field, RequiredText(columns[i], S::kMaxColumnLength), &column);
    if (!seen.insert(columns[i]).second) violations.Add(field, "stands in the list twice");
  }
}

// What Create and Edit have in common.
void Apply(const SavedSearchChanges& changes, S& state, Violations& violations) {
  ApplyRequiredText(changes.name, "name", kMaxNameLength, violations, state.name);
  ApplyText(changes.filter, "filter", S::kMaxFilterLength, violations, state.filter);
  ApplyText(changes.order_by, "order_by", S::kMaxOrderByLength, violations, state.order_by);
  changes.columns.ApplyTo(state.columns);
  ApplyOr(changes.visibility, SearchVisibility::kPrivate, state.visibility);
  CheckColumns(state.columns, violations);
}

}  // namespace

absl::Span<const EnumName<SearchVisibility>> NamesOf(SearchVisibility) {
  static constexpr EnumName<SearchVisibility> kNames[] = {{SearchVisibility::kPrivate, "PRIVATE"},
                                                          {SearchVisibility::kShared, "SHARED"}};
  return kNames;
}

absl::StatusOr<SavedSearch> SavedSearch::Create(SavedSearchId id, const UserId& creator,
                                                const SavedSearchChanges& details) {
  S state;
  state.id = id;
  state.created_by = creator;
  Violations violations;
  TakeGiven(details.resource, "resource", violations, state.resource);
  Apply(details, state, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  SavedSearch search(std::move(state));
  search.Emit<"saved_search.created">();
  return search;
}

bool SavedSearch::AllowsRead(const S& search, const UserId& user, Scope /*scope*/, absl::Span<const UserId> /*unit*/) {
  return search.visibility == SearchVisibility::kShared || search.created_by == user;
}

bool SavedSearch::AllowsChange(const S& search, const UserId& user, Scope scope, absl::Span<const UserId> unit) {
  if (search.created_by == user) return true;
  if (search.visibility == SearchVisibility::kPrivate) return false;
  if (scope == Scope::kAll) return true;
  return scope == Scope::kUnit && search.created_by.has_value() &&
         std::find(unit.begin(), unit.end(), *search.created_by) != unit.end();
}

absl::Status SavedSearch::Edit(const SavedSearchChanges& changes) {
  S edited = state();
  Violations violations;
  CheckKept(changes.resource, std::optional(edited.resource), "resource", "is decided at creation", violations);
  Apply(changes, edited, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"saved_search.updated">();
  return absl::OkStatus();
}

}  // namespace pipewright::integration
