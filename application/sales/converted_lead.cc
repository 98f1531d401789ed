#include "application/sales/converted_lead.h"

#include <string>

#include "absl/strings/string_view.h"

namespace pipewright::sales {

bool BecomesIndividual(const LeadState& lead) { return lead.company.empty(); }

AccountState AccountOfLead(const LeadState& lead) {
  AccountState account;
  account.name = BecomesIndividual(lead) ? lead.name : lead.company;
  account.website = lead.website;
  // Of a company its domain is what counts.
  account.email = lead.email;
  if (BecomesIndividual(lead)) account.phone = lead.phone;
  return account;
}

ContactState ContactOfLead(const LeadState& lead) {
  ContactState contact;
  const absl::string_view name = lead.name;
  const size_t space = name.rfind(' ');
  if (space == absl::string_view::npos) {
    contact.last_name = lead.name;
  } else {
    contact.first_name = std::string(name.substr(0, space));
    contact.last_name = std::string(name.substr(space + 1));
  }
  contact.email = lead.email;
  contact.phone = lead.phone;
  return contact;
}

}  // namespace pipewright::sales
