#include "server/sales/lead_proto.h"

#include <string>
#include <vector>

#include "domain/shared/status_macros.h"
#include "server/wire/custom_fields_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::sales {
namespace {

using server::ReadAction;
using server::ResourceReader;
using server::ToProtoEnum;
using server::Write;

std::vector<ScoreReason> ReadScoreReasons(const v1::Lead& lead) {
  std::vector<ScoreReason> reasons;
  for (const v1::ScoreReason& reason : lead.score_reasons()) reasons.push_back({reason.text(), reason.points()});
  return reasons;
}

void ReadLead(const v1::Lead& lead, ResourceReader& reader, LeadChanges& changes, Change<std::string>& phone,
              CustomFieldsInput& custom_fields) {
  reader.Text("name", lead.name(), changes.name);
  reader.Text("company", lead.company(), changes.company);
  reader.Text("title", lead.title(), changes.title);
  reader.Parsed("email", lead.email(), changes.email);
  reader.Text("phone", lead.phone(), phone);
  reader.Text("website", lead.website(), changes.website);
  reader.Enum("source", lead.source(), changes.source);
  reader.Text("industry", lead.industry(), changes.industry);
  reader.Text("region", lead.region(), changes.region);
  reader.Enum("status", lead.status(), changes.status);
  reader.Int("score", lead.score(), changes.score);
  reader.Value(
      "score_reasons", [&] { return absl::StatusOr<std::vector<ScoreReason>>(ReadScoreReasons(lead)); },
      changes.score_reasons);
  reader.Message("estimated_value", lead.estimated_value(), changes.estimated_value);
  reader.Text("description", lead.description(), changes.description);
  reader.Id("owner_id", lead.owner_id(), changes.owner_id);
  reader.Id("business_unit_id", lead.business_unit_id(), changes.business_unit_id);
  reader.Texts("tags", lead.tags(), changes.tags);
  reader.CustomFields("custom_fields", lead.custom_fields(), custom_fields);
}

}  // namespace

absl::StatusOr<CreateLead> FromProto(const v1::CreateLeadRequest& request) {
  CreateLead command;
  ResourceReader reader("lead", request.lead());
  ReadLead(request.lead(), reader, command.details, command.phone, command.custom_fields);
  command.id = server::ReadOptionalId<LeadId>("lead_id", request.lead_id(), reader.violations());
  command.apply_assignment_rules = request.apply_assignment_rules();
  command.reject_duplicates = request.duplicate_check() == v1::DUPLICATE_CHECK_REJECT;
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateLead> FromProto(const v1::UpdateLeadRequest& request) {
  UpdateLead command;
  ResourceReader reader("lead", request.lead(), request.update_mask());
  ReadLead(request.lead(), reader, command.changes, command.phone, command.custom_fields);
  reader.violations().Take("lead.id", LeadId::Parse(request.lead().id()), &command.id);
  command.etag = server::ReadEtag("lead.etag", request.lead().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<DisqualifyLead> FromProto(const v1::DisqualifyLeadRequest& request) {
  return ReadAction<DisqualifyLead>(
      request, [&](DisqualifyLead& command, Violations& /*violations*/) { command.reason = request.reason(); });
}

absl::StatusOr<LoseLead> FromProto(const v1::LoseLeadRequest& request) {
  return ReadAction<LoseLead>(
      request, [&](LoseLead& command, Violations& /*violations*/) { command.reason = request.reason(); });
}

void ToProto(const LeadState& lead, v1::Lead* out) {
  server::WriteRecord(lead, out);
  out->set_code(lead.code);
  out->set_name(lead.name);
  out->set_company(lead.company);
  out->set_title(lead.title);
  if (lead.email.has_value()) out->set_email(lead.email->value());
  if (lead.phone.has_value()) out->set_phone(lead.phone->value());
  out->set_website(lead.website);
  if (lead.source.has_value()) out->set_source(ToProtoEnum<v1::LeadSource>(*lead.source));
  out->set_industry(lead.industry);
  out->set_region(lead.region);
  out->set_status(ToProtoEnum<v1::LeadStatus>(lead.status));
  out->set_status_reason(lead.status_reason);
  if (lead.score.has_value()) out->set_score(*lead.score);
  for (const ScoreReason& reason : lead.score_reasons) {
    v1::ScoreReason* const written = out->add_score_reasons();
    written->set_text(reason.text);
    written->set_points(reason.points);
  }
  if (lead.estimated_value.has_value()) Write(*lead.estimated_value, out->mutable_estimated_value());
  out->set_description(lead.description);
  if (lead.owner_id.has_value()) out->set_owner_id(lead.owner_id->ToString());
  if (lead.business_unit_id.has_value()) out->set_business_unit_id(lead.business_unit_id->ToString());
  if (lead.merged_into_id.has_value()) out->set_merged_into_id(lead.merged_into_id->ToString());
  for (const std::string& tag : lead.tags) out->add_tags(tag);
  if (!lead.custom_fields.empty()) Write(lead.custom_fields, out->mutable_custom_fields());
  if (lead.convert_time.has_value()) Write(*lead.convert_time, out->mutable_convert_time());
  if (lead.converted_by.has_value()) out->set_converted_by(lead.converted_by->ToString());
  if (lead.converted_account_id.has_value()) out->set_converted_account_id(lead.converted_account_id->ToString());
  if (lead.converted_contact_id.has_value()) out->set_converted_contact_id(lead.converted_contact_id->ToString());
  if (lead.converted_opportunity_id.has_value()) {
    out->set_converted_opportunity_id(lead.converted_opportunity_id->ToString());
  }
}

}  // namespace pipewright::sales
