// That an account has one primary contact at most: who becomes it takes that from whoever was.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "application/unit_of_work.h"
#include "domain/sales/contact.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/records.h"

namespace pipewright::sales {

// Of a contact that was `before` (a new one: nothing) and is to be stored as `after`: the other primary contacts of its
// account are none any more when it becomes one there. Each is a change of its own, whoever owns it: which contact is
// the primary one is a matter of the account. `parts` gets what was changed, when it is asked for.
absl::Status TakePrimary(const ContactState& before, const ContactState& after, UnitOfWork& uow,
                         std::vector<ChangedPart>* parts = nullptr);

// Of accounts that are about to be one: the survivor's primary contact stays, or else the first of the others'.
absl::Status KeepOnePrimary(const AccountId& survivor, absl::Span<const Uuid> losers, UnitOfWork& uow,
                            std::vector<ChangedPart>& parts);

}  // namespace pipewright::sales
