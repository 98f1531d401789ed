// A database of its own with many opportunities: for what only shows when tables are large.
#pragma once

#include <string>

#include "application/shared/call/request_context.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::testing {

class ManyOpportunities {
 public:
  // So many of one tenant, as PIPEWRIGHT_TEST_ROWS says if it is set, and a tenth as many of another; with accounts
  // (one for twenty), contacts, tags, fifty owners and a pipeline. A tenth has no amount, no close date, no account.
  // Made by SQL, vacuumed and analyzed. The same values on every run.
  explicit ManyOpportunities(int usual_count);

  int count() const { return count_; }
  // Whether the count was asked for: then the figures are of interest.
  bool asked_for() const { return asked_for_; }
  const EmptyDatabase& database() const { return database_; }
  // A caller who may do everything in the tenant with the many; one of the owners.
  const RequestContext& context() const { return context_; }

 private:
  EmptyDatabase database_;
  int count_;
  bool asked_for_ = false;
  RequestContext context_;
};

}  // namespace pipewright::testing
