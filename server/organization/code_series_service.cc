#include "pipewright/organization/v1/code_series_service.pb.h"
#include "server/organization/code_series_proto.h"
#include "server/organization/services.h"
#include "server/record/record_service.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddCodeSeriesService(server::Api& api, const Application::Organization& organization) {
  auto& s = server::AddRecord<CodeSeries, v1::CodeSeries>(api, kParse, organization.code_series_commands,
                                                          organization.code_series_records);
  s.Ask<v1::ListCodeSeriesRequest, v1::ListCodeSeriesResponse>(organization.code_series_queries);
  s.Update<v1::UpdateCodeSeriesRequest>();
}

}  // namespace pipewright::organization
