// How a lead becomes an account, a contact and perhaps an opportunity.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/opportunity_commands.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/shared/commands/custom_field_values.h"
#include "application/unit_of_work.h"
#include "domain/sales/lead.h"
#include "domain/shared/etag.h"
#include "domain/shared/id.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

struct ConvertLead {
  // What new records have that doesn't come from the lead.
  struct NewAccount {
    std::string name;  // empty: the lead's company, or without one the person's name
    CustomFieldsInput custom_fields;
  };
  struct NewContact {
    std::string first_name;  // both empty: the lead's name, whose last word is the last name
    std::string last_name;
    CustomFieldsInput custom_fields;
  };
  struct NewOpportunity {
    std::string title;
    std::optional<Money> amount;  // absent: the lead's estimated value
    std::optional<PipelineId> pipeline_id;
    std::optional<StageId> stage_id;
    std::optional<absl::CivilDay> expected_close_date;
    CustomFieldsInput custom_fields;
  };

  LeadId id;
  std::optional<Etag> etag;
  std::optional<AccountId> account_id;        // absent: that of an existing contact, else a new one
  std::optional<ContactId> contact_id;        // absent: a new one
  std::optional<NewAccount> account;          // only for a new one
  std::optional<NewContact> contact;          // likewise
  std::optional<NewOpportunity> opportunity;  // absent: it becomes none
  // Rather than a new account or contact take the surest duplicate that there is; `account` and `contact` are then for
  // what is made all the same.
  bool reuse_duplicates = false;
};

struct ConvertedLead {
  Lead lead;
  Account account;
  Contact contact;
  std::optional<OpportunityView> opportunity;
};

// Whatever is made or changed goes through the commands of its own kind, by its own permission (account:create, …) and
// for the lead's owner. Thread safe.
class LeadConversion {
 public:
  // As many tasks move along at most, as many notes, as many interactions, and as many attachments.
  static constexpr size_t kMaxFollowers = 1000;

  // Both outlive it.
  LeadConversion(IdGenerator& ids, const PhoneNumbers& phones)
      : accounts_(ids, phones), contacts_(ids, phones), opportunities_(ids) {}

  // The lead's tasks, notes and attachments, whoever may see them, are about the opportunity from then on, or without
  // one about the contact; its interactions are about what it became as well. LEAD_CONVERTED, INVALID_LEAD_STATE,
  // TOO_MANY_LEAD_TASKS, TOO_MANY_LEAD_NOTES, TOO_MANY_LEAD_INTERACTIONS, TOO_MANY_LEAD_ATTACHMENTS; kAlreadyExists
  // naming the contact that has the lead's e-mail address, when the caller may read it; kInvalidArgument for a contact
  // of another account, and for an account that is described where none is made. Violations of what is made stand under
  // "account", "contact" and "opportunity".
  absl::StatusOr<ConvertedLead> Handle(const RequestContext& ctx, const ConvertLead& cmd, UnitOfWork& uow) const;

 private:
  absl::StatusOr<std::optional<Contact>> ExistingContact(const RequestContext& ctx, const ConvertLead& cmd,
                                                         const LeadState& lead, UnitOfWork& uow) const;
  absl::StatusOr<Account> TakeAccount(const RequestContext& ctx, const ConvertLead& cmd, const LeadState& lead,
                                      const std::optional<Contact>& contact, UnitOfWork& uow) const;
  absl::StatusOr<Contact> TakeContact(const RequestContext& ctx, const ConvertLead& cmd, const LeadState& lead,
                                      const std::optional<Contact>& contact, const AccountId& account,
                                      UnitOfWork& uow) const;
  absl::StatusOr<OpportunityView> OpenOpportunity(const RequestContext& ctx, const ConvertLead::NewOpportunity& asked,
                                                  const LeadState& lead, const AccountId& account,
                                                  const ContactId& contact, UnitOfWork& uow) const;

  const AccountCommands accounts_;
  const ContactCommands contacts_;
  const OpportunityCommands opportunities_;
};

}  // namespace pipewright::sales
