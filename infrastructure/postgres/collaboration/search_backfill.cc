#include "infrastructure/postgres/collaboration/search_backfill.h"

#include <optional>
#include <string>
#include <vector>

#include "domain/shared/status_macros.h"
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
#include "infrastructure/postgres/write/record_backlog.h"

namespace pipewright::postgres {
namespace {

using Last = absl::StatusOr<std::optional<std::string>>;

template <class A>
Last Fill(WriteSession& session, const Table<A>& table, const BacklogSlice& slice) {
  std::vector<typename A::State> records;
  RETURN_IF_ERROR(ReadSlice(session, table, slice, records));
  for (const auto& record : records) {
    WriteSearchRow(session, A::kResource, record.id.uuid(), {}, table.SearchTextOf(record));
  }
  return LastOf(records, slice);
}

// By the first of these tables that is of the kind.
template <class... A>
Last FillOneOf(WriteSession& session, const BacklogSlice& slice, const Table<A>&... tables) {
  Last last = std::optional<std::string>();
  const auto fill = [&](const auto& table) {
    if (table.layout().resource == slice.resource) last = Fill(session, table, slice);
  };
  (fill(tables), ...);
  return last;
}

}  // namespace

absl::StatusOr<bool> FillSearchRows(Pool& pool, IdGenerator& ids, int slice, absl::Time deadline) {
  const auto knows = [](absl::string_view resource) {
    for (const auto& [kind, name] : KindsWith(KindRole::kSearched)) {
      if (ResourceOf(kind) == resource) return true;
    }
    return false;
  };
  const auto fill = [](WriteSession& session, const BacklogSlice& next) {
    return FillOneOf(session, next, AccountTable(), ContactTable(), LeadTable(), OpportunityTable(), TaskTable(),
                     VendorTable(), OfferingTable(), NoteTable(), InteractionTable(), AttachmentTable());
  };
  return WorkOff(pool, ids, slice, deadline, {"search_backlog", knows, fill});
}

}  // namespace pipewright::postgres
