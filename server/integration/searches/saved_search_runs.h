// What saved searches find, whatever kind of record they are of.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/integration/saved_search_commands.h"
#include "application/shared/queries/record_queries.h"
#include "domain/integration/saved_search.h"
#include "server/record/served_kind.h"

namespace pipewright::integration {

struct RunSavedSearch {
  SavedSearchId id;
  int page_size = 0;       // as a ListRequest's
  std::string page_token;  // likewise
  bool return_total_size = false;
};

// A page of a search's records, and the search as it was run.
struct FoundRecords {
  SavedSearchState search;
  server::RecordPage page;
};

// Runs searches as calls of the List methods of what they are of: with the caller's permission for that, and of what
// the caller may read. kFailedPrecondition/SAVED_SEARCH_OUTDATED when the list no longer knows the search's filter or
// order, RECORD_DELETED when the search is deleted. Thread safe.
class SavedSearchRuns {
 public:
  // Both outlive it.
  SavedSearchRuns(const RecordQueries<SavedSearch>& searches, const server::ServedKinds& kinds)
      : searches_(searches), kinds_(kinds) {}

  absl::StatusOr<FoundRecords> Handle(const RequestContext& context, const RunSavedSearch& query) const;

 private:
  const RecordQueries<SavedSearch>& searches_;
  const server::ServedKinds& kinds_;
};

// RecordFields by the messages of the kinds: a column is what a cell of an exported file is.
class ServedFields : public RecordFields {
 public:
  // `kinds` outlives it, and may be filled later.
  explicit ServedFields(const server::ServedKinds& kinds) : kinds_(kinds) {}

  absl::Status CheckPath(absl::string_view resource, absl::string_view path) const override;

 private:
  const server::ServedKinds& kinds_;
};

}  // namespace pipewright::integration
