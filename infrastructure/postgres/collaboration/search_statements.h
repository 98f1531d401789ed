// The statements of a search.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "application/shared/call/request_context.h"
#include "domain/shared/record_kind.h"
#include "infrastructure/postgres/collaboration/search_match.h"
#include "infrastructure/postgres/connection/sql.h"

namespace pipewright::postgres {

// How many of a kind are compared with each other when `page_size` are wanted.
constexpr int SearchCandidates(int page_size) { return std::clamp(8 * page_size, 40, 100); }

struct BoundSql {
  Sql sql;
  std::vector<Param> params;
};

// resource, id, title, place: of records that the caller may read, the most likely first within their kind. Beside each
// kind of which the caller may not read all, a row without an id when there may be others among what was not looked at.
BoundSql CandidatesStatement(const RequestContext& context, const std::vector<RecordKind>& kinds,
                             const std::vector<AskedWord>& asked, int candidates);
// The same rows for a kind of which the caller may read only a part, by way of that part: the newest 10,000 of what is
// read by its owner alone, otherwise what is of that part among the newest 20,000.
BoundSql OwnCandidatesStatement(const RequestContext& context, RecordKind kind, const std::vector<AskedWord>& asked,
                                int candidates);
// written, word: words of the tenant that have two parts or more in common with each of these, at most 64 for each.
BoundSql SimilarWordsStatement(const RequestContext& context, const std::vector<std::string>& written);

struct Found {
  RecordKind kind = RecordKind::kAccount;
  std::string id;
  std::string title;
  int score = 0;
};
// The most fields that a searched kind has.
inline constexpr size_t kSearchedFields = 9;
// id and kSearchedFields texts, titles first, each with its first 16,384 characters.
BoundSql TextsStatement(const RequestContext& context, const std::vector<Found>& found);

}  // namespace pipewright::postgres
