#include "infrastructure/postgres/collaboration/attachment_table.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/table/json.h"
#include "infrastructure/postgres/table/subject_column.h"

namespace pipewright::postgres {
namespace {

using S = collaboration::AttachmentState;

// Attachment::AllowsRead in SQL.
std::string ReadableAttachments(Scope /*scope*/, const std::string& /*me*/, const std::string& users) {
  return absl::StrCat("t.created_by = any(", users, ")");
}

}  // namespace

const Table<collaboration::Attachment>& AttachmentTable() {
  static const auto* const table = new Table<collaboration::Attachment>(
      Table<collaboration::Attachment>(
          "attachments",
          {
              Col("file_name", &S::file_name),
              Col("media_type", &S::media_type),
              SubjectCol("subject", &S::subject)
                  .Referring("account", LayoutOf<AccountTable>, {{"account_id", "id"}})
                  .Referring("contact", LayoutOf<ContactTable>, {{"contact_id", "id"}})
                  .Referring("opportunity", LayoutOf<OpportunityTable>, {{"opportunity_id", "id"}})
                  .Referring("lead", LayoutOf<LeadTable>, {{"lead_id", "id"}}),
              JsonCol("subject_owners", &S::subject_owners),
              Col("size", &S::size),
              Col("received_size", &S::received_size),
              Col("sha256", &S::sha256),
              Col("status", &S::status),
              UnlistedCol("rejection_reason", &S::rejection_reason),
          },
          ReadableAttachments)
          .ReadWith({"account", "contact", "opportunity", "lead"})
          .InTimeline([](const S& file) {
            TimelinePlace place{file.create_time, {}};
            if (file.status == collaboration::AttachmentStatus::kReady)
              place.subjects = collaboration::Attachment::SubjectsOf(file);
            return place;
          })
          .SearchedBy({"file_name"}, {"media_type"})
          .SortedBy({"create_time"}));
  return *table;
}

}  // namespace pipewright::postgres
