#include "server/organization/business_unit_service.h"

#include "pipewright/organization/v1/business_unit_service.pb.h"
#include "server/organization/business_unit_proto.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddBusinessUnitService(server::Api& api, const BusinessUnitCommands& commands,
                            const RecordQueries<BusinessUnit>& queries, const KeyLookup& keys) {
  auto& s = server::AddRecord<BusinessUnit, v1::BusinessUnit>(api, kParse, commands, queries);
  s.Create<v1::CreateBusinessUnitRequest>();
  s.Get<v1::GetBusinessUnitRequest>();
  s.List<v1::ListBusinessUnitsRequest>(&v1::ListBusinessUnitsResponse::mutable_business_units);
  s.Update<v1::UpdateBusinessUnitRequest>();
  s.Delete<v1::DeleteBusinessUnitRequest>();
  s.Undelete<v1::UndeleteBusinessUnitRequest>();
  s.BatchGet<v1::BatchGetBusinessUnitsRequest>(&v1::BatchGetBusinessUnitsResponse::mutable_business_units);
  s.BatchCreate<v1::BatchCreateBusinessUnitsRequest>(&v1::BatchCreateBusinessUnitsResponse::mutable_business_units);
  s.BatchUpdate<v1::BatchUpdateBusinessUnitsRequest>(&v1::BatchUpdateBusinessUnitsResponse::mutable_business_units);
  s.BatchDelete<v1::BatchDeleteBusinessUnitsRequest>(&v1::BatchDeleteBusinessUnitsResponse::mutable_business_units);
  s.Act<v1::ActivateBusinessUnitRequest, &BusinessUnit::Activate>();
  s.Act<v1::DeactivateBusinessUnitRequest, &BusinessUnit::Deactivate>();
  s.Import<v1::CreateBusinessUnitRequest, v1::UpdateBusinessUnitRequest>(keys, {"id", "name"});
}

}  // namespace pipewright::organization
