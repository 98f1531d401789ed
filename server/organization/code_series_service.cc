#include "server/organization/code_series_service.h"

#include "pipewright/organization/v1/code_series_service.pb.h"
#include "server/organization/code_series_proto.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddCodeSeriesService(server::Api& api, const CodeSeriesCommands& commands,
                          const RecordQueries<CodeSeries>& queries, const CodeSeriesQueries& all) {
  auto& s = server::AddRecord<CodeSeries, v1::CodeSeries>(api, kParse, commands, queries);
  s.Ask<v1::ListCodeSeriesRequest, v1::ListCodeSeriesResponse>(all);
  s.Update<v1::UpdateCodeSeriesRequest>();
}

}  // namespace pipewright::organization
