// The tables of the kinds of record that are compared with others of their kind (kMatchedResources).
#pragma once

#include "domain/sales/match_profile.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/lead_table.h"

namespace pipewright::postgres {

template <class A>
const Table<A>& MatchedTable();
template <>
inline const Table<sales::Account>& MatchedTable() {
  return AccountTable();
}
template <>
inline const Table<sales::Contact>& MatchedTable() {
  return ContactTable();
}
template <>
inline const Table<sales::Lead>& MatchedTable() {
  return LeadTable();
}

}  // namespace pipewright::postgres
