#include "server/integration/searches/saved_search_service.h"

#include "pipewright/integration/v1/saved_search_service.pb.h"
#include "server/integration/searches/saved_search_proto.h"

namespace pipewright::integration {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddSavedSearchService(server::Api& api, const SavedSearchCommands& commands,
                           const RecordQueries<SavedSearch>& queries, const SavedSearchRuns& runs) {
  auto& s = server::AddRecord<SavedSearch, v1::SavedSearch>(api, kParse, commands, queries);
  s.Create<v1::CreateSavedSearchRequest>();
  s.Get<v1::GetSavedSearchRequest>();
  s.List<v1::ListSavedSearchesRequest>(&v1::ListSavedSearchesResponse::mutable_saved_searches);
  s.Update<v1::UpdateSavedSearchRequest>();
  s.Delete<v1::DeleteSavedSearchRequest>();
  s.Undelete<v1::UndeleteSavedSearchRequest>();
  s.BatchGet<v1::BatchGetSavedSearchesRequest>(&v1::BatchGetSavedSearchesResponse::mutable_saved_searches);
  s.BatchCreate<v1::BatchCreateSavedSearchesRequest>(&v1::BatchCreateSavedSearchesResponse::mutable_saved_searches);
  s.BatchUpdate<v1::BatchUpdateSavedSearchesRequest>(&v1::BatchUpdateSavedSearchesResponse::mutable_saved_searches);
  s.BatchDelete<v1::BatchDeleteSavedSearchesRequest>(&v1::BatchDeleteSavedSearchesResponse::mutable_saved_searches);
  s.Ask<v1::RunSavedSearchRequest, v1::RunSavedSearchResponse>(runs);
}

}  // namespace pipewright::integration
