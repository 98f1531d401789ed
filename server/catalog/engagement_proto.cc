#include "server/catalog/engagement_proto.h"

#include <string>

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

void ReadEngagement(const v1::Engagement& engagement, ResourceReader& reader, EngagementChanges& changes,
                    CustomFieldsInput& custom_fields) {
  reader.Id("account_id", engagement.account_id(), changes.account_id);
  reader.Id("offering_id", engagement.offering_id(), changes.offering_id);
  reader.Enum("status", engagement.status(), changes.status);
  reader.Message("start_date", engagement.start_date(), changes.start_date);
  reader.Message("end_date", engagement.end_date(), changes.end_date);
  reader.Message("value", engagement.value(), changes.value);
  reader.Text("description", engagement.description(), changes.description);
  reader.Id("owner_id", engagement.owner_id(), changes.owner_id);
  reader.Id("opportunity_id", engagement.opportunity_id(), changes.opportunity_id);
  reader.Texts("tags", engagement.tags(), changes.tags);
  reader.CustomFields("custom_fields", engagement.custom_fields(), custom_fields);
}

}  // namespace

absl::StatusOr<CreateEngagement> FromProto(const v1::CreateEngagementRequest& request) {
  CreateEngagement command;
  ResourceReader reader("engagement", request.engagement());
  ReadEngagement(request.engagement(), reader, command.details, command.custom_fields);
  command.id = server::ReadOptionalId<EngagementId>("engagement_id", request.engagement_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateEngagement> FromProto(const v1::UpdateEngagementRequest& request) {
  UpdateEngagement command;
  ResourceReader reader("engagement", request.engagement(), request.update_mask());
  ReadEngagement(request.engagement(), reader, command.changes, command.custom_fields);
  reader.violations().Take("engagement.id", EngagementId::Parse(request.engagement().id()), &command.id);
  command.etag = server::ReadEtag("engagement.etag", request.engagement().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<EndEngagement> FromProto(const v1::EndEngagementRequest& request) {
  return server::ReadAction<EndEngagement>(request, [&](EndEngagement& command, Violations& violations) {
    if (request.has_end_date()) violations.Take("end_date", server::FromProto(request.end_date()), &command.end_date);
  });
}

void ToProto(const EngagementState& engagement, v1::Engagement* out) {
  server::WriteRecord(engagement, out);
  out->set_account_id(engagement.account_id.ToString());
  out->set_offering_id(engagement.offering_id.ToString());
  out->set_status(ToProtoEnum<v1::EngagementStatus>(engagement.status));
  if (engagement.start_date.has_value()) Write(*engagement.start_date, out->mutable_start_date());
  if (engagement.end_date.has_value()) Write(*engagement.end_date, out->mutable_end_date());
  if (engagement.value.has_value()) Write(*engagement.value, out->mutable_value());
  out->set_description(engagement.description);
  if (engagement.owner_id.has_value()) out->set_owner_id(engagement.owner_id->ToString());
  if (engagement.opportunity_id.has_value()) out->set_opportunity_id(engagement.opportunity_id->ToString());
  for (const std::string& tag : engagement.tags) out->add_tags(tag);
  if (!engagement.custom_fields.empty()) Write(engagement.custom_fields, out->mutable_custom_fields());
}

}  // namespace pipewright::catalog
