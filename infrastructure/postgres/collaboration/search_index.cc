#include "infrastructure/postgres/collaboration/search_index.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/collaboration/search_statements.h"
#include "infrastructure/postgres/collaboration/search_tables.h"
#include "infrastructure/postgres/read/read_session.h"

namespace pipewright::postgres {
namespace {

using collaboration::Search;
using collaboration::SearchAnswer;
using collaboration::SearchGroup;
using collaboration::SearchHit;

constexpr size_t kMaxSimilar = 8;
constexpr size_t kMaxHighlights = 4;

// One search on one connection.
class Searching {
 public:
  Searching(ReadSession& session, const RequestContext& context, const Search& search)
      : session_(session), context_(context), search_(search) {}

  absl::StatusOr<SearchAnswer> Run() {
    ASSIGN_OR_RETURN(asked_, AskedWords(search_.query));
    if (search_.kinds.empty()) return SearchAnswer();
    ASSIGN_OR_RETURN(std::vector<Found> found, Candidates());
    if (!found.empty()) return Answer(std::move(found));
    ASSIGN_OR_RETURN(const NearWords near, FindNearWords());
    // What is further away was hardly meant where something is near. But near means near for this caller: words of what
    // they may not read must not keep from them what they may.
    for (const bool nearest_only : {true, false}) {
      if (!found.empty() || !TakeSimilarWords(near, nearest_only)) continue;
      similar_ = true;
      ASSIGN_OR_RETURN(found, Candidates());
    }
    return Answer(std::move(found));
  }

 private:
  struct Placed {
    Found found;
    int64_t place = 0;
  };

  template <class OnRow>
  absl::Status Read(const BoundSql& bound, OnRow on_row) {
    return session_.Read(bound.sql, bound.params, on_row);
  }

  // Adds what a statement of candidates gives, and to `short_of` the kinds that it didn't look at far enough.
  absl::Status Gather(const BoundSql& bound, std::map<RecordKind, std::vector<Placed>>& found,
                      std::vector<RecordKind>& short_of) {
    return Read(bound, [&](Row row) -> absl::Status {
      RecordKind kind = RecordKind::kAccount;
      for (const RecordKind one : search_.kinds) {
        if (ResourceOf(one) == row[0].text) kind = one;
      }
      if (row[1].null) {
        short_of.push_back(kind);
        return absl::OkStatus();
      }
      Placed placed{{kind, std::string(row[1].text), std::string(row[2].text)}};
      if (!absl::SimpleAtoi(row[3].text, &placed.place)) return absl::InternalError("a place that is no number");
      placed.found.score = ScoreOf(placed.found.title, asked_);
      found[kind].push_back(std::move(placed));
      return absl::OkStatus();
    });
  }

  // The best first within each kind.
  absl::StatusOr<std::vector<Found>> Candidates() {
    std::map<RecordKind, std::vector<Placed>> found;
    std::vector<RecordKind> short_of;
    const int most = SearchCandidates(search_.page_size);
    RETURN_IF_ERROR(Gather(CandidatesStatement(context_, search_.kinds, asked_, most), found, short_of));
    for (const RecordKind kind : short_of) {
      if (found[kind].size() > static_cast<size_t>(search_.page_size)) continue;
      found[kind].clear();
      std::vector<RecordKind> none;
      RETURN_IF_ERROR(Gather(OwnCandidatesStatement(context_, kind, asked_, most), found, none));
    }
    std::vector<Found> all;
    for (auto& [kind, placed] : found) {
      std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
        return a.found.score != b.found.score ? a.found.score > b.found.score : a.place < b.place;
      });
      for (Placed& one : placed) all.push_back(std::move(one.found));
    }
    return all;
  }

  // Of each word that was asked for, those that it may have been meant for, the nearest first.
  using NearWords = std::map<std::string, std::set<std::pair<size_t, std::string>>>;
  absl::StatusOr<NearWords> FindNearWords() {
    NearWords near;
    std::vector<std::string> written;
    for (const AskedWord& one : asked_) {
      if (MayBeMisspelt(one.text)) written.push_back(one.text);
    }
    if (written.empty()) return near;
    RETURN_IF_ERROR(Read(SimilarWordsStatement(context_, written), [&](Row row) {
      const std::string word(row[0].text);
      const size_t tolerated = ToleratedDistance(word);
      const size_t distance = EditDistance(word, row[1].text, tolerated);
      if (distance > 0 && distance <= tolerated) near[word].emplace(distance, std::string(row[1].text));
      return absl::OkStatus();
    }));
    return near;
  }

  // Whether that takes any that weren't taken before.
  bool TakeSimilarWords(const NearWords& near, bool nearest_only) {
    bool more = false;
    for (AskedWord& one : asked_) {
      const size_t before = std::exchange(one.similar, {}).size();
      const auto words = near.find(one.text);
      if (words == near.end()) continue;
      for (const auto& [distance, word] : words->second) {
        if (one.similar.size() == kMaxSimilar) break;
        if (nearest_only && distance > words->second.begin()->first) break;
        one.similar.push_back({word, distance});
      }
      more = more || one.similar.size() > before;
    }
    return more;
  }

  absl::StatusOr<SearchAnswer> Answer(std::vector<Found> found) {
    std::vector<std::pair<int, SearchGroup>> groups;  // with the best score of each
    std::vector<Found> given;
    for (Found& one : found) {
      if (groups.empty() || groups.back().second.kind != one.kind) groups.push_back({one.score, {one.kind, {}, false}});
      SearchGroup& group = groups.back().second;
      group.more = group.hits.size() == static_cast<size_t>(search_.page_size);
      if (group.more) continue;
      SearchHit& hit = group.hits.emplace_back();
      ASSIGN_OR_RETURN(hit.id, Uuid::Parse(one.id));
      hit.title = one.title;
      hit.similar = similar_;
      given.push_back(std::move(one));
    }
    std::stable_sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    SearchAnswer answer;
    for (auto& [score, group] : groups) answer.groups.push_back(std::move(group));
    if (!given.empty()) RETURN_IF_ERROR(Highlight(given, answer));
    return answer;
  }

  absl::Status Highlight(const std::vector<Found>& given, SearchAnswer& answer) {
    std::map<std::string, std::vector<std::string>> texts;
    RETURN_IF_ERROR(Read(TextsStatement(context_, given), [&](Row row) {
      std::vector<std::string>& fields = texts[std::string(row[0].text)];
      for (size_t i = 1; i < row.size(); ++i) fields.emplace_back(row[i].text);
      return absl::OkStatus();
    }));
    for (SearchGroup& group : answer.groups) {
      const SearchFields& fields = *SearchedLayout(group.kind).search;
      // What has gone since it was found is no longer there.
      const auto gone = [&](const SearchHit& hit) { return !texts.contains(hit.id.ToString()); };
      group.hits.erase(std::remove_if(group.hits.begin(), group.hits.end(), gone), group.hits.end());
      for (SearchHit& hit : group.hits) {
        const std::vector<std::string>& values = texts[hit.id.ToString()];
        for (size_t i = 0; i < values.size() && hit.highlights.size() < kMaxHighlights; ++i) {
          auto fragments = Highlighted(values[i], asked_);
          if (fragments.empty()) continue;
          const bool title = i < fields.titles.size();
          hit.highlights.push_back(
              {title ? fields.titles[i].name : fields.others[i - fields.titles.size()].name, std::move(fragments)});
        }
      }
    }
    std::erase_if(answer.groups, [](const SearchGroup& group) { return group.hits.empty(); });
    return absl::OkStatus();
  }

  ReadSession& session_;
  const RequestContext& context_;
  const Search& search_;
  std::vector<AskedWord> asked_;
  bool similar_ = false;
};

}  // namespace

absl::StatusOr<SearchAnswer> PostgresSearchIndex::Find(const RequestContext& context, const Search& search) const {
  ASSIGN_OR_RETURN(ReadSession session, ReadSession::Begin(pool_, context));
  return Searching(session, context, search).Run();
}

}  // namespace pipewright::postgres
