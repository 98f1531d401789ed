#include "application/organization/administration.h"

#include <optional>
#include <utility>
#include <vector>

#include "domain/organization/password_policy.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

// In the audit trail.
RequestContext CommandLine(absl::string_view method) {
  RequestContext context;
  context.method = std::string(method);
  context.request_id = std::string(method);
  context.user_agent = "pipewrightd admin";
  return context;
}

}  // namespace

absl::StatusOr<User> Administration::FindOrRegister(const PersonDetails& person, UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(std::optional<User> known, uow.identities().FindUser(person.email));
  if (known.has_value()) return *std::move(known);
  RETURN_IF_ERROR(CheckPassword(person.password, {person.email.value(), person.given_name, person.family_name}));
  ASSIGN_OR_RETURN(std::string hash, passwords_.Hash(person.password));
  ASSIGN_OR_RETURN(User user,
                   User::Register(NewRandomId<UserId>(ids_), {person.email, person.given_name, person.family_name},
                                  std::move(hash), uow.now()));
  RETURN_IF_ERROR(uow.identities().AddUser(user));
  return user;
}

absl::StatusOr<UserId> Administration::CreateOperator(const PersonDetails& person) const {
  UserId id;
  RETURN_IF_ERROR(transactor_.Run(CommandLine("admin/create-operator"), Transactor::Mode::kCommit,
                                  [&](UnitOfWork& uow) -> absl::Status {
                                    ASSIGN_OR_RETURN(const User user, FindOrRegister(person, uow));
                                    id = user.state().id;
                                    return uow.identities().MakeOperator(id);
                                  }));
  return id;
}

absl::StatusOr<TenantState> Administration::CreateTenant(const NewTenantDetails& tenant,
                                                         const PersonDetails& owner) const {
  const auto id = NewId<TenantId>(ids_);
  const RequestContext inside = TenantFounder::In(CommandLine("admin/create-tenant"), std::nullopt, id);
  TenantState founded;
  const absl::Status stored = transactor_.Run(inside, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(const User user, FindOrRegister(owner, uow));
    ASSIGN_OR_RETURN(const Tenant created, founder_.Found(id, tenant, user, uow));
    founded = created.state();
    return absl::OkStatus();
  });
  RETURN_IF_ERROR(NameTaken(stored));
  return founded;
}

absl::Status Administration::RotateSigningKeys() const {
  return keys_.Change(
      [&](std::vector<SigningKey> keys) { return Rotated(std::move(keys), key_factory_, clock_.Now()); });
}

}  // namespace pipewright::organization
