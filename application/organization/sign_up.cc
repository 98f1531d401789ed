#include "application/organization/sign_up.h"

#include <memory>
#include <utility>

#include "domain/organization/built_in_roles.h"
#include "domain/organization/membership.h"
#include "domain/shared/errors.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

constexpr size_t kDistinctionLength = 8;

// The end of a new UUID is random.
Slug SlugFor(const NewTenantDetails& details, const TenantId& id) {
  if (details.slug.has_value()) return *details.slug;
  const std::string text = id.ToString();
  return Slug::Resembling(details.name, text.substr(text.size() - kDistinctionLength));
}

absl::Status Taken(Reason reason, absl::string_view resource, absl::string_view field, absl::string_view message) {
  ErrorDetails details;
  details.reason = reason;
  details.resource_type = std::string(resource);
  details.metadata["field"] = std::string(field);
  return MakeError(absl::StatusCode::kAlreadyExists, message, details);
}

}  // namespace

absl::StatusOr<Tenant> TenantFounder::Found(TenantId id, const NewTenantDetails& details, const User& owner,
                                            UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Tenant tenant, Tenant::Found(id, {details.name, SlugFor(details, id), details.base_currency,
                                                     details.time_zone, details.locale}));
  RETURN_IF_ERROR(uow.Of<Tenant>().Add(tenant));

  NewMembership member;
  member.user_id = owner.state().id;
  member.email = owner.state().email;
  member.given_name = owner.state().given_name;
  member.family_name = owner.state().family_name;
  member.roles = {std::string(kOwnerRole)};
  ASSIGN_OR_RETURN(Membership membership, Membership::Add(NewId<MembershipId>(ids_), std::move(member)));
  RETURN_IF_ERROR(uow.Of<Membership>().Add(membership));

  for (const TenantStarter* starter : starters_) RETURN_IF_ERROR(starter->Start(uow));
  return tenant;
}

RequestContext TenantFounder::In(const RequestContext& context, const std::optional<UserId>& user,
                                 const TenantId& tenant) {
  auto principal = std::make_shared<Principal>(*context.principal);
  principal->user = user;
  principal->tenant = tenant;
  principal->grants = FindBuiltInRole(kOwnerRole)->grants;
  principal->business_unit.reset();
  RequestContext inside = context;
  inside.principal = std::move(principal);
  return inside;
}

absl::Status NameTaken(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kAlreadyExists) return status;
  const auto metadata = DetailsOf(status).metadata;
  const auto field = metadata.find("field");
  if (field != metadata.end() && field->second == "slug") {
    return Taken(Reason::kSlugTaken, "tenant", "slug", "another tenant has that slug; choose another");
  }
  if (field != metadata.end() && field->second == "email") return EmailTaken();
  return status;
}

absl::Status EmailTaken() {
  return Taken(Reason::kEmailTaken, "user", "email",
               "somebody has signed up with that e-mail address: sign in, or sign up with that person's password");
}

}  // namespace pipewright::organization
