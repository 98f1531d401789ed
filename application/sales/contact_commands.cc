#include "application/sales/contact_commands.h"

#include <utility>

#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/etag_check.h"
#include "application/shared/commands/hierarchy.h"
#include "application/shared/commands/phone_change.h"
#include "application/shared/commands/prefetch.h"
#include "application/shared/commands/references.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

// Those of `after` that `before` had not.
absl::Status CheckReferences(const ContactState& before, const ContactState& after, UnitOfWork& uow) {
  RETURN_IF_ERROR(CheckReference(uow.accounts(), "account_id", before.account_id, after.account_id));
  RETURN_IF_ERROR(CheckReference(uow.contacts(), "reports_to_id", before.reports_to_id, after.reports_to_id));
  NewUsers users;
  users.Add("owner_id", before.owner_id, after.owner_id);
  return users.Check(uow.directory());
}

template <class Command>
absl::Status NormalizePhones(const PhoneNumbers& phones, const RequestContext& ctx, const Command& cmd,
                             ContactChanges& changes) {
  const absl::Status phone = NormalizePhone(phones, ctx.principal->region, "phone", cmd.phone, changes.phone);
  return BothViolations(NormalizePhone(phones, ctx.principal->region, "mobile", cmd.mobile, changes.mobile), phone);
}

// Loads, lets `act` decide, saves.
template <class Command>
absl::StatusOr<Contact> Act(const Command& cmd, UnitOfWork& uow, absl::Status (Contact::*act)()) {
  ASSIGN_OR_RETURN(Contact contact, GetForChange(uow.contacts(), cmd.id, cmd.etag));
  RETURN_IF_ERROR((contact.*act)());
  RETURN_IF_ERROR(uow.contacts().Save(contact));
  return contact;
}

void AddReferences(const ContactChanges& changes, Prefetch& needed) {
  needed.Add(changes.account_id);
  needed.Add(changes.reports_to_id);
  needed.Add(changes.owner_id);
}

}  // namespace

absl::StatusOr<Contact> ContactCommands::Handle(const RequestContext& ctx, const CreateContact& cmd,
                                                UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const auto definitions, DefinitionsForCreate(CustomFieldEntity::kContact, uow));
  ContactChanges details = cmd.details;
  const absl::Status numbers = NormalizePhones(phones_, ctx, cmd, details);
  if (!details.owner_id.is_named()) details.owner_id = Change<UserId>::Set(ctx.user());
  const ContactId id = cmd.id.has_value() ? *cmd.id : NewId<ContactId>(ids_);
  const absl::Status resolved = ResolveNewCustomFields(definitions, cmd.custom_fields, details.custom_fields);
  absl::StatusOr<Contact> created = Contact::Create(id, details);
  RETURN_IF_ERROR(BothViolations(numbers, BothViolations(resolved, created.status())));
  Contact contact = *std::move(created);
  ContactState callers;
  callers.owner_id = ctx.user();
  RETURN_IF_ERROR(CheckReferences(callers, contact.state(), uow));
  RETURN_IF_ERROR(CheckCustomReferences(definitions, {}, contact.state().custom_fields, uow));
  RETURN_IF_ERROR(uow.contacts().Add(contact));
  return contact;
}

absl::StatusOr<Contact> ContactCommands::Handle(const RequestContext& ctx, const UpdateContact& cmd,
                                                UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const auto definitions, DefinitionsForUpdate(CustomFieldEntity::kContact, cmd.custom_fields, uow));
  ASSIGN_OR_RETURN(Contact contact, GetForChange(uow.contacts(), cmd.id, cmd.etag));
  ContactChanges changes = cmd.changes;
  const absl::Status numbers = NormalizePhones(phones_, ctx, cmd, changes);
  const ContactState before = contact.state();
  const absl::Status resolved =
      ResolveCustomFields(definitions, cmd.custom_fields, before.custom_fields, changes.custom_fields);
  RETURN_IF_ERROR(BothViolations(numbers, BothViolations(resolved, contact.Edit(changes))));
  RETURN_IF_ERROR(CheckReferences(before, contact.state(), uow));
  RETURN_IF_ERROR(CheckCustomReferences(definitions, before.custom_fields, contact.state().custom_fields, uow));
  RETURN_IF_ERROR(CheckHierarchy(uow.contacts(), cmd.id, before.reports_to_id, contact.state().reports_to_id,
                                 "reports_to_id: the contact would report to somebody below them"));
  RETURN_IF_ERROR(uow.contacts().Save(contact));
  return contact;
}

absl::StatusOr<Contact> ContactCommands::Handle(const RequestContext&, const ActivateContact& cmd,
                                                UnitOfWork& uow) const {
  return Act(cmd, uow, &Contact::Activate);
}

absl::StatusOr<Contact> ContactCommands::Handle(const RequestContext&, const DeactivateContact& cmd,
                                                UnitOfWork& uow) const {
  return Act(cmd, uow, &Contact::Deactivate);
}

absl::StatusOr<Contact> ContactCommands::Handle(const RequestContext&, const MarkContactBounced& cmd,
                                                UnitOfWork& uow) const {
  return Act(cmd, uow, &Contact::MarkBounced);
}

absl::StatusOr<Contact> ContactCommands::Handle(const RequestContext&, const DeleteRecord<Contact>& cmd,
                                                UnitOfWork& uow) const {
  return DeleteIn(uow.contacts(), cmd, uow.now());
}

absl::StatusOr<Contact> ContactCommands::Handle(const RequestContext&, const UndeleteRecord<Contact>& cmd,
                                                UnitOfWork& uow) const {
  return UndeleteIn(uow.contacts(), cmd);
}

absl::Status ContactCommands::Prepare(absl::Span<const CreateContact> commands, UnitOfWork& uow) const {
  Prefetch needed;
  RETURN_IF_ERROR(AddCustomReferencesOfCreates(CustomFieldEntity::kContact, commands, uow, needed));
  for (const CreateContact& command : commands) AddReferences(command.details, needed);
  return needed.Read(uow);
}

absl::Status ContactCommands::Prepare(absl::Span<const UpdateContact> commands, UnitOfWork& uow) const {
  Prefetch needed;
  RETURN_IF_ERROR(AddCustomReferencesOfUpdates(CustomFieldEntity::kContact, commands, uow, needed));
  for (const UpdateContact& command : commands) {
    needed.Add(command.id);
    AddReferences(command.changes, needed);
  }
  RETURN_IF_ERROR(needed.Read(uow));
  return PrefetchHierarchy(uow.contacts(), commands, &ContactChanges::reports_to_id, &ContactState::reports_to_id);
}

absl::Status ContactCommands::Prepare(absl::Span<const DeleteRecord<Contact>> commands, UnitOfWork& uow) const {
  Prefetch needed;
  for (const DeleteRecord<Contact>& command : commands) needed.Add(command.id);
  return needed.Read(uow);
}

}  // namespace pipewright::sales
