#include "server/sales/contact_proto.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "server/wire/custom_fields_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::sales {
namespace {

using server::FromProtoEnum;
using server::ResourceReader;
using server::ToProtoEnum;
using server::Write;

absl::StatusOr<std::vector<SocialProfile>> ReadProfiles(const v1::Contact& contact) {
  std::vector<SocialProfile> profiles;
  for (const v1::SocialProfile& profile : contact.social_profiles()) {
    profiles.push_back({profile.network(), profile.url()});
  }
  return profiles;
}

absl::StatusOr<ContactPreferences> ReadPreferences(const v1::ContactPreferences& preferences) {
  ContactPreferences read;
  Violations violations;
  for (int i = 0; i < preferences.channels_size(); ++i) {
    violations.Take(absl::StrCat("channels[", i, "]"), FromProtoEnum<ContactChannel>(preferences.channels(i)),
                    &read.channels.emplace_back());
  }
  read.topics.assign(preferences.topics().begin(), preferences.topics().end());
  read.do_not_contact = preferences.do_not_contact();
  RETURN_IF_ERROR(violations.ToStatus());
  return read;
}

const std::vector<server::ValuePart<ContactPreferences>>& PartsOfPreferences() {
  using P = ContactPreferences;
  static const auto* const parts = new std::vector<server::ValuePart<P>>{
      {"channels", [](const P& from, P& to) { to.channels = from.channels; }},
      {"topics", [](const P& from, P& to) { to.topics = from.topics; }},
      {"do_not_contact", [](const P& from, P& to) { to.do_not_contact = from.do_not_contact; }}};
  return *parts;
}

template <class Command>
void ReadContact(const v1::Contact& contact, ResourceReader& reader, ContactChanges& changes, Command& command) {
  reader.Id("account_id", contact.account_id(), changes.account_id);
  reader.Text("first_name", contact.first_name(), changes.first_name);
  reader.Text("last_name", contact.last_name(), changes.last_name);
  reader.Parsed("email", contact.email(), changes.email);
  reader.Text("phone", contact.phone(), command.phone);
  reader.Text("mobile", contact.mobile(), command.mobile);
  reader.Text("title", contact.title(), changes.title);
  reader.Text("department", contact.department(), changes.department);
  reader.Enum("source", contact.source(), changes.source);
  reader.Int("score", contact.score(), changes.score);
  reader.Value(
      "social_profiles", [&] { return ReadProfiles(contact); }, changes.social_profiles);
  reader.Parts("preferences", contact.preferences(), ReadPreferences, PartsOfPreferences(), changes.preferences);
  reader.Id("reports_to_id", contact.reports_to_id(), changes.reports_to_id);
  reader.Bool("primary_contact", contact.primary_contact(), changes.primary_contact);
  reader.Address("address", contact.address(), changes.address);
  reader.Id("owner_id", contact.owner_id(), changes.owner_id);
  reader.Texts("tags", contact.tags(), changes.tags);
  reader.CustomFields("custom_fields", contact.custom_fields(), command.custom_fields);
}

}  // namespace

absl::StatusOr<CreateContact> FromProto(const v1::CreateContactRequest& request) {
  CreateContact command;
  ResourceReader reader("contact", request.contact());
  ReadContact(request.contact(), reader, command.details, command);
  command.id = server::ReadOptionalId<ContactId>("contact_id", request.contact_id(), reader.violations());
  command.apply_assignment_rules = request.apply_assignment_rules();
  command.reject_duplicates = request.duplicate_check() == v1::DUPLICATE_CHECK_REJECT;
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateContact> FromProto(const v1::UpdateContactRequest& request) {
  UpdateContact command;
  ResourceReader reader("contact", request.contact(), request.update_mask());
  ReadContact(request.contact(), reader, command.changes, command);
  reader.violations().Take("contact.id", ContactId::Parse(request.contact().id()), &command.id);
  command.etag = server::ReadEtag("contact.etag", request.contact().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const ContactState& contact, v1::Contact* out) {
  server::WriteRecord(contact, out);
  if (contact.account_id.has_value()) out->set_account_id(contact.account_id->ToString());
  out->set_first_name(contact.first_name);
  out->set_last_name(contact.last_name);
  if (contact.email.has_value()) out->set_email(contact.email->value());
  if (contact.phone.has_value()) out->set_phone(contact.phone->value());
  if (contact.mobile.has_value()) out->set_mobile(contact.mobile->value());
  out->set_title(contact.title);
  out->set_department(contact.department);
  out->set_status(ToProtoEnum<v1::ContactStatus>(contact.status));
  if (contact.source.has_value()) out->set_source(ToProtoEnum<v1::LeadSource>(*contact.source));
  if (contact.score.has_value()) out->set_score(*contact.score);
  for (const SocialProfile& profile : contact.social_profiles) {
    v1::SocialProfile* const written = out->add_social_profiles();
    written->set_network(profile.network);
    written->set_url(profile.url);
  }
  if (contact.preferences != ContactPreferences{}) {
    v1::ContactPreferences* const written = out->mutable_preferences();
    for (const ContactChannel channel : contact.preferences.channels) {
      written->add_channels(ToProtoEnum<v1::ContactChannel>(channel));
    }
    for (const std::string& topic : contact.preferences.topics) written->add_topics(topic);
    written->set_do_not_contact(contact.preferences.do_not_contact);
  }
  if (contact.reports_to_id.has_value()) out->set_reports_to_id(contact.reports_to_id->ToString());
  out->set_primary_contact(contact.primary_contact);
  if (!contact.address.empty()) Write(contact.address, out->mutable_address());
  if (contact.owner_id.has_value()) out->set_owner_id(contact.owner_id->ToString());
  for (const std::string& tag : contact.tags) out->add_tags(tag);
  if (!contact.custom_fields.empty()) Write(contact.custom_fields, out->mutable_custom_fields());
  if (contact.merged_into_id.has_value()) out->set_merged_into_id(contact.merged_into_id->ToString());
}

}  // namespace pipewright::sales
