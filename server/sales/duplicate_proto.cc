#include "server/sales/duplicate_proto.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/sales/account_proto.h"
#include "server/sales/contact_proto.h"
#include "server/sales/lead_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::sales {
namespace {

using server::ResourceReader;

void TakeResource(const std::string& field, const std::string& resource, std::string& out, Violations& violations) {
  if (std::find(std::begin(kMatchedResources), std::end(kMatchedResources), resource) == std::end(kMatchedResources)) {
    violations.Add(field, absl::StrCat("must be one of ", absl::StrJoin(kMatchedResources, ", ")));
  }
  out = resource;
}

template <class Message>
void WriteMatch(const Match& match, Message& out) {
  out.set_score(static_cast<int32_t>(match.score));
  for (const MatchReason reason : match.reasons) out.add_reasons(server::ToProtoEnum<v1::MatchReason>(reason));
}

template <class Found, class Duplicates, class Record>
void WriteFound(const Found& found, Duplicates* duplicates, Record record) {
  for (const auto& one : found) {
    auto& written = *duplicates->Add();
    ToProto(one.record, (written.*record)());
    WriteMatch(one.match, written);
  }
}

}  // namespace

absl::StatusOr<FindDuplicates<Account>> FromProto(const v1::FindDuplicateAccountsRequest& request) {
  FindDuplicates<Account> query;
  if (request.target_case() == v1::FindDuplicateAccountsRequest::TARGET_NOT_SET) {
    return InvalidField("target", "is required: account_id, account or lead_id");
  }
  const v1::Account& account = request.account();
  ResourceReader reader("account", account);
  query.id = server::ReadOptionalId<AccountId>("account_id", request.account_id(), reader.violations());
  query.of_lead = server::ReadOptionalId<LeadId>("lead_id", request.lead_id(), reader.violations());
  query.like.name = account.name();
  query.like.website = account.website();
  Change<EmailAddress> email;
  reader.Parsed("email", account.email(), email);
  email.ApplyTo(query.like.email);
  reader.Text("phone", account.phone(), query.phone);
  RETURN_IF_ERROR(reader.ToStatus());
  return query;
}

absl::StatusOr<FindDuplicates<Contact>> FromProto(const v1::FindDuplicateContactsRequest& request) {
  FindDuplicates<Contact> query;
  if (request.target_case() == v1::FindDuplicateContactsRequest::TARGET_NOT_SET) {
    return InvalidField("target", "is required: contact_id, contact or lead_id");
  }
  const v1::Contact& contact = request.contact();
  ResourceReader reader("contact", contact);
  query.id = server::ReadOptionalId<ContactId>("contact_id", request.contact_id(), reader.violations());
  query.of_lead = server::ReadOptionalId<LeadId>("lead_id", request.lead_id(), reader.violations());
  query.like.first_name = contact.first_name();
  query.like.last_name = contact.last_name();
  Change<EmailAddress> email;
  reader.Parsed("email", contact.email(), email);
  email.ApplyTo(query.like.email);
  reader.Text("phone", contact.phone(), query.phone);
  reader.Text("mobile", contact.mobile(), query.mobile);
  RETURN_IF_ERROR(reader.ToStatus());
  return query;
}

absl::StatusOr<FindDuplicates<Lead>> FromProto(const v1::FindDuplicateLeadsRequest& request) {
  FindDuplicates<Lead> query;
  if (request.target_case() == v1::FindDuplicateLeadsRequest::TARGET_NOT_SET) {
    return InvalidField("target", "is required: lead_id or lead");
  }
  const v1::Lead& lead = request.lead();
  ResourceReader reader("lead", lead);
  query.id = server::ReadOptionalId<LeadId>("lead_id", request.lead_id(), reader.violations());
  query.like.name = lead.name();
  Change<EmailAddress> email;
  reader.Parsed("email", lead.email(), email);
  email.ApplyTo(query.like.email);
  reader.Text("phone", lead.phone(), query.phone);
  RETURN_IF_ERROR(reader.ToStatus());
  return query;
}

absl::StatusOr<SearchDuplicates> FromProto(const v1::SearchDuplicatesRequest& request) {
  SearchDuplicates command;
  Violations violations;
  TakeResource("resource", request.resource(), command.resource, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

absl::StatusOr<ListDuplicatePairs> FromProto(const v1::ListDuplicatePairsRequest& request) {
  ListDuplicatePairs query;
  Violations violations;
  violations.Take("job_id", integration::JobId::Parse(request.job_id()), &query.search);
  RETURN_IF_ERROR(violations.ToStatus());
  query.page_size = request.page_size();
  query.page_token = request.page_token();
  return query;
}

absl::StatusOr<GetMatchRule> FromProto(const v1::GetMatchRuleRequest& request) {
  GetMatchRule query;
  Violations violations;
  TakeResource("resource", request.resource(), query.resource, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  return query;
}

absl::StatusOr<UpdateMatchRule> FromProto(const v1::UpdateMatchRuleRequest& request) {
  UpdateMatchRule command;
  const v1::MatchRule& rule = request.match_rule();
  ResourceReader reader("match_rule", rule, request.update_mask());
  TakeResource("match_rule.resource", rule.resource(), command.resource, reader.violations());
  command.etag = server::ReadEtag("match_rule.etag", rule.etag(), reader.violations());
  reader.Int("name_weight", rule.name_weight(), command.changes.name_weight);
  reader.Int("similar_name_weight", rule.similar_name_weight(), command.changes.similar_name_weight);
  reader.Int("email_weight", rule.email_weight(), command.changes.email_weight);
  reader.Int("phone_weight", rule.phone_weight(), command.changes.phone_weight);
  reader.Int("domain_weight", rule.domain_weight(), command.changes.domain_weight);
  reader.Int("threshold", rule.threshold(), command.changes.threshold);
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const std::vector<Duplicate<Account>>& found, v1::FindDuplicateAccountsResponse* out) {
  WriteFound(found, out->mutable_duplicates(), &v1::AccountDuplicate::mutable_account);
}

void ToProto(const std::vector<Duplicate<Contact>>& found, v1::FindDuplicateContactsResponse* out) {
  WriteFound(found, out->mutable_duplicates(), &v1::ContactDuplicate::mutable_contact);
}

void ToProto(const std::vector<Duplicate<Lead>>& found, v1::FindDuplicateLeadsResponse* out) {
  WriteFound(found, out->mutable_duplicates(), &v1::LeadDuplicate::mutable_lead);
}

void ToProto(const DuplicatePairPage& page, v1::ListDuplicatePairsResponse* out) {
  for (const DuplicatePair& pair : page.pairs) {
    v1::DuplicatePair& written = *out->add_pairs();
    written.set_first_id(pair.first.ToString());
    written.set_second_id(pair.second.ToString());
    WriteMatch(pair.match, written);
  }
  out->set_next_page_token(page.next_page_token);
}

void ToProto(const MatchRuleState& rule, v1::MatchRule* out) {
  out->set_resource(rule.resource);
  if (rule.version > 0) {
    out->set_etag(Etag(rule.version).ToString());
    server::Write(rule.create_time, out->mutable_create_time());
    server::Write(rule.update_time, out->mutable_update_time());
  }
  out->set_name_weight(static_cast<int32_t>(rule.name_weight));
  out->set_similar_name_weight(static_cast<int32_t>(rule.similar_name_weight));
  out->set_email_weight(static_cast<int32_t>(rule.email_weight));
  out->set_phone_weight(static_cast<int32_t>(rule.phone_weight));
  out->set_domain_weight(static_cast<int32_t>(rule.domain_weight));
  out->set_threshold(static_cast<int32_t>(rule.threshold));
}

}  // namespace pipewright::sales
