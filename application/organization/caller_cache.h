// Says that what is known about callers is no longer so.
#pragma once

#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"

namespace pipewright::organization {

// To be told by every command that changes who may do what, before or after its commit: this server has forgotten it
// when the command is answered. The others, and this one once more, hear of it by CallerNews. Thread safe.
class CallerCache {
 public:
  virtual ~CallerCache() = default;
  virtual void Forget(const UserId& user) = 0;
  virtual void ForgetMembersOf(const TenantId& tenant) = 0;
};

// Is told what any server has committed, at once after it. Thread safe; must not block.
class CallerNews {
 public:
  virtual ~CallerNews() = default;
  // A session of theirs has ended, or their account has changed.
  virtual void UserChanged(const UserId& user) = 0;
  // The tenant, or who its members are and what they may do.
  virtual void MembersChanged(const TenantId& tenant) = 0;
  // Some of it may not have been told.
  virtual void MayHaveMissed() = 0;
};

}  // namespace pipewright::organization
