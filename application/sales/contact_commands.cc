#include "application/sales/contact_commands.h"

#include <vector>

#include "application/sales/assignment.h"
#include "application/sales/duplicates.h"
#include "application/sales/primary_contact.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/phone_change.h"
#include "domain/sales/contact_repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

template <class Command>
absl::Status NormalizePhones(const PhoneNumbers& phones, const RequestContext& ctx, const Command& cmd,
                             ContactChanges& changes) {
  const absl::Status phone = NormalizePhone(phones, ctx.principal->region, "phone", cmd.phone, changes.phone);
  return BothViolations(NormalizePhone(phones, ctx.principal->region, "mobile", cmd.mobile, changes.mobile), phone);
}

}  // namespace

const ReferenceList<Contact>& ContactCommands::references() const {
  using S = ContactState;
  using C = ContactChanges;
  static const auto* const list =
      new ReferenceList<Contact>(ReferenceList<Contact>()
                                     .Field("account_id", &S::account_id, &C::account_id)
                                     .Above("reports_to_id", &S::reports_to_id, &C::reports_to_id,
                                            "reports_to_id: the contact would report to somebody below them")
                                     .Owner("owner_id", &S::owner_id, &C::owner_id));
  return *list;
}

absl::StatusOr<Contact> ContactCommands::Make(const RequestContext& ctx, const CreateContact& cmd, const ContactId& id,
                                              ContactChanges& details, UnitOfWork& uow) const {
  const absl::Status numbers = NormalizePhones(phones_, ctx, cmd, details);
  if (!details.owner_id.is_named()) details.owner_id = Change<UserId>::Set(ctx.user());
  absl::StatusOr<Contact> created = Contact::Create(id, details);
  RETURN_IF_ERROR(BothViolations(numbers, created.status()));
  if (cmd.reject_duplicates) RETURN_IF_ERROR(CheckNoDuplicates(created->state(), uow));
  RETURN_IF_ERROR(TakePrimary(ContactState(), created->state(), uow));
  return created;
}

absl::Status ContactCommands::Settle(const CreateContact& cmd, Contact& contact, UnitOfWork& uow) const {
  return AssignNew(cmd, contact, uow);
}

absl::Status ContactCommands::Edit(const RequestContext& ctx, const UpdateContact& cmd, ContactChanges& changes,
                                   Contact& contact, UnitOfWork& uow) const {
  const ContactState before = contact.state();
  const absl::Status numbers = NormalizePhones(phones_, ctx, cmd, changes);
  RETURN_IF_ERROR(BothViolations(numbers, contact.Edit(changes)));
  return TakePrimary(before, contact.state(), uow);
}

absl::StatusOr<Contact> ContactCommands::Handle(const RequestContext& ctx, const UndeleteRecord<Contact>& cmd,
                                                UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kEvenDeleted, [&](Contact& contact) -> absl::Status {
    RETURN_IF_ERROR(contact.Undelete());
    if (!contact.state().primary_contact || !contact.state().account_id.has_value()) return absl::OkStatus();
    // Another one may have become it since, who stays it.
    ASSIGN_OR_RETURN(const std::vector<Contact> primaries,
                     uow.Of<Contact>().LockPrimariesOf({*contact.state().account_id}));
    if (!primaries.empty()) contact.YieldPrimary();
    return absl::OkStatus();
  });
}

}  // namespace pipewright::sales
