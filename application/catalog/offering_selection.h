// The offerings that a question about cross-selling is about.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/list_checker.h"
#include "application/shared/queries/reader.h"
#include "domain/catalog/offering.h"
#include "domain/shared/record_kind.h"

namespace pipewright::catalog {

struct OfferingSelection {
  static constexpr size_t kMaxIds = 200;
  static constexpr int kMaxOfferings = 500;

  std::vector<OfferingId> ids;  // these, if there are any, else those that
  std::string filter;           // matches, or all
};

// The active ones of the selection, by name. kNotFound when an id is none; kInvalidArgument names offering_ids or
// offering_filter when it says too much or too little, or more than kMaxOfferings are left.
absl::StatusOr<std::vector<OfferingState>> SelectOfferings(const RequestContext& context, Reader<Offering>& offerings,
                                                           const ListChecker& lists,
                                                           const OfferingSelection& selection);

}  // namespace pipewright::catalog
