// What a lead says about the account and the contact that it would become.
#pragma once

#include "domain/sales/account.h"
#include "domain/sales/contact.h"
#include "domain/sales/lead.h"

namespace pipewright::sales {

// Its company, or without one the person.
bool BecomesIndividual(const LeadState& lead);

// What the account is recognised by (domain/sales/match_profile.h), and nothing else.
AccountState AccountOfLead(const LeadState& lead);
// Likewise the contact. The last word of the lead's name is the last name.
ContactState ContactOfLead(const LeadState& lead);

}  // namespace pipewright::sales
