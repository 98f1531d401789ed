#include "application/shared/commands/command_bus.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright {
namespace {

absl::Status RequestIdReused(const Uuid& request_id) {
  ErrorDetails details;
  details.reason = Reason::kRequestIdReused;
  details.fields.push_back({"request_id", "was used for a different request in the last 24 hours; use a new UUID"});
  return MakeError(absl::StatusCode::kInvalidArgument,
                   absl::StrCat("request_id ", request_id.ToString(),
                                " was used for a different request in the last 24 hours; use a new UUID"),
                   details);
}

// Whether a call can fail like this because it was carried out just before: what it would take is taken, what it would
// change has changed, what it would leave has been left.
bool MayComeOfFirstAttempt(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:   // for what the first attempt has given to somebody else
    case absl::StatusCode::kResourceExhausted:  // by what the first attempt took
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::Status CheckPermission(const RequestContext& context) {
  const Permission& permission = context.permission;
  if (permission.resource.empty()) return absl::OkStatus();  // public, signed-in or operator: decided at the door
  if (context.principal->ScopeOf(permission.resource, permission.action) != Scope::kNone) return absl::OkStatus();
  return PermissionDenied(permission.ToString(), absl::StrCat("your roles don't grant ", permission.ToString(),
                                                              "; ask an administrator of the tenant"));
}

absl::StatusOr<std::optional<std::string>> CommandBus::Run(
    const RequestContext& context, const CommandOptions& options,
    absl::FunctionRef<absl::StatusOr<std::string>(UnitOfWork&)> handle) const {
  RETURN_IF_ERROR(CheckPermission(context));
  std::optional<std::string> replayed;
  const auto find_answer = [&](UnitOfWork& uow) -> absl::Status {
    replayed.reset();
    ASSIGN_OR_RETURN(auto stored, uow.FindAnswer(*options.request_id));
    if (!stored.has_value()) return absl::OkStatus();
    if (stored->fingerprint != options.fingerprint) return RequestIdReused(*options.request_id);
    replayed = std::move(stored->bytes);
    return absl::OkStatus();
  };
  const auto mode = options.validate_only ? Transactor::Mode::kValidateOnly : Transactor::Mode::kCommit;
  const absl::Status done = transactor_.Run(context, mode, [&](UnitOfWork& uow) -> absl::Status {
    if (options.request_id.has_value()) {
      RETURN_IF_ERROR(find_answer(uow));
      if (replayed.has_value()) return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(std::string answer, handle(uow));
    if (options.request_id.has_value() && !options.validate_only) {
      RETURN_IF_ERROR(uow.StoreAnswer(*options.request_id, {options.fingerprint, std::move(answer)}));
    }
    return absl::OkStatus();
  });
  if (!done.ok()) {
    if (!options.request_id.has_value() || !MayComeOfFirstAttempt(done)) return done;
    // An attempt beside this one may have been carried out since this one looked for its answer.
    RETURN_IF_ERROR(transactor_.Run(context, mode, find_answer));
    if (!replayed.has_value()) return done;
  }
  return replayed;
}

}  // namespace pipewright
