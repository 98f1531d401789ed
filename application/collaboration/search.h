// One search over all kinds of record.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/uuid.h"

namespace pipewright::collaboration {

struct SearchFragment {
  std::string text;
  bool match = false;
  friend bool operator==(const SearchFragment&, const SearchFragment&) = default;
};

struct SearchHighlight {
  std::string field;
  std::vector<SearchFragment> fragments;
};

struct SearchHit {
  Uuid id;
  std::string title;
  std::vector<SearchHighlight> highlights;
  bool similar = false;
};

struct SearchGroup {
  RecordKind kind = RecordKind::kAccount;
  std::vector<SearchHit> hits;
  bool more = false;
};

struct SearchAnswer {
  std::vector<SearchGroup> groups;  // those with hits, the best first
};

struct Search {
  std::string query;
  std::vector<RecordKind> kinds;  // none: all that have KindRole::kSearched
  int page_size = 0;              // of each kind; 0: 5
};

// Port. Thread safe.
class SearchIndex {
 public:
  virtual ~SearchIndex() = default;
  // Live records of `search.kinds` that the caller may read and that have all words; at most `search.page_size` of
  // each. kInvalidArgument names query: it has no word, or too many.
  virtual absl::StatusOr<SearchAnswer> Find(const RequestContext& context, const Search& search) const = 0;
};

// Thread safe.
class SearchQueries {
 public:
  // The index outlives it.
  explicit SearchQueries(const SearchIndex& index) : index_(index) {}

  // kInvalidArgument names query, kinds or page_size.
  absl::StatusOr<SearchAnswer> Handle(const RequestContext& context, const Search& query) const;

 private:
  const SearchIndex& index_;
};

}  // namespace pipewright::collaboration
