#include "infrastructure/postgres/collaboration/note_table.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/table/json.h"
#include "infrastructure/postgres/table/subject_column.h"

namespace pipewright::postgres {
namespace {

using S = collaboration::NoteState;

// Note::AllowsRead in SQL.
std::string ReadableNotes(Scope /*scope*/, const std::string& me, const std::string& users) {
  return absl::StrCat("t.created_by = any(", users,
                      ") or exists (select from note_mentions m where m.tenant_id = t.tenant_id and m.note_id = t.id "
                      "and m.user_id = ",
                      me, ")");
}

Links<S> MentionLinks() {
  return {"note_mentions", "note_id", {{"user_id", "uuid"}}, [](const S& note) {
            std::vector<std::vector<Param>> rows;
            for (const UserId& user : note.mentions) rows.push_back({user.ToString()});
            return rows;
          }};
}

// As a set that lists filter on.
Column<S> MentionsCol() {
  Column<S> column = JsonCol("mentions", &S::mentions);
  column.list_fields = {{{.name = "mentions", .type = FieldType::kTextSet, .sortable = false},
                         "user_text",
                         "text",
                         "note_mentions",
                         "note_id"}};
  return column;
}

}  // namespace

const Table<collaboration::Note>& NoteTable() {
  static const auto* const table = new Table<collaboration::Note>(
      Table<collaboration::Note>(
          "notes",
          {
              UnlistedCol("text", &S::text),
              Col("pinned", &S::pinned),
              MentionsCol(),
              SubjectCol("subject", &S::subject)
                  .Referring("account", LayoutOf<AccountTable>, {{"account_id", "id"}})
                  .Referring("contact", LayoutOf<ContactTable>, {{"contact_id", "id"}})
                  .Referring("opportunity", LayoutOf<OpportunityTable>, {{"opportunity_id", "id"}})
                  .Referring("lead", LayoutOf<LeadTable>, {{"lead_id", "id"}}),
              JsonCol("subject_owners", &S::subject_owners),
              Col("converted_lead_id", &S::converted_lead_id).Referring("converted_lead", LayoutOf<LeadTable>),
          },
          ReadableNotes, {MentionLinks()})
          .ReadWith({"account", "contact", "opportunity", "lead"})
          .InTimeline([](const S& note) {
            return TimelinePlace{note.create_time, collaboration::Note::SubjectsOf(note)};
          })
          .SearchedBy({}, {"text"})
          .SortedBy({"create_time", "update_time"}));
  return *table;
}

}  // namespace pipewright::postgres
