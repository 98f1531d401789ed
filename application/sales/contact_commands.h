// What can be done to contacts.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/call/ports.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/sales/contact.h"
#include "domain/sales/contact_repository.h"
#include "domain/shared/change.h"

namespace pipewright::sales {

// Phone numbers come as written; the tenant's region decides what a national one means.
struct CreateContact : CreateRecord<Contact> {
  Change<std::string> phone;
  Change<std::string> mobile;
  bool reject_duplicates = false;  // kAlreadyExists/DUPLICATE_FOUND when there are records like it
};
struct UpdateContact : UpdateRecord<Contact> {
  Change<std::string> phone;
  Change<std::string> mobile;
};

// A new contact's owner is the caller unless one is named; kAlreadyExists when the e-mail address is taken. An update
// is kFailedPrecondition/CYCLE when the contact would report to somebody below them. One that becomes the primary
// contact of an account takes that from whoever was (primary_contact.h); one that is undeleted leaves it to whoever is.
class ContactCommands : public RecordCommands<Contact, CreateContact, UpdateContact> {
 public:
  ContactCommands(IdGenerator& ids, const PhoneNumbers& phones) : RecordCommands(ids), phones_(phones) {}

  using RecordCommands::Handle;
  absl::StatusOr<Contact> Handle(const RequestContext& ctx, const UndeleteRecord<Contact>& cmd, UnitOfWork& uow) const;

 protected:
  const ReferenceList<Contact>& references() const override;
  absl::StatusOr<Contact> Make(const RequestContext& ctx, const CreateContact& cmd, const ContactId& id,
                               ContactChanges& details, UnitOfWork& uow) const override;
  absl::Status Settle(const CreateContact& cmd, Contact& contact, UnitOfWork& uow) const override;
  absl::Status Edit(const RequestContext& ctx, const UpdateContact& cmd, ContactChanges& changes, Contact& contact,
                    UnitOfWork& uow) const override;

 private:
  const PhoneNumbers& phones_;
};

}  // namespace pipewright::sales
