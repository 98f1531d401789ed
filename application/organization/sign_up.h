// Founding a tenant.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/organization/identities.h"
#include "application/organization/tenant_starter.h"
#include "application/shared/call/ports.h"
#include "application/unit_of_work.h"
#include "domain/organization/tenant.h"
#include "domain/organization/user.h"

namespace pipewright::organization {

struct NewTenantDetails {
  std::string name;
  std::optional<Slug> slug;  // absent: one is made from the name
  std::optional<Currency> base_currency;
  std::string time_zone;
  std::string locale;
};

// Puts a tenant, its owner's membership and what it starts with into one unit of work. Thread safe.
class TenantFounder {
 public:
  // `starters` outlive it; they run in this order.
  TenantFounder(IdGenerator& ids, std::vector<const TenantStarter*> starters)
      : ids_(ids), starters_(std::move(starters)) {}

  // `uow` must have been made with the context that In gives. `owner` is stored already, or was added to `uow` before.
  absl::StatusOr<Tenant> Found(TenantId id, const NewTenantDetails& details, const User& owner, UnitOfWork& uow) const;

  // `context`, but as if `user` called in `tenant` with every right there. For calls that make a tenant, or change one
  // from outside.
  static RequestContext In(const RequestContext& context, const std::optional<UserId>& user, const TenantId& tenant);

 private:
  IdGenerator& ids_;
  const std::vector<const TenantStarter*> starters_;
};

// A slug or an address that is taken, said with the reason of its own.
absl::Status NameTaken(const absl::Status& status);

// kAlreadyExists/EMAIL_TAKEN.
absl::Status EmailTaken();

}  // namespace pipewright::organization
