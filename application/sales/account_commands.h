// What can be done to accounts.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/shared/call/ports.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/sales/account.h"
#include "domain/shared/change.h"
#include "domain/shared/hierarchy_repository.h"

namespace pipewright::sales {

// The phone number comes as written; the tenant's region decides what a national one means.
struct CreateAccount : CreateRecord<Account> {
  Change<std::string> phone;
  bool reject_duplicates = false;  // kAlreadyExists/DUPLICATE_FOUND when there are records like it
};
struct UpdateAccount : UpdateRecord<Account> {
  Change<std::string> phone;
};

// A new account's owner is the caller unless one is named, and its business unit the owner's. An update is
// kFailedPrecondition/CYCLE when the parent is the account or below it. One with live open opportunities is not
// deleted (a merge takes them along): kFailedPrecondition/RECORD_IN_USE.
class AccountCommands : public RecordCommands<Account, CreateAccount, UpdateAccount> {
 public:
  AccountCommands(IdGenerator& ids, const PhoneNumbers& phones) : RecordCommands(ids), phones_(phones) {}

  using RecordCommands::Handle;
  absl::StatusOr<Account> Handle(const RequestContext& ctx, const DeleteRecord<Account>& cmd, UnitOfWork& uow) const;

  using RecordCommands::Prepare;
  absl::Status Prepare(absl::Span<const DeleteRecord<Account>> commands, UnitOfWork& uow) const;

 protected:
  const ReferenceList<Account>& references() const override;
  absl::StatusOr<Account> Make(const RequestContext& ctx, const CreateAccount& cmd, const AccountId& id,
                               AccountChanges& details, UnitOfWork& uow) const override;
  absl::Status Settle(const CreateAccount& cmd, Account& account, UnitOfWork& uow) const override;
  absl::Status Edit(const RequestContext& ctx, const UpdateAccount& cmd, AccountChanges& changes, Account& account,
                    UnitOfWork& uow) const override;
  absl::Status Reserve(int64_t new_records, UnitOfWork& uow) const override;

 private:
  const PhoneNumbers& phones_;
};

}  // namespace pipewright::sales
