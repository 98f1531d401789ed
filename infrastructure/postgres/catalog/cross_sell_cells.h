// The cells of the cross-sell matrix as SQL.
#pragma once

#include <string>
#include <vector>

#include "application/shared/call/request_context.h"
#include "infrastructure/postgres/connection/sql.h"

namespace pipewright::postgres {

// Both give a table expression, "(…)", with one row for each account and offering of which anything is known: the first
// that holds. `offerings`: which ones, as they are bound ("$2::uuid[]"). Of engagements and opportunities only what the
// caller may read counts; that is bound behind what `params` has, whose $1 is the tenant. The columns:
//   account_id, offering_id
//   state             "ENGAGED", "OPEN", "WON", "LOST"
//   record_id         of the engagement or opportunity
//   status            of the engagement
//   pipeline_id, stage_id, reason, reason_text   of the opportunity
//   day               its close date; of an engagement the start date
//   amount_e4, amount_currency

// Of the accounts that are bound as `accounts` ("$3::uuid[]"): account by account, each by the indexes of its
// engagements and opportunities, however many others there are.
std::string CellsOfAccounts(const RequestContext& context, const std::string& accounts, const std::string& offerings,
                            std::vector<Param>& params);

// Of the accounts for which `condition` holds, SQL over t.account_id: for many of them.
std::string CellsWhere(const RequestContext& context, const std::string& condition, const std::string& offerings,
                       std::vector<Param>& params);

}  // namespace pipewright::postgres
