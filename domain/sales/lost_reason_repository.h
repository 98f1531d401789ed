// The port through which commands load and store lost reasons, and ask which there are.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/sales/lost_reason.h"
#include "domain/shared/repository.h"

namespace pipewright::sales {

// The tenant's live lost reasons, by position and name. Never null.
using LostReasonList = std::shared_ptr<const std::vector<LostReasonState>>;

class LostReasonRepository : public Repository<LostReason> {
 public:
  // As this unit of work has left them, whoever calls: a loss is checked for a caller too who may not read the list.
  // Read once.
  virtual absl::StatusOr<LostReasonList> Live() = 0;
};

// How they are shown.
inline bool ComesBefore(const LostReasonState& a, const LostReasonState& b) {
  return a.position != b.position ? a.position < b.position : a.name < b.name;
}

}  // namespace pipewright::sales
