#include "server/sales/lost_reason_proto.h"

#include "domain/shared/status_macros.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::sales {
namespace {

using server::ResourceReader;

void ReadLostReason(const v1::LostReason& reason, ResourceReader& reader, LostReasonChanges& changes) {
  reader.Text("name", reason.name(), changes.name);
  reader.Bool("active", reason.active(), changes.active);
  reader.Int("position", reason.position(), changes.position);
}

}  // namespace

absl::StatusOr<CreateLostReason> FromProto(const v1::CreateLostReasonRequest& request) {
  CreateLostReason command;
  ResourceReader reader("lost_reason", request.lost_reason());
  ReadLostReason(request.lost_reason(), reader, command.details);
  command.id = server::ReadOptionalId<LostReasonId>("lost_reason_id", request.lost_reason_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateLostReason> FromProto(const v1::UpdateLostReasonRequest& request) {
  UpdateLostReason command;
  ResourceReader reader("lost_reason", request.lost_reason(), request.update_mask());
  ReadLostReason(request.lost_reason(), reader, command.changes);
  reader.violations().Take("lost_reason.id", LostReasonId::Parse(request.lost_reason().id()), &command.id);
  command.etag = server::ReadEtag("lost_reason.etag", request.lost_reason().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const LostReasonState& reason, v1::LostReason* out) {
  server::WriteRecord(reason, out);
  out->set_name(reason.name);
  out->set_active(reason.active);
  out->set_position(reason.position);
}

}  // namespace pipewright::sales
