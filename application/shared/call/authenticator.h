// The port that turns credentials into a caller.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/shared/call/request_context.h"
#include "domain/shared/id.h"

namespace pipewright {

// Thread safe.
class Authenticator {
 public:
  virtual ~Authenticator() = default;

  // `bearer`: an access token. `tenant`: the one asked for by x-pipewright-tenant; without it, the session's. The
  // result may have no tenant (an operator, a user in none): the caller of this refuses where one is needed.
  // kUnauthenticated with the reason; kPermissionDenied for a suspended membership; kFailedPrecondition/TENANT_CLOSED.
  // That the tenant is suspended stands in the principal: a few methods are open to its members.
  virtual absl::StatusOr<std::shared_ptr<const Principal>> Authenticate(absl::string_view bearer,
                                                                        const std::optional<TenantId>& tenant,
                                                                        const RequestContext& context) = 0;

  // The caller, if that is known without waiting for anything: what Authenticate would answer. Else null.
  virtual std::shared_ptr<const Principal> Known(absl::string_view /*bearer*/,
                                                 const std::optional<TenantId>& /*tenant*/) {
    return nullptr;
  }
};

}  // namespace pipewright
