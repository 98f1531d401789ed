// A saved search: a list of records that somebody wants to see again.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/grants.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"

namespace pipewright::integration {

using SavedSearchId = Id<struct SavedSearchTag>;

// Who sees it.
enum class SearchVisibility {
  kPrivate,  // its creator, and nobody else whatever their role
  kShared,   // everybody who may read saved searches
};
absl::Span<const EnumName<SearchVisibility>> NamesOf(SearchVisibility);

using SavedSearchEvent = std::variant<EventNamed<"saved_search.created">, EventNamed<"saved_search.updated">,
                                      EventNamed<"saved_search.deleted">, EventNamed<"saved_search.undeleted">>;

struct SavedSearchState : Record {
  static constexpr size_t kMaxFilterLength = 2000;  // code points
  static constexpr size_t kMaxOrderByLength = 500;  // code points
  static constexpr size_t kMaxColumns = 50;
  static constexpr size_t kMaxColumnLength = 200;  // code points

  SavedSearchId id;
  std::string name;
  std::string resource;  // the `kResource` of what it lists
  std::string filter;
  std::string order_by;
  std::vector<std::string> columns;  // paths of fields, each once; empty: whatever one likes
  SearchVisibility visibility = SearchVisibility::kPrivate;
};

// The fields that a caller may set, as an update names them. A creation is the same with everything absent at first.
struct SavedSearchChanges {
  Change<std::string> name;
  Change<std::string> resource;  // decided at creation
  Change<std::string> filter;
  Change<std::string> order_by;
  Change<std::vector<std::string>> columns;
  Change<SearchVisibility> visibility;
};

// Whether filter, order and columns fit the resource is for those to say who know its fields.
class SavedSearch : public Aggregate<SavedSearch, SavedSearchState, SavedSearchEvent> {
 public:
  static constexpr absl::string_view kResource = "saved_search";

  // A new one of `creator`. kInvalidArgument names each field that is wrong; name and resource must be set.
  static absl::StatusOr<SavedSearch> Create(SavedSearchId id, const UserId& creator, const SavedSearchChanges& details);
  static SavedSearch Restore(SavedSearchState state) { return SavedSearch(std::move(state)); }

  // Its creator may do everything. A shared one is read by everybody, and changed by whose `scope` reaches the creator.
  static bool AllowsRead(const SavedSearchState& search, const UserId& user, Scope scope,
                         absl::Span<const UserId> unit);
  static bool AllowsChange(const SavedSearchState& search, const UserId& user, Scope scope,
                           absl::Span<const UserId> unit);

  // Applies the named changes, or none of them when one is wrong.
  absl::Status Edit(const SavedSearchChanges& changes);

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::integration
