#include "server/sales/opportunity_proto.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "server/sales/quantity.h"
#include "server/wire/custom_fields_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::sales {
namespace {

using server::FromProtoEnum;
using server::ReadAction;
using server::ReadOptionalId;
using server::ResourceReader;
using server::ToProtoEnum;
using server::Write;

absl::StatusOr<std::vector<TeamMember>> ReadTeam(const v1::Opportunity& opportunity) {
  std::vector<TeamMember> team;
  Violations violations;
  for (int i = 0; i < opportunity.team_size(); ++i) {
    const v1::TeamMember& member = opportunity.team(i);
    TeamMember& read = team.emplace_back();
    violations.Take(absl::StrCat("[", i, "].user_id"), UserId::Parse(member.user_id()), &read.user_id);
    read.role = member.role();
    violations.Take(absl::StrCat("[", i, "].split_basis_points"),
                    Percentage::OfBasisPoints(member.split_basis_points()), &read.split);
    violations.Take(absl::StrCat("[", i, "].overlay_basis_points"),
                    Percentage::OfBasisPoints(member.overlay_basis_points()), &read.overlay);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return team;
}

absl::StatusOr<std::vector<ContactRole>> ReadContactRoles(const v1::Opportunity& opportunity) {
  std::vector<ContactRole> roles;
  Violations violations;
  for (int i = 0; i < opportunity.contact_roles_size(); ++i) {
    const v1::ContactRole& role = opportunity.contact_roles(i);
    ContactRole& read = roles.emplace_back();
    violations.Take(absl::StrCat("[", i, "].contact_id"), ContactId::Parse(role.contact_id()), &read.contact_id);
    violations.Take(absl::StrCat("[", i, "].role"), FromProtoEnum<ContactRoleKind>(role.role()), &read.role);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return roles;
}

absl::StatusOr<std::vector<LineItem>> ReadLineItems(const v1::Opportunity& opportunity) {
  std::vector<LineItem> items;
  Violations violations;
  for (int i = 0; i < opportunity.line_items_size(); ++i) {
    const v1::LineItem& item = opportunity.line_items(i);
    LineItem& read = items.emplace_back();
    read.title = item.title();
    if (!item.quantity().empty()) {
      violations.Take(absl::StrCat("[", i, "].quantity"), ParseQuantity(item.quantity()), &read.quantity_e4);
    }
    if (item.has_unit_price()) {
      violations.Take(absl::StrCat("[", i, "].unit_price"), server::FromProto(item.unit_price()), &read.unit_price);
    }
    violations.Take(absl::StrCat("[", i, "].discount_basis_points"),
                    Percentage::OfBasisPoints(item.discount_basis_points()), &read.discount);
    read.offering_id =
        ReadOptionalId<OfferingId>(absl::StrCat("[", i, "].offering_id"), item.offering_id(), violations);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return items;
}

void ReadOpportunity(const v1::Opportunity& opportunity, ResourceReader& reader, OpportunityChanges& changes,
                     CustomFieldsInput& custom_fields) {
  reader.Text("title", opportunity.title(), changes.title);
  reader.Text("description", opportunity.description(), changes.description);
  reader.Id("account_id", opportunity.account_id(), changes.account_id);
  reader.Id("primary_contact_id", opportunity.primary_contact_id(), changes.primary_contact_id);
  reader.Message("amount", opportunity.amount(), changes.amount);
  reader.Value(
      "probability", [&] { return Probability::Of(opportunity.probability()); }, changes.probability);
  reader.Enum("forecast_category", opportunity.forecast_category(), changes.forecast_category);
  reader.Message("open_date", opportunity.open_date(), changes.open_date);
  reader.Message("expected_close_date", opportunity.expected_close_date(), changes.expected_close_date);
  reader.Text("competitor", opportunity.competitor(), changes.competitor);
  reader.Texts("competitors", opportunity.competitors(), changes.competitors);
  reader.Enum("source", opportunity.source(), changes.source);
  reader.Enum("priority", opportunity.priority(), changes.priority);
  reader.Text("next_step", opportunity.next_step(), changes.next_step);
  reader.Value(
      "team", [&] { return ReadTeam(opportunity); }, changes.team);
  reader.Value(
      "contact_roles", [&] { return ReadContactRoles(opportunity); }, changes.contact_roles);
  reader.Value(
      "line_items", [&] { return ReadLineItems(opportunity); }, changes.line_items);
  reader.Texts("tags", opportunity.tags(), changes.tags);
  reader.CustomFields("custom_fields", opportunity.custom_fields(), custom_fields);
  reader.Id("business_unit_id", opportunity.business_unit_id(), changes.business_unit_id);
  reader.Id("pipeline_id", opportunity.pipeline_id(), changes.pipeline_id);
  reader.Id("stage_id", opportunity.stage_id(), changes.stage_id);
  reader.Message("actual_close_date", opportunity.actual_close_date(), changes.actual_close_date);
  reader.Text("lost_reason", opportunity.lost_reason(), changes.lost_reason);
  reader.Text("lost_reason_text", opportunity.lost_reason_text(), changes.lost_reason_text);
  reader.Id("owner_id", opportunity.owner_id(), changes.owner_id);
}

template <class Request>
void ReadCloseDate(const Request& request, std::optional<absl::CivilDay>& out, Violations& violations) {
  if (request.has_close_date()) violations.Take("close_date", server::FromProto(request.close_date()), &out);
}

}  // namespace

absl::StatusOr<CreateOpportunity> FromProto(const v1::CreateOpportunityRequest& request) {
  CreateOpportunity command;
  ResourceReader reader("opportunity", request.opportunity());
  ReadOpportunity(request.opportunity(), reader, command.details, command.custom_fields);
  command.id = ReadOptionalId<OpportunityId>("opportunity_id", request.opportunity_id(), reader.violations());
  command.apply_assignment_rules = request.apply_assignment_rules();
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateOpportunity> FromProto(const v1::UpdateOpportunityRequest& request) {
  UpdateOpportunity command;
  ResourceReader reader("opportunity", request.opportunity(), request.update_mask());
  ReadOpportunity(request.opportunity(), reader, command.changes, command.custom_fields);
  reader.violations().Take("opportunity.id", OpportunityId::Parse(request.opportunity().id()), &command.id);
  command.etag = server::ReadEtag("opportunity.etag", request.opportunity().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<MoveOpportunityStage> FromProto(const v1::MoveOpportunityStageRequest& request) {
  return ReadAction<MoveOpportunityStage>(request, [&](MoveOpportunityStage& command, Violations& violations) {
    violations.Take("stage_id", StageId::Parse(request.stage_id()), &command.stage_id);
  });
}

absl::StatusOr<MoveOpportunityPipeline> FromProto(const v1::MoveOpportunityPipelineRequest& request) {
  return ReadAction<MoveOpportunityPipeline>(request, [&](MoveOpportunityPipeline& command, Violations& violations) {
    violations.Take("pipeline_id", PipelineId::Parse(request.pipeline_id()), &command.pipeline_id);
    command.stage_id = ReadOptionalId<StageId>("stage_id", request.stage_id(), violations);
  });
}

absl::StatusOr<WinOpportunity> FromProto(const v1::WinOpportunityRequest& request) {
  return ReadAction<WinOpportunity>(request, [&](WinOpportunity& command, Violations& violations) {
    ReadCloseDate(request, command.close_date, violations);
    command.create_engagements = request.create_engagements();
  });
}

absl::StatusOr<LoseOpportunity> FromProto(const v1::LoseOpportunityRequest& request) {
  return ReadAction<LoseOpportunity>(request, [&](LoseOpportunity& command, Violations& violations) {
    ReadCloseDate(request, command.loss.close_date, violations);
    command.loss.reason = request.lost_reason();
    command.loss.text = request.lost_reason_text();
    if (!request.competitor().empty()) command.loss.competitor = Change<std::string>::Set(request.competitor());
  });
}

absl::StatusOr<ReopenOpportunity> FromProto(const v1::ReopenOpportunityRequest& request) {
  return ReadAction<ReopenOpportunity>(request, [&](ReopenOpportunity& command, Violations& violations) {
    violations.Take("stage_id", StageId::Parse(request.stage_id()), &command.stage_id);
  });
}

absl::StatusOr<ReassignOpportunity> FromProto(const v1::ReassignOpportunityRequest& request) {
  return ReadAction<ReassignOpportunity>(request, [&](ReassignOpportunity& command, Violations& violations) {
    violations.Take("owner_id", UserId::Parse(request.owner_id()), &command.owner_id);
  });
}

absl::StatusOr<ListStageHistory> FromProto(const v1::ListStageHistoryRequest& request) {
  ListStageHistory query;
  Violations violations;
  violations.Take("id", OpportunityId::Parse(request.id()), &query.id);
  RETURN_IF_ERROR(violations.ToStatus());
  query.page_size = request.page_size();
  query.page_token = request.page_token();
  return query;
}

void ToProto(const OpportunityView& view, v1::Opportunity* out) {
  const OpportunityState& opportunity = view.opportunity;
  server::WriteRecord(opportunity, out);
  out->set_code(opportunity.code);
  out->set_title(opportunity.title);
  out->set_description(opportunity.description);
  if (opportunity.account_id.has_value()) out->set_account_id(opportunity.account_id->ToString());
  if (opportunity.primary_contact_id.has_value()) {
    out->set_primary_contact_id(opportunity.primary_contact_id->ToString());
  }
  out->set_pipeline_id(opportunity.pipeline_id.ToString());
  out->set_stage_id(opportunity.stage_id.ToString());
  Write(opportunity.stage_enter_time, out->mutable_stage_enter_time());
  if (opportunity.rot_time.has_value()) Write(*opportunity.rot_time, out->mutable_rot_time());
  out->set_rotting(view.rotting);
  out->set_status(ToProtoEnum<v1::OpportunityStatus>(opportunity.status));
  if (opportunity.amount.has_value()) Write(*opportunity.amount, out->mutable_amount());
  out->set_probability(opportunity.probability.percent());
  out->set_manual_probability(opportunity.manual_probability);
  if (opportunity.expected_revenue.has_value()) Write(*opportunity.expected_revenue, out->mutable_expected_revenue());
  if (opportunity.base_amount.has_value()) Write(*opportunity.base_amount, out->mutable_base_amount());
  out->set_forecast_category(ToProtoEnum<v1::ForecastCategory>(opportunity.forecast_category));
  out->set_manual_forecast_category(opportunity.manual_forecast_category);
  if (opportunity.open_date.has_value()) Write(*opportunity.open_date, out->mutable_open_date());
  if (opportunity.expected_close_date.has_value()) {
    Write(*opportunity.expected_close_date, out->mutable_expected_close_date());
  }
  if (opportunity.actual_close_date.has_value())
    Write(*opportunity.actual_close_date, out->mutable_actual_close_date());
  out->set_lost_reason(opportunity.lost_reason);
  out->set_lost_reason_text(opportunity.lost_reason_text);
  out->set_competitor(opportunity.competitor);
  for (const std::string& competitor : opportunity.competitors) out->add_competitors(competitor);
  if (opportunity.source.has_value()) out->set_source(ToProtoEnum<v1::LeadSource>(*opportunity.source));
  out->set_priority(ToProtoEnum<v1::OpportunityPriority>(opportunity.priority));
  out->set_next_step(opportunity.next_step);
  out->set_owner_id(opportunity.owner_id.ToString());
  for (const TeamMember& member : opportunity.team) {
    v1::TeamMember* const written = out->add_team();
    written->set_user_id(member.user_id.ToString());
    written->set_role(member.role);
    written->set_split_basis_points(static_cast<int32_t>(member.split.basis_points()));
    written->set_overlay_basis_points(static_cast<int32_t>(member.overlay.basis_points()));
  }
  for (const ContactRole& role : opportunity.contact_roles) {
    v1::ContactRole* const written = out->add_contact_roles();
    written->set_contact_id(role.contact_id.ToString());
    written->set_role(ToProtoEnum<v1::ContactRoleKind>(role.role));
  }
  for (const LineItem& item : opportunity.line_items) {
    v1::LineItem* const written = out->add_line_items();
    written->set_title(item.title);
    written->set_quantity(QuantityText(item.quantity_e4));
    Write(item.unit_price, written->mutable_unit_price());
    written->set_discount_basis_points(static_cast<int32_t>(item.discount.basis_points()));
    if (item.offering_id.has_value()) written->set_offering_id(item.offering_id->ToString());
    if (const auto total = TotalOf({item}); total.ok()) Write(**total, written->mutable_total());
  }
  for (const std::string& tag : opportunity.tags) out->add_tags(tag);
  if (!opportunity.custom_fields.empty()) Write(opportunity.custom_fields, out->mutable_custom_fields());
  if (opportunity.business_unit_id.has_value()) out->set_business_unit_id(opportunity.business_unit_id->ToString());
}

void ToProto(const StageHistoryPage& page, v1::ListStageHistoryResponse* out) {
  for (const StageInterval& interval : page.intervals) {
    v1::StageInterval* const written = out->add_intervals();
    if (interval.from_stage_id.has_value()) written->set_from_stage_id(interval.from_stage_id->ToString());
    written->set_stage_id(interval.stage_id.ToString());
    Write(interval.enter_time, written->mutable_enter_time());
    if (interval.leave_time.has_value()) Write(*interval.leave_time, written->mutable_leave_time());
    if (interval.user_id.has_value()) written->set_user_id(interval.user_id->ToString());
    if (interval.amount.has_value()) Write(*interval.amount, written->mutable_amount());
    written->set_days_in_stage(static_cast<int32_t>(DaysIn(interval, page.time)));
    written->set_stage_name(interval.stage_name);
    if (interval.pipeline_id.has_value()) written->set_pipeline_id(interval.pipeline_id->ToString());
    written->set_pipeline_name(interval.pipeline_name);
    written->set_from_stage_name(interval.from_stage_name);
  }
  out->set_next_page_token(page.next_page_token);
}

}  // namespace pipewright::sales
