#include "pipewright/sales/v1/merge_service.pb.h"
#include "server/record/record_service.h"
#include "server/sales/merge_proto.h"
#include "server/sales/services.h"

namespace pipewright::sales {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddMergeService(server::Api& api, const Application::Sales& sales) {
  auto& s = server::AddRecord<Merge, v1::Merge>(api, kParse, sales.merge_commands, sales.merge_queries);
  s.Command<v1::MergeAccountsRequest>();
  s.Command<v1::MergeContactsRequest>();
  s.Command<v1::MergeLeadsRequest>();
  s.Get<v1::GetMergeRequest>();
  s.List<v1::ListMergesRequest>(&v1::ListMergesResponse::mutable_merges);
  s.Ask<v1::ListMergePartsRequest, v1::ListMergePartsResponse>(sales.merge_part_queries);
  s.Target<v1::UndoMergeRequest, UndoMerge>();
}

}  // namespace pipewright::sales
