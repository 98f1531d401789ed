// What can be done to members.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/organization/caller_cache.h"
#include "application/organization/ports.h"
#include "application/shared/call/ports.h"
#include "application/shared/commands/record_actions.h"
#include "application/shared/commands/reference_list.h"
#include "application/unit_of_work.h"
#include "domain/organization/membership.h"
#include "domain/shared/etag.h"

namespace pipewright::organization {

struct AddMember {
  std::optional<MembershipId> id;  // chosen by the client, else new
  EmailAddress email;
  std::string given_name;
  std::string family_name;
  std::vector<std::string> roles;
  std::optional<UserId> manager_id;
  std::string job_title;
  std::optional<BusinessUnitId> business_unit_id;
  std::string initial_password;  // for a person without an account; empty: they choose one when they accept
};

struct ResendInvitation {
  MembershipId id;
  std::optional<Etag> etag;
};

struct UpdateMember {
  MembershipId id;
  std::optional<Etag> etag;
  MembershipChanges changes;
};

struct SuspendMember {
  MembershipId id;
  std::optional<Etag> etag;
};

struct RemoveMember {
  MembershipId id;
  std::optional<Etag> etag;
};

// Nobody gives, changes or takes away a role that grants more than their own: kPermissionDenied. The other errors are
// those that member_service.proto promises. Thread safe.
class MemberCommands : public RecordActions<Membership> {
 public:
  MemberCommands(const PasswordHasher& passwords, const SecretTokens& tokens, CallerCache& callers, IdGenerator& ids)
      : passwords_(passwords), tokens_(tokens), callers_(callers), ids_(ids) {}

  using RecordActions::Handle;
  absl::StatusOr<Membership> Handle(const RequestContext& ctx, const AddMember& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Membership> Handle(const RequestContext& ctx, const ResendInvitation& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Membership> Handle(const RequestContext& ctx, const UpdateMember& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Membership> Handle(const RequestContext& ctx, const SuspendMember& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Membership> Handle(const RequestContext& ctx, const RemoveMember& cmd, UnitOfWork& uow) const;

 protected:
  const ReferenceList<Membership>& references() const override;
  // The member, removed or not, whom the caller is entitled to change.
  absl::StatusOr<Membership> Load(const RequestContext& ctx, const MembershipId& id, const std::optional<Etag>& etag,
                                  Target target, UnitOfWork& uow) const override;
  absl::Status Save(const RequestContext& ctx, Membership& member, UnitOfWork& uow) const override;
  // That the manager, when it is another one, doesn't report to the member.
  absl::Status CheckNoCircle(const MembershipState& before, const MembershipState& after,
                             UnitOfWork& uow) const override;

 private:
  absl::StatusOr<UserId> UserFor(const RequestContext& ctx, const AddMember& cmd, UnitOfWork& uow) const;
  absl::Status OrderInvitation(const RequestContext& ctx, const EmailAddress& to, UnitOfWork& uow) const;

  const PasswordHasher& passwords_;
  const SecretTokens& tokens_;
  CallerCache& callers_;
  IdGenerator& ids_;
};

}  // namespace pipewright::organization
