// The conversion of leads between proto and domain.
#include "domain/shared/status_macros.h"
#include "server/sales/account_proto.h"
#include "server/sales/contact_proto.h"
#include "server/sales/lead_proto.h"
#include "server/sales/opportunity_proto.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::sales {
namespace {

using server::ReadOptionalId;
using server::ResourceReader;

// The custom fields of one of the messages that describe what is new.
template <class Message>
CustomFieldsInput ReadCustomFields(absl::string_view path, const Message& described) {
  CustomFieldsInput read;
  ResourceReader(path, described).CustomFields("custom_fields", described.custom_fields(), read);
  return read;
}

ConvertLead::NewOpportunity ReadOpportunity(const v1::ConvertLeadOpportunity& opportunity, Violations& violations) {
  ConvertLead::NewOpportunity read;
  read.title = opportunity.title();
  if (opportunity.has_amount()) {
    violations.Take("opportunity.amount", server::FromProto(opportunity.amount()), &read.amount);
  }
  read.pipeline_id = ReadOptionalId<PipelineId>("opportunity.pipeline_id", opportunity.pipeline_id(), violations);
  read.stage_id = ReadOptionalId<StageId>("opportunity.stage_id", opportunity.stage_id(), violations);
  if (opportunity.has_expected_close_date()) {
    violations.Take("opportunity.expected_close_date", server::FromProto(opportunity.expected_close_date()),
                    &read.expected_close_date);
  }
  read.custom_fields = ReadCustomFields("opportunity", opportunity);
  return read;
}

}  // namespace

absl::StatusOr<ConvertLead> FromProto(const v1::ConvertLeadRequest& request) {
  return server::ReadAction<ConvertLead>(request, [&](ConvertLead& command, Violations& violations) {
    command.account_id = ReadOptionalId<AccountId>("account_id", request.account_id(), violations);
    command.contact_id = ReadOptionalId<ContactId>("contact_id", request.contact_id(), violations);
    if (request.has_account() && !request.account_id().empty()) {
      violations.Add("account", "describes a new account, and account_id names one that is there");
    }
    if (request.has_contact() && !request.contact_id().empty()) {
      violations.Add("contact", "describes a new contact, and contact_id names one that is there");
    }
    if (request.has_account()) {
      command.account.emplace(
          ConvertLead::NewAccount{request.account().name(), ReadCustomFields("account", request.account())});
    }
    if (request.has_contact()) {
      const v1::ConvertLeadContact& contact = request.contact();
      command.contact.emplace(
          ConvertLead::NewContact{contact.first_name(), contact.last_name(), ReadCustomFields("contact", contact)});
    }
    command.reuse_duplicates = request.reuse_duplicates();
    if (request.has_opportunity()) command.opportunity = ReadOpportunity(request.opportunity(), violations);
  });
}

void ToProto(const ConvertedLead& converted, v1::ConvertLeadResponse* out) {
  ToProto(converted.lead.state(), out->mutable_lead());
  ToProto(converted.account.state(), out->mutable_account());
  ToProto(converted.contact.state(), out->mutable_contact());
  if (converted.opportunity.has_value()) ToProto(*converted.opportunity, out->mutable_opportunity());
}

void ToProto(const ConvertedLead& converted, v1::Lead* out) { ToProto(converted.lead.state(), out); }

}  // namespace pipewright::sales
