#include "server/sales/merge_service.h"

#include "pipewright/sales/v1/merge_service.pb.h"
#include "server/sales/merge_proto.h"

namespace pipewright::sales {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddMergeService(server::Api& api, const MergeCommands& commands, const RecordQueries<Merge>& queries,
                     const MergePartQueries& parts) {
  auto& s = server::AddRecord<Merge, v1::Merge>(api, kParse, commands, queries);
  s.Command<v1::MergeAccountsRequest>();
  s.Command<v1::MergeContactsRequest>();
  s.Command<v1::MergeLeadsRequest>();
  s.Get<v1::GetMergeRequest>();
  s.List<v1::ListMergesRequest>(&v1::ListMergesResponse::mutable_merges);
  s.Ask<v1::ListMergePartsRequest, v1::ListMergePartsResponse>(parts);
  s.Target<v1::UndoMergeRequest, UndoMerge>();
}

}  // namespace pipewright::sales
