#include "application/sales/primary_contact.h"

#include <algorithm>
#include <utility>

#include "application/shared/commands/carry_out.h"
#include "domain/sales/account.h"
#include "domain/sales/contact_repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

absl::Status Yield(std::vector<Contact> primaries, const ContactId& but, UnitOfWork& uow,
                   std::vector<ChangedPart>* parts) {
  auto& contacts = uow.Of<Contact>();
  // Not as a change of contacts, which might reach the caller's own alone.
  const RequestContext of_account = Allowing(uow.context(), Account::kResource, "update");
  return uow.RunAs(of_account, [&]() -> absl::Status {
    for (Contact& contact : primaries) {
      if (contact.state().id == but) continue;
      const ContactState before = contact.state();
      contact.YieldPrimary();
      RETURN_IF_ERROR(contacts.Save(contact));
      if (parts == nullptr) continue;
      for (ChangedPart& part : contacts.PartsOf(before, contact.state())) parts->push_back(std::move(part));
    }
    return absl::OkStatus();
  });
}

}  // namespace

absl::Status TakePrimary(const ContactState& before, const ContactState& after, UnitOfWork& uow,
                         std::vector<ChangedPart>* parts) {
  if (!after.primary_contact || !after.account_id.has_value()) return absl::OkStatus();
  if (before.primary_contact && before.account_id == after.account_id) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::vector<Contact> primaries, uow.Of<Contact>().LockPrimariesOf({*after.account_id}));
  return Yield(std::move(primaries), after.id, uow, parts);
}

absl::Status KeepOnePrimary(const AccountId& survivor, absl::Span<const Uuid> losers, UnitOfWork& uow,
                            std::vector<ChangedPart>& parts) {
  std::vector<AccountId> accounts = {survivor};
  for (const Uuid& loser : losers) accounts.emplace_back(loser);
  ASSIGN_OR_RETURN(std::vector<Contact> primaries, uow.Of<Contact>().LockPrimariesOf(accounts));
  if (primaries.size() < 2) return absl::OkStatus();
  const auto own = std::find_if(primaries.begin(), primaries.end(),
                                [&](const Contact& contact) { return contact.state().account_id == survivor; });
  const ContactId kept = (own == primaries.end() ? primaries.front() : *own).state().id;
  return Yield(std::move(primaries), kept, uow, &parts);
}

}  // namespace pipewright::sales
