// What a lead became.
#pragma once

#include <optional>

#include "domain/shared/record_kind.h"
#include "domain/shared/subject.h"

namespace pipewright {

struct LeadConversionResult {
  AccountId account_id;
  ContactId contact_id;
  std::optional<OpportunityId> opportunity_id;

  // What a task or a note about the lead is about from then on: the opportunity, or without one the contact.
  Subject subject() const {
    return opportunity_id.has_value() ? Subject::Of(*opportunity_id) : Subject::Of(contact_id);
  }
};

}  // namespace pipewright
