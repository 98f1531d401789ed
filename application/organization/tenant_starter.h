// What other contexts put into a new tenant, so that its first member finds it ready.
#pragma once

#include "absl/status/status.h"

namespace pipewright {
class UnitOfWork;
}

namespace pipewright::organization {

// Thread safe.
class TenantStarter {
 public:
  virtual ~TenantStarter() = default;
  // Adds to the unit of work that founds its tenant: all of it is stored, or none.
  virtual absl::Status Start(UnitOfWork& uow) const = 0;
};

}  // namespace pipewright::organization
