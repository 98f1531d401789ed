#include "server/catalog/offering_service.h"

#include "pipewright/catalog/v1/offering_service.pb.h"
#include "server/catalog/offering_proto.h"

namespace pipewright::catalog {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddOfferingService(server::Api& api, const OfferingCommands& commands, const RecordQueries<Offering>& queries,
                        const KeyLookup& keys) {
  auto& s = server::AddRecord<Offering, v1::Offering>(api, kParse, commands, queries);
  s.Create<v1::CreateOfferingRequest>();
  s.Get<v1::GetOfferingRequest>();
  s.List<v1::ListOfferingsRequest>(&v1::ListOfferingsResponse::mutable_offerings);
  s.Update<v1::UpdateOfferingRequest>();
  s.Delete<v1::DeleteOfferingRequest>();
  s.Undelete<v1::UndeleteOfferingRequest>();
  s.BatchGet<v1::BatchGetOfferingsRequest>(&v1::BatchGetOfferingsResponse::mutable_offerings);
  s.BatchCreate<v1::BatchCreateOfferingsRequest>(&v1::BatchCreateOfferingsResponse::mutable_offerings);
  s.BatchUpdate<v1::BatchUpdateOfferingsRequest>(&v1::BatchUpdateOfferingsResponse::mutable_offerings);
  s.BatchDelete<v1::BatchDeleteOfferingsRequest>(&v1::BatchDeleteOfferingsResponse::mutable_offerings);
  s.Act<v1::ActivateOfferingRequest, &Offering::Activate>();
  s.Act<v1::DeactivateOfferingRequest, &Offering::Deactivate>();
  s.Import<v1::CreateOfferingRequest, v1::UpdateOfferingRequest>(keys, {"id", "sku", "name"});
}

}  // namespace pipewright::catalog
