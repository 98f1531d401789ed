#include "application/sales/account_commands.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/sales/assignment.h"
#include "application/sales/duplicates.h"
#include "application/sales/opportunity_refusal.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/shared/commands/owners_unit.h"
#include "application/shared/commands/phone_change.h"
#include "application/shared/commands/record_codes.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {

const ReferenceList<Account>& AccountCommands::references() const {
  using S = AccountState;
  using C = AccountChanges;
  static const auto* const list =
      new ReferenceList<Account>(ReferenceList<Account>()
                                     .Above("parent_account_id", &S::parent_account_id, &C::parent_account_id,
                                            "parent_account_id: the account would become its own ancestor")
                                     .Field("business_unit_id", &S::business_unit_id, &C::business_unit_id)
                                     .Owner("owner_id", &S::owner_id, &C::owner_id));
  return *list;
}

absl::StatusOr<Account> AccountCommands::Make(const RequestContext& ctx, const CreateAccount& cmd, const AccountId& id,
                                              AccountChanges& details, UnitOfWork& uow) const {
  const absl::Status phone = NormalizePhone(phones_, ctx.principal->region, "phone", cmd.phone, details.phone);
  if (!details.owner_id.is_named()) details.owner_id = Change<UserId>::Set(ctx.user());
  RETURN_IF_ERROR(DefaultToOwnersUnit(details.owner_id, details.business_unit_id, uow));
  ASSIGN_OR_RETURN(std::string code, NextCode(RecordKind::kAccount, uow));
  absl::StatusOr<Account> created = Account::Create(id, std::move(code), details);
  RETURN_IF_ERROR(BothViolations(phone, created.status()));
  if (cmd.reject_duplicates) RETURN_IF_ERROR(CheckNoDuplicates(created->state(), uow));
  return created;
}

absl::Status AccountCommands::Settle(const CreateAccount& cmd, Account& account, UnitOfWork& uow) const {
  return AssignNew(cmd, account, uow);
}

absl::Status AccountCommands::Edit(const RequestContext& ctx, const UpdateAccount& cmd, AccountChanges& changes,
                                   Account& account, UnitOfWork& /*uow*/) const {
  const absl::Status phone = NormalizePhone(phones_, ctx.principal->region, "phone", cmd.phone, changes.phone);
  return BothViolations(phone, account.Edit(changes));
}

absl::Status AccountCommands::Prepare(absl::Span<const DeleteRecord<Account>> commands, UnitOfWork& uow) const {
  std::vector<AccountId> ids;
  ids.reserve(commands.size());
  for (const DeleteRecord<Account>& command : commands) ids.push_back(command.id);
  RETURN_IF_ERROR(uow.Of<Opportunity>().LockAndPrefetchOpenOf(ids));
  return RecordCommands::Prepare(commands, uow);
}

absl::StatusOr<Account> AccountCommands::Handle(const RequestContext& ctx, const DeleteRecord<Account>& cmd,
                                                UnitOfWork& uow) const {
  // Before the account is read, whose row the lock may be waiting for.
  ASSIGN_OR_RETURN(const OpportunitySample open, uow.Of<Opportunity>().LockOpenOf(cmd.id));
  return Apply(ctx, cmd, uow, Target::kEvenDeleted, [&](Account& account) -> absl::Status {
    RETURN_IF_ERROR(account.Delete(uow.now()));
    if (open.number == 0) return absl::OkStatus();
    return RefusedForOpportunities(Reason::kRecordInUse, absl::StrCat("account/", cmd.id.ToString()), open,
                                   "the account has open opportunities",
                                   "win, lose or delete them, or give them another account first; merging the account "
                                   "into another takes them along",
                                   uow);
  });
}

absl::Status AccountCommands::Reserve(int64_t new_records, UnitOfWork& uow) const {
  return ReserveCodes(RecordKind::kAccount, new_records, uow);
}

}  // namespace pipewright::sales
