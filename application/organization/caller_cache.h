// Says that what is known about callers is no longer so.
#pragma once

#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"

namespace pipewright::organization {

// To be told by every command that changes who may do what, before or after its commit; other servers learn it within
// seconds by themselves. Thread safe.
class CallerCache {
 public:
  virtual ~CallerCache() = default;
  virtual void Forget(const UserId& user) = 0;
  virtual void ForgetMembersOf(const TenantId& tenant) = 0;
};

}  // namespace pipewright::organization
