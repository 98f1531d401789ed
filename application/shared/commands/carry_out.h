// A command that is a part of another one: of another kind of record, with that one's own permission.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "application/shared/call/request_context.h"
#include "application/shared/commands/command_bus.h"
#include "application/unit_of_work.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

// The same call, as one with the permission `resource`:`action`.
inline RequestContext Allowing(const RequestContext& ctx, absl::string_view resource, const char* action) {
  RequestContext other = ctx;
  other.permission = {std::string(resource), action};
  return other;
}

// Carries `command` out as a call with the permission `resource`:`action` would; its violations stand under `path`.
template <class Commands, class Command>
auto CarryOut(const RequestContext& ctx, const Commands& commands, const Command& command, absl::string_view resource,
              const char* action, absl::string_view path, UnitOfWork& uow)
    -> decltype(commands.Handle(ctx, command, uow)) {
  const RequestContext own = Allowing(ctx, resource, action);
  RETURN_IF_ERROR(CheckPermission(own));
  std::optional<decltype(commands.Handle(ctx, command, uow))> result;
  const absl::Status done = uow.RunAs(own, [&] {
    result.emplace(commands.Handle(own, command, uow));
    return result->status();
  });
  if (done.ok()) return *std::move(result);
  if (DetailsOf(done).reason != Reason::kInvalidField) return done;
  Violations violations;
  violations.Note(path, done);
  return violations.ToStatus();
}

}  // namespace pipewright
