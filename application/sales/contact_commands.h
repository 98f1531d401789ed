// What can be done to contacts.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/shared/call/ports.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/sales/contact.h"
#include "domain/shared/etag.h"

namespace pipewright::sales {

// Phone numbers come as written; the tenant's region decides what a national one means.
struct CreateContact {
  std::optional<ContactId> id;  // chosen by the client, else new
  ContactChanges details;
  CustomFieldsInput custom_fields;
  Change<std::string> phone;
  Change<std::string> mobile;
};

struct UpdateContact {
  ContactId id;
  std::optional<Etag> etag;
  ContactChanges changes;
  CustomFieldsInput custom_fields;
  Change<std::string> phone;
  Change<std::string> mobile;
};

struct ActivateContact {
  ContactId id;
  std::optional<Etag> etag;
};

struct DeactivateContact {
  ContactId id;
  std::optional<Etag> etag;
};

struct MarkContactBounced {
  ContactId id;
  std::optional<Etag> etag;
};

// Every Handle loads, decides and stores within `uow`. Thread safe.
class ContactCommands {
 public:
  ContactCommands(IdGenerator& ids, const PhoneNumbers& phones) : ids_(ids), phones_(phones) {}

  // The owner is the caller unless one is named. kAlreadyExists when the id or the e-mail address is taken.
  absl::StatusOr<Contact> Handle(const RequestContext& ctx, const CreateContact& cmd, UnitOfWork& uow) const;
  // kFailedPrecondition/CYCLE when the contact would report to somebody below them.
  absl::StatusOr<Contact> Handle(const RequestContext& ctx, const UpdateContact& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Contact> Handle(const RequestContext& ctx, const ActivateContact& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Contact> Handle(const RequestContext& ctx, const DeactivateContact& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Contact> Handle(const RequestContext& ctx, const MarkContactBounced& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Contact> Handle(const RequestContext& ctx, const DeleteRecord<Contact>& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Contact> Handle(const RequestContext& ctx, const UndeleteRecord<Contact>& cmd, UnitOfWork& uow) const;

  // What many of them need, read at once (application/shared/commands/batch.h).
  absl::Status Prepare(absl::Span<const CreateContact> commands, UnitOfWork& uow) const;
  absl::Status Prepare(absl::Span<const UpdateContact> commands, UnitOfWork& uow) const;
  absl::Status Prepare(absl::Span<const DeleteRecord<Contact>> commands, UnitOfWork& uow) const;

 private:
  IdGenerator& ids_;
  const PhoneNumbers& phones_;
};

}  // namespace pipewright::sales
