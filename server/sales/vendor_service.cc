#include "server/sales/vendor_service.h"

#include "pipewright/sales/v1/vendor_service.pb.h"
#include "server/sales/vendor_proto.h"

namespace pipewright::sales {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddVendorService(server::Api& api, const VendorCommands& commands, const RecordQueries<Vendor>& queries,
                      const KeyLookup& keys) {
  auto& s = server::AddRecord<Vendor, v1::Vendor>(api, kParse, commands, queries);
  s.Create<v1::CreateVendorRequest>();
  s.Get<v1::GetVendorRequest>();
  s.List<v1::ListVendorsRequest>(&v1::ListVendorsResponse::mutable_vendors);
  s.Update<v1::UpdateVendorRequest>();
  s.Delete<v1::DeleteVendorRequest>();
  s.Undelete<v1::UndeleteVendorRequest>();
  s.BatchGet<v1::BatchGetVendorsRequest>(&v1::BatchGetVendorsResponse::mutable_vendors);
  s.BatchCreate<v1::BatchCreateVendorsRequest>(&v1::BatchCreateVendorsResponse::mutable_vendors);
  s.BatchUpdate<v1::BatchUpdateVendorsRequest>(&v1::BatchUpdateVendorsResponse::mutable_vendors);
  s.BatchDelete<v1::BatchDeleteVendorsRequest>(&v1::BatchDeleteVendorsResponse::mutable_vendors);
  s.Act<v1::ActivateVendorRequest, &Vendor::Activate>();
  s.Act<v1::DeactivateVendorRequest, &Vendor::Deactivate>();
  s.Import<v1::CreateVendorRequest, v1::UpdateVendorRequest>(keys, {"id", "code", "email", "name"});
}

}  // namespace pipewright::sales
