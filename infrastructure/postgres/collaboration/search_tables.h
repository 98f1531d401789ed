// The tables of the kinds of record that are searched (KindRole::kSearched).
#pragma once

#include <string>

#include "domain/shared/record_kind.h"
#include "infrastructure/postgres/catalog/offering_table.h"
#include "infrastructure/postgres/collaboration/attachment_table.h"
#include "infrastructure/postgres/collaboration/interaction_table.h"
#include "infrastructure/postgres/collaboration/note_table.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/vendor_table.h"
#include "infrastructure/postgres/table/table_layout.h"
#include "infrastructure/postgres/tasks/task_table.h"

namespace pipewright::postgres {

// Calls visit(table) for each of them.
template <class Visit>
void VisitSearchedTables(const Visit& visit) {
  visit(AccountTable());
  visit(ContactTable());
  visit(LeadTable());
  visit(OpportunityTable());
  visit(TaskTable());
  visit(VendorTable());
  visit(OfferingTable());
  visit(NoteTable());
  visit(InteractionTable());
  visit(AttachmentTable());
}

// Of a kind that is searched.
const TableLayout& SearchedLayout(RecordKind kind);

// SQL over `t`: what a record is called.
std::string TitleOf(const SearchFields& fields);

}  // namespace pipewright::postgres
