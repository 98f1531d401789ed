#include "server/sales/vendor_proto.h"

#include "domain/shared/status_macros.h"
#include "server/wire/custom_fields_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::sales {
namespace {

using server::ResourceReader;
using server::ToProtoEnum;
using server::Write;

void ReadVendor(const v1::Vendor& vendor, ResourceReader& reader, VendorChanges& changes, Change<std::string>& phone,
                CustomFieldsInput& custom_fields) {
  reader.Text("name", vendor.name(), changes.name);
  reader.Text("company", vendor.company(), changes.company);
  reader.Text("industry", vendor.industry(), changes.industry);
  reader.Int("rating", vendor.rating(), changes.rating);
  reader.Id("owner_id", vendor.owner_id(), changes.owner_id);
  reader.Parsed("email", vendor.email(), changes.email);
  reader.Text("phone", vendor.phone(), phone);
  reader.Text("website", vendor.website(), changes.website);
  reader.Address("address", vendor.address(), changes.address);
  reader.Text("description", vendor.description(), changes.description);
  reader.Texts("tags", vendor.tags(), changes.tags);
  reader.CustomFields("custom_fields", vendor.custom_fields(), custom_fields);
}

}  // namespace

absl::StatusOr<CreateVendor> FromProto(const v1::CreateVendorRequest& request) {
  CreateVendor command;
  ResourceReader reader("vendor", request.vendor());
  ReadVendor(request.vendor(), reader, command.details, command.phone, command.custom_fields);
  command.id = server::ReadOptionalId<VendorId>("vendor_id", request.vendor_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateVendor> FromProto(const v1::UpdateVendorRequest& request) {
  UpdateVendor command;
  ResourceReader reader("vendor", request.vendor(), request.update_mask());
  ReadVendor(request.vendor(), reader, command.changes, command.phone, command.custom_fields);
  reader.violations().Take("vendor.id", VendorId::Parse(request.vendor().id()), &command.id);
  command.etag = server::ReadEtag("vendor.etag", request.vendor().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const VendorState& vendor, v1::Vendor* out) {
  server::WriteRecord(vendor, out);
  out->set_code(vendor.code);
  out->set_name(vendor.name);
  out->set_company(vendor.company);
  out->set_industry(vendor.industry);
  if (vendor.rating.has_value()) out->set_rating(*vendor.rating);
  if (vendor.owner_id.has_value()) out->set_owner_id(vendor.owner_id->ToString());
  if (vendor.email.has_value()) out->set_email(vendor.email->value());
  if (vendor.phone.has_value()) out->set_phone(vendor.phone->value());
  out->set_website(vendor.website);
  if (!vendor.address.empty()) Write(vendor.address, out->mutable_address());
  out->set_description(vendor.description);
  out->set_status(ToProtoEnum<v1::VendorStatus>(vendor.status));
  for (const std::string& tag : vendor.tags) out->add_tags(tag);
  if (!vendor.custom_fields.empty()) Write(vendor.custom_fields, out->mutable_custom_fields());
}

}  // namespace pipewright::sales
