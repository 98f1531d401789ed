#include "server/collaboration/interaction_proto.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::collaboration {
namespace {

using server::ResourceReader;
using server::ToProtoEnum;
using server::Write;

// Notes what is wrong under its index.
std::vector<Participant> ReadParticipants(const v1::Interaction& interaction, Violations& violations) {
  std::vector<Participant> participants;
  for (int i = 0; i < interaction.participants_size(); ++i) {
    const v1::InteractionParticipant& given = interaction.participants(i);
    const std::string path = absl::StrCat("interaction.participants[", i, "].");
    Participant& participant = participants.emplace_back();
    participant.user_id = server::ReadOptionalId<UserId>(path + "user_id", given.user_id(), violations);
    participant.contact_id = server::ReadOptionalId<ContactId>(path + "contact_id", given.contact_id(), violations);
    if (!given.email().empty()) {
      violations.Take(path + "email", EmailAddress::Parse(given.email()), &participant.email.emplace());
    }
    participant.name = given.name();
  }
  return participants;
}

void ReadInteraction(const v1::Interaction& interaction, ResourceReader& reader, InteractionChanges& changes) {
  reader.Enum("type", interaction.type(), changes.type);
  reader.Enum("direction", interaction.direction(), changes.direction);
  reader.Text("title", interaction.title(), changes.title);
  reader.Text("content", interaction.content(), changes.content);
  reader.Text("outcome", interaction.outcome(), changes.outcome);
  reader.Message("start_time", interaction.start_time(), changes.start_time);
  reader.Int("duration_seconds", interaction.duration_seconds(), changes.duration_seconds);
  reader.Id("account_id", interaction.account_id(), changes.account_id);
  reader.Id("contact_id", interaction.contact_id(), changes.contact_id);
  reader.Id("opportunity_id", interaction.opportunity_id(), changes.opportunity_id);
  reader.Id("lead_id", interaction.lead_id(), changes.lead_id);
  reader.Value(
      "participants",
      [&] { return absl::StatusOr<std::vector<Participant>>(ReadParticipants(interaction, reader.violations())); },
      changes.participants);
  reader.Message("follow_up_time", interaction.follow_up_time(), changes.follow_up_time);
}

}  // namespace

absl::StatusOr<CreateInteraction> FromProto(const v1::CreateInteractionRequest& request) {
  CreateInteraction command;
  ResourceReader reader("interaction", request.interaction());
  ReadInteraction(request.interaction(), reader, command.details);
  command.id = server::ReadOptionalId<InteractionId>("interaction_id", request.interaction_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateInteraction> FromProto(const v1::UpdateInteractionRequest& request) {
  UpdateInteraction command;
  ResourceReader reader("interaction", request.interaction(), request.update_mask());
  ReadInteraction(request.interaction(), reader, command.changes);
  reader.violations().Take("interaction.id", InteractionId::Parse(request.interaction().id()), &command.id);
  command.etag = server::ReadEtag("interaction.etag", request.interaction().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const InteractionState& interaction, v1::Interaction* out) {
  server::WriteRecord(interaction, out);
  out->set_type(ToProtoEnum<v1::InteractionType>(interaction.type));
  if (interaction.direction.has_value()) {
    out->set_direction(ToProtoEnum<v1::InteractionDirection>(*interaction.direction));
  }
  out->set_title(interaction.title);
  out->set_content(interaction.content);
  out->set_outcome(interaction.outcome);
  Write(interaction.start_time, out->mutable_start_time());
  if (interaction.duration_seconds.has_value()) out->set_duration_seconds(*interaction.duration_seconds);
  if (interaction.account_id.has_value()) out->set_account_id(interaction.account_id->ToString());
  if (interaction.contact_id.has_value()) out->set_contact_id(interaction.contact_id->ToString());
  if (interaction.opportunity_id.has_value()) out->set_opportunity_id(interaction.opportunity_id->ToString());
  if (interaction.lead_id.has_value()) out->set_lead_id(interaction.lead_id->ToString());
  for (const Participant& participant : interaction.participants) {
    v1::InteractionParticipant* const written = out->add_participants();
    if (participant.user_id.has_value()) written->set_user_id(participant.user_id->ToString());
    if (participant.contact_id.has_value()) written->set_contact_id(participant.contact_id->ToString());
    written->set_name(participant.name);
    if (participant.email.has_value()) written->set_email(participant.email->value());
  }
  if (interaction.follow_up_time.has_value()) Write(*interaction.follow_up_time, out->mutable_follow_up_time());
  if (interaction.follow_up_task_id.has_value()) out->set_follow_up_task_id(interaction.follow_up_task_id->ToString());
}

}  // namespace pipewright::collaboration
