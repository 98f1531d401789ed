#include "infrastructure/postgres/collaboration/search_tables.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "infrastructure/postgres/catalog/offering_table.h"
#include "infrastructure/postgres/collaboration/attachment_table.h"
#include "infrastructure/postgres/collaboration/interaction_table.h"
#include "infrastructure/postgres/collaboration/note_table.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/vendor_table.h"
#include "infrastructure/postgres/tasks/task_table.h"

namespace pipewright::postgres {

const TableLayout& SearchedLayout(RecordKind kind) {
  for (const TableLayout* const layout :
       {&AccountTable().layout(), &ContactTable().layout(), &OpportunityTable().layout(), &LeadTable().layout(),
        &TaskTable().layout(), &VendorTable().layout(), &OfferingTable().layout(), &NoteTable().layout(),
        &AttachmentTable().layout()}) {
    if (layout->resource == ResourceOf(kind)) return *layout;
  }
  return InteractionTable().layout();
}

std::string TitleOf(const SearchFields& fields) {
  if (fields.titles.empty()) return absl::StrCat("left(split_part(", fields.others[0].sql, ", chr(10), 1), 120)");
  return absl::StrCat(
      "concat_ws(' ', ",
      absl::StrJoin(fields.titles, ", ",
                    [](std::string* out, const SearchField& f) { absl::StrAppend(out, "nullif(", f.sql, ", '')"); }),
      ")");
}

}  // namespace pipewright::postgres
