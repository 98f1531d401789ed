#include "server/catalog/offering_proto.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "server/wire/custom_fields_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::catalog {
namespace {

using server::ResourceReader;
using server::ToProtoEnum;
using server::Write;

absl::StatusOr<std::vector<Money>> ReadPrices(const v1::Offering& offering) {
  std::vector<Money> prices;
  Violations violations;
  for (int i = 0; i < offering.prices_size(); ++i) {
    violations.Take(absl::StrCat("[", i, "]"), server::FromProto(offering.prices(i)), &prices.emplace_back());
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return prices;
}

void ReadOffering(const v1::Offering& offering, ResourceReader& reader, OfferingChanges& changes,
                  CustomFieldsInput& custom_fields) {
  reader.Text("name", offering.name(), changes.name);
  reader.Text("sku", offering.sku(), changes.sku);
  reader.Text("description", offering.description(), changes.description);
  reader.Enum("kind", offering.kind(), changes.kind);
  reader.Value(
      "prices", [&] { return ReadPrices(offering); }, changes.prices);
  reader.Enum("billing_period", offering.billing_period(), changes.billing_period);
  reader.Bool("active", offering.active(), changes.active);
  reader.Texts("tags", offering.tags(), changes.tags);
  reader.CustomFields("custom_fields", offering.custom_fields(), custom_fields);
  reader.Id("business_unit_id", offering.business_unit_id(), changes.business_unit_id);
}

}  // namespace

absl::StatusOr<CreateOffering> FromProto(const v1::CreateOfferingRequest& request) {
  CreateOffering command;
  ResourceReader reader("offering", request.offering());
  ReadOffering(request.offering(), reader, command.details, command.custom_fields);
  command.id = server::ReadOptionalId<OfferingId>("offering_id", request.offering_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateOffering> FromProto(const v1::UpdateOfferingRequest& request) {
  UpdateOffering command;
  ResourceReader reader("offering", request.offering(), request.update_mask());
  ReadOffering(request.offering(), reader, command.changes, command.custom_fields);
  reader.violations().Take("offering.id", OfferingId::Parse(request.offering().id()), &command.id);
  command.etag = server::ReadEtag("offering.etag", request.offering().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const OfferingState& offering, v1::Offering* out) {
  server::WriteRecord(offering, out);
  out->set_name(offering.name);
  if (offering.sku.has_value()) out->set_sku(*offering.sku);
  out->set_description(offering.description);
  out->set_kind(ToProtoEnum<v1::OfferingKind>(offering.kind));
  for (const Money& price : offering.prices) Write(price, out->add_prices());
  out->set_billing_period(ToProtoEnum<v1::BillingPeriod>(offering.billing_period));
  out->set_active(offering.active);
  for (const std::string& tag : offering.tags) out->add_tags(tag);
  if (offering.business_unit_id.has_value()) out->set_business_unit_id(offering.business_unit_id->ToString());
  if (!offering.custom_fields.empty()) Write(offering.custom_fields, out->mutable_custom_fields());
}

}  // namespace pipewright::catalog
