// What can be done to accounts.
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
#include "domain/sales/account.h"
#include "domain/shared/etag.h"

namespace pipewright::sales {

// Fields whose meaning depends on the tenant come as written and are brought to their canonical form here.
struct CreateAccount {
  std::optional<AccountId> id;  // chosen by the client, else new
  AccountChanges details;
  CustomFieldsInput custom_fields;
  Change<std::string> phone;  // as written; the tenant's region decides what a national number means
};

struct UpdateAccount {
  AccountId id;
  std::optional<Etag> etag;
  AccountChanges changes;
  CustomFieldsInput custom_fields;
  Change<std::string> phone;
};

struct QualifyAccount {
  AccountId id;
  std::optional<Etag> etag;
};

struct MarkAccountCustomer {
  AccountId id;
  std::optional<Etag> etag;
};

struct MarkAccountChurned {
  AccountId id;
  std::optional<Etag> etag;
};

struct ActivateAccount {
  AccountId id;
  std::optional<Etag> etag;
};

struct DeactivateAccount {
  AccountId id;
  std::optional<Etag> etag;
};

// Every Handle loads, decides and stores within `uow`. Thread safe.
class AccountCommands {
 public:
  AccountCommands(IdGenerator& ids, const PhoneNumbers& phones) : ids_(ids), phones_(phones) {}

  // The owner is the caller unless one is named. kAlreadyExists when the id is taken.
  absl::StatusOr<Account> Handle(const RequestContext& ctx, const CreateAccount& cmd, UnitOfWork& uow) const;
  // kFailedPrecondition/CYCLE when the parent is the account or below it.
  absl::StatusOr<Account> Handle(const RequestContext& ctx, const UpdateAccount& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Account> Handle(const RequestContext& ctx, const QualifyAccount& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Account> Handle(const RequestContext& ctx, const MarkAccountCustomer& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Account> Handle(const RequestContext& ctx, const MarkAccountChurned& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Account> Handle(const RequestContext& ctx, const ActivateAccount& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Account> Handle(const RequestContext& ctx, const DeactivateAccount& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Account> Handle(const RequestContext& ctx, const DeleteRecord<Account>& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Account> Handle(const RequestContext& ctx, const UndeleteRecord<Account>& cmd, UnitOfWork& uow) const;

  // What many of them need, read at once (application/shared/commands/batch.h).
  absl::Status Prepare(absl::Span<const CreateAccount> commands, UnitOfWork& uow) const;
  absl::Status Prepare(absl::Span<const UpdateAccount> commands, UnitOfWork& uow) const;
  absl::Status Prepare(absl::Span<const DeleteRecord<Account>> commands, UnitOfWork& uow) const;

 private:
  IdGenerator& ids_;
  const PhoneNumbers& phones_;
};

}  // namespace pipewright::sales
