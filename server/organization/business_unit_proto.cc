#include "server/organization/business_unit_proto.h"

#include "domain/shared/status_macros.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::organization {
namespace {

using server::ResourceReader;

void ReadUnit(const v1::BusinessUnit& unit, ResourceReader& reader, BusinessUnitChanges& changes) {
  reader.Text("name", unit.name(), changes.name);
  reader.Text("description", unit.description(), changes.description);
  reader.Id("lead_user_id", unit.lead_user_id(), changes.lead_user_id);
  reader.Id("parent_business_unit_id", unit.parent_business_unit_id(), changes.parent_business_unit_id);
  reader.Bool("active", unit.active(), changes.active);
}

}  // namespace

absl::StatusOr<CreateBusinessUnit> FromProto(const v1::CreateBusinessUnitRequest& request) {
  CreateBusinessUnit command;
  ResourceReader reader("business_unit", request.business_unit());
  ReadUnit(request.business_unit(), reader, command.details);
  command.id =
      server::ReadOptionalId<BusinessUnitId>("business_unit_id", request.business_unit_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateBusinessUnit> FromProto(const v1::UpdateBusinessUnitRequest& request) {
  UpdateBusinessUnit command;
  ResourceReader reader("business_unit", request.business_unit(), request.update_mask());
  ReadUnit(request.business_unit(), reader, command.changes);
  reader.violations().Take("business_unit.id", BusinessUnitId::Parse(request.business_unit().id()), &command.id);
  command.etag = server::ReadEtag("business_unit.etag", request.business_unit().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const BusinessUnitState& unit, v1::BusinessUnit* out) {
  server::WriteRecord(unit, out);
  out->set_name(unit.name);
  out->set_description(unit.description);
  if (unit.lead_user_id.has_value()) out->set_lead_user_id(unit.lead_user_id->ToString());
  if (unit.parent_business_unit_id.has_value()) {
    out->set_parent_business_unit_id(unit.parent_business_unit_id->ToString());
  }
  out->set_active(unit.active);
}

}  // namespace pipewright::organization
