// The port of records that move along when the lead that they are about is converted.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

// The aggregate has `void FollowConversion(const LeadId& lead, const LeadConversionResult& result)`.
template <class A>
class LeadFollowerRepository : public Repository<A> {
 public:
  // Those that are about the lead, soft-deleted ones included, whoever may see them; by id, the first `limit` of
  // them.
  virtual absl::StatusOr<std::vector<A>> AboutLead(const LeadId& lead, size_t limit) = 0;

  // Stores the changes of many, as Save does those of one, in whatever order; keeps none of them at hand.
  virtual absl::Status SaveAll(absl::Span<A> records) {
    for (A& record : records) RETURN_IF_ERROR(this->Save(record));
    return absl::OkStatus();
  }
};

}  // namespace pipewright
