#include "application/sales/account_commands.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/etag_check.h"
#include "application/shared/commands/hierarchy.h"
#include "application/shared/commands/phone_change.h"
#include "application/shared/commands/prefetch.h"
#include "application/shared/commands/references.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

constexpr absl::string_view kCodeSeries = "account_code";

// Those of `after` that `before` had not.
absl::Status CheckReferences(const AccountState& before, const AccountState& after, UnitOfWork& uow) {
  RETURN_IF_ERROR(
      CheckReference(uow.accounts(), "parent_account_id", before.parent_account_id, after.parent_account_id));
  NewUsers users;
  users.Add("owner_id", before.owner_id, after.owner_id);
  return users.Check(uow.directory());
}

void AddReferences(const AccountChanges& changes, Prefetch& needed) {
  needed.Add(changes.parent_account_id);
  needed.Add(changes.owner_id);
}

// A change that is all the account's own.
template <class Command>
absl::StatusOr<Account> Act(const Command& cmd, absl::Status (Account::*action)(), UnitOfWork& uow) {
  ASSIGN_OR_RETURN(Account account, GetForChange(uow.accounts(), cmd.id, cmd.etag));
  RETURN_IF_ERROR((account.*action)());
  RETURN_IF_ERROR(uow.accounts().Save(account));
  return account;
}

}  // namespace

absl::StatusOr<Account> AccountCommands::Handle(const RequestContext& ctx, const CreateAccount& cmd,
                                                UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const auto definitions, DefinitionsForCreate(CustomFieldEntity::kAccount, uow));
  AccountChanges details = cmd.details;
  const absl::Status phone = NormalizePhone(phones_, ctx.principal->region, "phone", cmd.phone, details.phone);
  if (!details.owner_id.is_named()) details.owner_id = Change<UserId>::Set(ctx.user());
  const AccountId id = cmd.id.has_value() ? *cmd.id : NewId<AccountId>(ids_);
  ASSIGN_OR_RETURN(const int64_t number, uow.NextNumber(kCodeSeries));
  const absl::Status resolved = ResolveNewCustomFields(definitions, cmd.custom_fields, details.custom_fields);
  absl::StatusOr<Account> created = Account::Create(id, absl::StrFormat("ACC-%06d", number), details);
  RETURN_IF_ERROR(BothViolations(phone, BothViolations(resolved, created.status())));
  Account account = *std::move(created);
  AccountState callers;
  callers.owner_id = ctx.user();
  RETURN_IF_ERROR(CheckReferences(callers, account.state(), uow));
  RETURN_IF_ERROR(CheckCustomReferences(definitions, {}, account.state().custom_fields, uow));
  RETURN_IF_ERROR(uow.accounts().Add(account));
  return account;
}

absl::StatusOr<Account> AccountCommands::Handle(const RequestContext& ctx, const UpdateAccount& cmd,
                                                UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const auto definitions, DefinitionsForUpdate(CustomFieldEntity::kAccount, cmd.custom_fields, uow));
  ASSIGN_OR_RETURN(Account account, GetForChange(uow.accounts(), cmd.id, cmd.etag));
  AccountChanges changes = cmd.changes;
  const absl::Status phone = NormalizePhone(phones_, ctx.principal->region, "phone", cmd.phone, changes.phone);
  const AccountState before = account.state();
  const absl::Status resolved =
      ResolveCustomFields(definitions, cmd.custom_fields, before.custom_fields, changes.custom_fields);
  RETURN_IF_ERROR(BothViolations(phone, BothViolations(resolved, account.Edit(changes))));
  RETURN_IF_ERROR(CheckReferences(before, account.state(), uow));
  RETURN_IF_ERROR(CheckCustomReferences(definitions, before.custom_fields, account.state().custom_fields, uow));
  RETURN_IF_ERROR(CheckHierarchy(uow.accounts(), cmd.id, before.parent_account_id, account.state().parent_account_id,
                                 "parent_account_id: the account would become its own ancestor"));
  RETURN_IF_ERROR(uow.accounts().Save(account));
  return account;
}

absl::StatusOr<Account> AccountCommands::Handle(const RequestContext&, const QualifyAccount& cmd,
                                                UnitOfWork& uow) const {
  return Act(cmd, &Account::Qualify, uow);
}

absl::StatusOr<Account> AccountCommands::Handle(const RequestContext&, const MarkAccountCustomer& cmd,
                                                UnitOfWork& uow) const {
  return Act(cmd, &Account::MarkCustomer, uow);
}

absl::StatusOr<Account> AccountCommands::Handle(const RequestContext&, const MarkAccountChurned& cmd,
                                                UnitOfWork& uow) const {
  return Act(cmd, &Account::MarkChurned, uow);
}

absl::StatusOr<Account> AccountCommands::Handle(const RequestContext&, const ActivateAccount& cmd,
                                                UnitOfWork& uow) const {
  return Act(cmd, &Account::Activate, uow);
}

absl::StatusOr<Account> AccountCommands::Handle(const RequestContext&, const DeactivateAccount& cmd,
                                                UnitOfWork& uow) const {
  return Act(cmd, &Account::Deactivate, uow);
}

absl::StatusOr<Account> AccountCommands::Handle(const RequestContext&, const DeleteRecord<Account>& cmd,
                                                UnitOfWork& uow) const {
  return DeleteIn(uow.accounts(), cmd, uow.now());
}

absl::StatusOr<Account> AccountCommands::Handle(const RequestContext&, const UndeleteRecord<Account>& cmd,
                                                UnitOfWork& uow) const {
  return UndeleteIn(uow.accounts(), cmd);
}

absl::Status AccountCommands::Prepare(absl::Span<const CreateAccount> commands, UnitOfWork& uow) const {
  Prefetch needed;
  RETURN_IF_ERROR(AddCustomReferencesOfCreates(CustomFieldEntity::kAccount, commands, uow, needed));
  RETURN_IF_ERROR(uow.ReserveNumbers(kCodeSeries, static_cast<int64_t>(commands.size())));
  for (const CreateAccount& command : commands) AddReferences(command.details, needed);
  return needed.Read(uow);
}

absl::Status AccountCommands::Prepare(absl::Span<const UpdateAccount> commands, UnitOfWork& uow) const {
  Prefetch needed;
  RETURN_IF_ERROR(AddCustomReferencesOfUpdates(CustomFieldEntity::kAccount, commands, uow, needed));
  for (const UpdateAccount& command : commands) {
    needed.Add(command.id);
    AddReferences(command.changes, needed);
  }
  RETURN_IF_ERROR(needed.Read(uow));
  return PrefetchHierarchy(uow.accounts(), commands, &AccountChanges::parent_account_id,
                           &AccountState::parent_account_id);
}

absl::Status AccountCommands::Prepare(absl::Span<const DeleteRecord<Account>> commands, UnitOfWork& uow) const {
  Prefetch needed;
  for (const DeleteRecord<Account>& command : commands) needed.Add(command.id);
  return needed.Read(uow);
}

}  // namespace pipewright::sales
