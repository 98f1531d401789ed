#include "infrastructure/postgres/collaboration/interaction_table.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/table/json.h"
#include "infrastructure/postgres/table/referring_rows.h"
#include "infrastructure/postgres/tasks/task_table.h"

namespace pipewright {

void to_json(nlohmann::json& json, const SubjectOwners& subject) {
  json = {{"kind", std::string(NameOf(subject.kind))}, {"owners", subject.owners}};
}
void from_json(const nlohmann::json& json, SubjectOwners& subject) {
  const auto kind = ParseEnum<RecordKind>(json.at("kind").get<std::string>());
  if (!kind.ok()) throw nlohmann::json::other_error::create(501, "a kind of another shape", &json);
  subject.kind = *kind;
  json.at("owners").get_to(subject.owners);
}

namespace collaboration {

// What isn't there has no key.
void to_json(nlohmann::json& json, const Participant& participant) {
  json = nlohmann::json::object();
  if (participant.user_id.has_value()) json["user_id"] = *participant.user_id;
  if (participant.contact_id.has_value()) json["contact_id"] = *participant.contact_id;
  if (!participant.name.empty()) json["name"] = participant.name;
  if (participant.email.has_value()) json["email"] = participant.email->value();
}
void from_json(const nlohmann::json& json, Participant& participant) {
  participant = {};
  if (json.contains("user_id")) participant.user_id = json["user_id"].get<UserId>();
  if (json.contains("contact_id")) participant.contact_id = json["contact_id"].get<ContactId>();
  if (json.contains("name")) json["name"].get_to(participant.name);
  if (!json.contains("email")) return;
  const auto email = EmailAddress::Parse(json["email"].get<std::string>());
  if (!email.ok()) throw nlohmann::json::other_error::create(501, "an address of another shape", &json);
  participant.email = *email;
}

}  // namespace collaboration
}  // namespace pipewright

namespace pipewright::postgres {
namespace {

using collaboration::Participant;
using S = collaboration::InteractionState;

// Interaction::AllowsRead in SQL.
std::string ReadableInteractions(Scope /*scope*/, const std::string& me, const std::string& users) {
  return absl::StrCat("t.created_by = any(", users,
                      ") or exists (select from interaction_participants p where p.tenant_id = t.tenant_id "
                      "and p.interaction_id = t.id and p.participant_id = ",
                      me, " and p.user_id is not null)");
}

// The members and contacts among them.
Links<S> ParticipantLinks() {
  return {"interaction_participants",
          "interaction_id",
          {{"participant_id", "uuid"}, {"user_id", "uuid"}, {"contact_id", "uuid"}},
          [](const S& interaction) {
            std::vector<std::vector<Param>> rows;
            for (const Participant& one : interaction.participants) {
              if (one.user_id.has_value()) {
                rows.push_back({one.user_id->ToString(), one.user_id->ToString(), std::nullopt});
              } else if (one.contact_id.has_value()) {
                rows.push_back({one.contact_id->ToString(), std::nullopt, one.contact_id->ToString()});
              }
            }
            return rows;
          }};
}

// The ids of the members and contacts, as a set that lists filter on.
Column<S> ParticipantsCol() {
  Column<S> column =
      ReferringRows(JsonCol("participants", &S::participants), &S::participants, &Participant::contact_id,
                    "interaction_participants", "interaction_id", "contact_id");
  column.list_fields = {{{.name = "participants", .type = FieldType::kTextSet, .sortable = false},
                         "participant_text",
                         "text",
                         "interaction_participants",
                         "interaction_id"}};
  return column;
}

}  // namespace

const Table<collaboration::Interaction>& InteractionTable() {
  static const auto* const table = new Table<collaboration::Interaction>(
      Table<collaboration::Interaction>(
          "interactions",
          {
              Col("type", &S::type),
              Col("direction", &S::direction),
              Col("title", &S::title),
              UnlistedCol("content", &S::content),
              Col("outcome", &S::outcome),
              Col("start_time", &S::start_time),
              Col("duration_seconds", &S::duration_seconds),
              Col("account_id", &S::account_id).Referring("account", LayoutOf<AccountTable>),
              Col("contact_id", &S::contact_id).Referring("contact", LayoutOf<ContactTable>),
              Col("opportunity_id", &S::opportunity_id).Referring("opportunity", LayoutOf<OpportunityTable>),
              Col("lead_id", &S::lead_id).Referring("lead", LayoutOf<LeadTable>),
              ParticipantsCol(),
              Col("follow_up_time", &S::follow_up_time),
              Col("follow_up_task_id", &S::follow_up_task_id).Referring("follow_up_task", LayoutOf<TaskTable>),
              JsonCol("subject_owners", &S::subject_owners),
          },
          ReadableInteractions, {ParticipantLinks()})
          .ReadWith({"account", "contact", "opportunity", "lead"})
          .InTimeline([](const S& interaction) {
            return TimelinePlace{interaction.start_time, collaboration::Interaction::SubjectsOf(interaction)};
          })
          .SearchedBy({"title"}, {"content", "outcome"})
          .SortedBy({"start_time"}));
  return *table;
}

}  // namespace pipewright::postgres
