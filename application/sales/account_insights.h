// Questions about accounts that no list answers: what an account and all that belong to it amount to.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/statistics.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

struct GetAccountRollup {
  AccountId id;
};

// Of the account and everything below it in the hierarchy, of what is live and the caller may read.
struct AccountRollup {
  int64_t account_count = 0;  // with the account itself
  Figures open_opportunities;
  Figures won_opportunities;
  int64_t contact_count = 0;
  // About the accounts, their contacts or their opportunities.
  int64_t open_task_count = 0;
  std::optional<absl::Time> last_contact_time;  // when the latest of such tasks was completed
};

// Answered straight from the store. Thread safe.
class AccountInsights {
 public:
  virtual ~AccountInsights() = default;

  // kNotFound.
  virtual absl::StatusOr<AccountRollup> Handle(const RequestContext& context, const GetAccountRollup& query) const = 0;
};

}  // namespace pipewright::sales
