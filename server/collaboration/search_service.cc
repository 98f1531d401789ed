#include "server/collaboration/search_service.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "pipewright/collaboration/v1/search_service.pb.h"
#include "server/wire/enum_proto.h"

namespace pipewright::collaboration {
namespace {

absl::StatusOr<Search> FromProto(const v1::SearchRequest& request) {
  Search query;
  Violations violations;
  for (int i = 0; i < request.kinds_size(); ++i) {
    violations.Take(absl::StrCat("kinds[", i, "]"), server::FromProtoEnum<RecordKind>(request.kinds(i)),
                    &query.kinds.emplace_back());
  }
  RETURN_IF_ERROR(violations.ToStatus());
  query.query = request.query();
  query.page_size = request.page_size();
  return query;
}

void ToProto(const SearchHit& hit, v1::SearchHit* out) {
  out->set_id(hit.id.ToString());
  out->set_title(hit.title);
  out->set_similar(hit.similar);
  for (const SearchHighlight& highlight : hit.highlights) {
    v1::SearchHighlight* const written = out->add_highlights();
    written->set_field(highlight.field);
    for (const SearchFragment& fragment : highlight.fragments) {
      v1::SearchFragment* const piece = written->add_fragments();
      piece->set_text(fragment.text);
      piece->set_match(fragment.match);
    }
  }
}

void ToProto(const SearchAnswer& answer, v1::SearchResponse* out) {
  for (const SearchGroup& group : answer.groups) {
    v1::SearchGroup* const written = out->add_groups();
    written->set_kind(server::ToProtoEnum<v1::SearchedKind>(group.kind));
    written->set_more(group.more);
    for (const SearchHit& hit : group.hits) ToProto(hit, written->add_hits());
  }
}

}  // namespace

void AddSearchService(server::Api& api, const SearchQueries& queries) {
  server::Service& s = api.services.Add();
  s.Query<v1::SearchRequest, v1::SearchResponse>(
      [](const auto& request) { return FromProto(request); }, queries,
      [](const SearchAnswer& answer, v1::SearchResponse* out) { ToProto(answer, out); });
}

}  // namespace pipewright::collaboration
