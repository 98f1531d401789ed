#include "application/sales/lead_conversion.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/sales/converted_lead.h"
#include "application/sales/duplicates.h"
#include "application/shared/call/access_rule.h"
#include "application/shared/commands/carry_out.h"
#include "application/shared/commands/command_bus.h"
#include "application/shared/commands/etag_check.h"
#include "application/shared/commands/references.h"
#include "domain/collaboration/attachment_repository.h"
#include "domain/collaboration/interaction.h"
#include "domain/collaboration/note.h"
#include "domain/sales/contact_repository.h"
#include "domain/shared/errors.h"
#include "domain/shared/lead_follower_repository.h"
#include "domain/shared/status_macros.h"
#include "domain/tasks/task.h"

namespace pipewright::sales {
namespace {

template <class T>
Change<T> IfAny(const std::optional<T>& value) {
  return value.has_value() ? Change<T>::Set(*value) : Change<T>();
}

Change<std::string> IfAny(const std::string& text) {
  return text.empty() ? Change<std::string>() : Change<std::string>::Set(text);
}

// The surest duplicate of `like` that the caller may read and that `fits`(duplicate) → StatusOr<bool>, if there is one.
template <class A, class Fits>
absl::StatusOr<std::optional<typename Repository<A>::IdType>> SurestDuplicate(const RequestContext& ctx,
                                                                              const typename A::State& like, Fits fits,
                                                                              UnitOfWork& uow) {
  const RequestContext reading = Allowing(ctx, A::kResource, "read");
  RETURN_IF_ERROR(CheckPermission(reading));
  std::vector<Duplicate<A>> found;
  RETURN_IF_ERROR(uow.RunAs(reading, [&]() -> absl::Status {
    ASSIGN_OR_RETURN(found, DuplicatesOf(like, uow));
    return absl::OkStatus();
  }));
  for (const Duplicate<A>& one : found) {
    ASSIGN_OR_RETURN(const bool it_does, fits(one));
    if (it_does) return std::optional(one.record.id);
  }
  return std::nullopt;
}

// There are many of a person's name: a person's account takes more than that.
absl::StatusOr<bool> FitsLead(const LeadState& lead, const Duplicate<Account>& account) {
  const bool individual = account.record.kind == AccountKind::kIndividual;
  if (BecomesIndividual(lead) != individual) return false;
  return !individual || std::any_of(account.match.reasons.begin(), account.match.reasons.end(), [](MatchReason reason) {
    return reason != MatchReason::kName && reason != MatchReason::kSimilarName;
  });
}

// Whether the conversion could go on with that contact, as if the caller had named it: it is of the account that is
// named, or of one that the caller may use, or of none and may be given one.
absl::StatusOr<bool> CanBecome(const RequestContext& ctx, const ConvertLead& cmd, const ContactState& contact,
                               UnitOfWork& uow) {
  if (!contact.account_id.has_value()) {
    const Principal& caller = *ctx.principal;
    return AccessRule<Contact>::AllowsChange(contact, caller, caller.ScopeOf(Contact::kResource, "update"));
  }
  if (cmd.account_id.has_value()) return contact.account_id == cmd.account_id;
  const absl::Status usable = CheckReference("account_id", RecordRef::Of(*contact.account_id), uow);
  if (absl::IsFailedPrecondition(usable)) return false;
  RETURN_IF_ERROR(usable);
  return true;
}

// A live contact with the lead's e-mail address makes a new one impossible, since they are unique.
absl::Status CheckEmailFree(const LeadState& lead, UnitOfWork& uow) {
  if (!lead.email.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<Contact> taken, uow.Of<Contact>().WithEmail(*lead.email));
  if (!taken.has_value()) return absl::OkStatus();
  const std::string id = taken->state().id.ToString();
  const absl::Status exists =
      AlreadyExists(Contact::kResource, "email",
                    absl::StrCat("the contact ", id, " has the lead's e-mail address: name it as contact_id"));
  ErrorDetails details = DetailsOf(exists);
  details.resource_name = id;
  details.metadata["contact_id"] = id;
  return MakeError(exists.code(), exists.message(), details);
}

// `reason`: when there are more than can move along.
template <class A>
absl::Status MoveAlong(const LeadState& lead, const LeadConversionResult& result, Reason reason, UnitOfWork& uow) {
  constexpr size_t kMax = LeadConversion::kMaxFollowers;
  ASSIGN_OR_RETURN(std::vector<A> records, uow.Of<A>().AboutLead(lead.id, kMax + 1));
  if (records.size() > kMax) {
    return FailedPrecondition(reason, absl::StrCat("lead/", lead.id.ToString()),
                              absl::StrCat("more than ", kMax, " ", A::kResource,
                                           "s are about the lead: let some of them be about something else first"));
  }
  for (A& record : records) record.FollowConversion(lead.id, result);
  return uow.Of<A>().SaveAll(absl::MakeSpan(records));
}

}  // namespace

absl::StatusOr<ConvertedLead> LeadConversion::Handle(const RequestContext& ctx, const ConvertLead& cmd,
                                                     UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Lead lead, GetForChange(uow.Of<Lead>(), cmd.id, cmd.etag));
  RETURN_IF_ERROR(lead.CheckConvertible());
  ASSIGN_OR_RETURN(const std::optional<Contact> known, ExistingContact(ctx, cmd, lead.state(), uow));
  ASSIGN_OR_RETURN(Account account, TakeAccount(ctx, cmd, lead.state(), known, uow));
  const AccountId account_id = account.state().id;
  ASSIGN_OR_RETURN(Contact contact, TakeContact(ctx, cmd, lead.state(), known, account_id, uow));
  const ContactId contact_id = contact.state().id;
  std::optional<OpportunityView> opportunity;
  if (cmd.opportunity.has_value()) {
    ASSIGN_OR_RETURN(opportunity, OpenOpportunity(ctx, *cmd.opportunity, lead.state(), account_id, contact_id, uow));
  }
  const std::optional<OpportunityId> opportunity_id =
      opportunity.has_value() ? std::optional(opportunity->state().id) : std::nullopt;
  const LeadConversionResult result = {account_id, contact_id, opportunity_id};
  RETURN_IF_ERROR(lead.Convert(result, ctx.user(), uow.now()));
  RETURN_IF_ERROR(uow.Of<Lead>().Save(lead));
  RETURN_IF_ERROR(MoveAlong<tasks::Task>(lead.state(), result, Reason::kTooManyLeadTasks, uow));
  RETURN_IF_ERROR(MoveAlong<collaboration::Note>(lead.state(), result, Reason::kTooManyLeadNotes, uow));
  RETURN_IF_ERROR(MoveAlong<collaboration::Interaction>(lead.state(), result, Reason::kTooManyLeadInteractions, uow));
  RETURN_IF_ERROR(MoveAlong<collaboration::Attachment>(lead.state(), result, Reason::kTooManyLeadAttachments, uow));
  return ConvertedLead{std::move(lead), std::move(account), std::move(contact), std::move(opportunity)};
}

absl::StatusOr<std::optional<Contact>> LeadConversion::ExistingContact(const RequestContext& ctx,
                                                                       const ConvertLead& cmd, const LeadState& lead,
                                                                       UnitOfWork& uow) const {
  if (cmd.contact_id.has_value()) {
    RETURN_IF_ERROR(CheckReference("contact_id", RecordRef::Of(*cmd.contact_id), uow));
    ASSIGN_OR_RETURN(Contact named, uow.Of<Contact>().Get(*cmd.contact_id));
    return std::optional<Contact>(std::move(named));
  }
  if (cmd.reuse_duplicates) {
    const auto fits = [&](const Duplicate<Contact>& one) { return CanBecome(ctx, cmd, one.record, uow); };
    ASSIGN_OR_RETURN(const std::optional<ContactId> found,
                     SurestDuplicate<Contact>(ctx, ContactOfLead(lead), fits, uow));
    if (found.has_value()) {
      ASSIGN_OR_RETURN(Contact surest, uow.Of<Contact>().Get(*found));
      return std::optional<Contact>(std::move(surest));
    }
  }
  RETURN_IF_ERROR(CheckEmailFree(lead, uow));
  return std::optional<Contact>();
}

absl::StatusOr<Account> LeadConversion::TakeAccount(const RequestContext& ctx, const ConvertLead& cmd,
                                                    const LeadState& lead, const std::optional<Contact>& contact,
                                                    UnitOfWork& uow) const {
  const std::optional<AccountId> of_contact = contact.has_value() ? contact->state().account_id : std::nullopt;
  if (cmd.account_id.has_value() && of_contact.has_value() && *of_contact != *cmd.account_id) {
    return InvalidField("contact_id", "is a contact of another account than account_id");
  }
  std::optional<AccountId> existing = cmd.account_id.has_value() ? cmd.account_id : of_contact;
  if (!existing.has_value() && cmd.reuse_duplicates) {
    const auto fits = [&](const Duplicate<Account>& one) { return FitsLead(lead, one); };
    ASSIGN_OR_RETURN(existing, SurestDuplicate<Account>(ctx, AccountOfLead(lead), fits, uow));
  }
  if (existing.has_value() && cmd.account.has_value() && !cmd.reuse_duplicates) {
    return InvalidField("account", "describes a new account, and the contact belongs to one");
  }
  if (existing.has_value()) {
    RETURN_IF_ERROR(CheckReference("account_id", RecordRef::Of(*existing), uow));
    return uow.Of<Account>().Get(*existing);
  }
  const bool individual = BecomesIndividual(lead);
  const ConvertLead::NewAccount described = cmd.account.value_or(ConvertLead::NewAccount());
  CreateAccount create;
  AccountChanges& details = create.details;
  details.kind = Change<AccountKind>::Set(individual ? AccountKind::kIndividual : AccountKind::kBusiness);
  details.name = Change<std::string>::Set(described.name.empty() ? AccountOfLead(lead).name : described.name);
  details.website = IfAny(lead.website);
  details.industry = IfAny(lead.industry);
  details.region = IfAny(lead.region);
  details.owner_id = IfAny(lead.owner_id);
  if (individual) {
    details.email = IfAny(lead.email);
    details.phone = IfAny(lead.phone);
  }
  create.custom_fields = described.custom_fields;
  return CarryOut(ctx, accounts_, create, "account", "create", "account", uow);
}

absl::StatusOr<Contact> LeadConversion::TakeContact(const RequestContext& ctx, const ConvertLead& cmd,
                                                    const LeadState& lead, const std::optional<Contact>& contact,
                                                    const AccountId& account, UnitOfWork& uow) const {
  if (contact.has_value()) {
    if (contact->state().account_id == account) return *contact;
    UpdateContact update;
    update.id = contact->state().id;
    update.changes.account_id = Change<AccountId>::Set(account);
    return CarryOut(ctx, contacts_, update, "contact", "update", "contact", uow);
  }
  const ConvertLead::NewContact described = cmd.contact.value_or(ConvertLead::NewContact());
  CreateContact create;
  ContactChanges& details = create.details;
  if (described.first_name.empty() && described.last_name.empty()) {
    const ContactState named = ContactOfLead(lead);
    details.first_name = IfAny(named.first_name);
    details.last_name = IfAny(named.last_name);
  } else {
    details.first_name = IfAny(described.first_name);
    details.last_name = IfAny(described.last_name);
  }
  details.account_id = Change<AccountId>::Set(account);
  details.email = IfAny(lead.email);
  details.phone = IfAny(lead.phone);
  details.title = IfAny(lead.title);
  details.source = IfAny(lead.source);
  details.score = IfAny(lead.score);
  details.owner_id = IfAny(lead.owner_id);
  create.custom_fields = described.custom_fields;
  return CarryOut(ctx, contacts_, create, "contact", "create", "contact", uow);
}

absl::StatusOr<OpportunityView> LeadConversion::OpenOpportunity(const RequestContext& ctx,
                                                                const ConvertLead::NewOpportunity& asked,
                                                                const LeadState& lead, const AccountId& account,
                                                                const ContactId& contact, UnitOfWork& uow) const {
  CreateOpportunity create;
  OpportunityChanges& details = create.details;
  details.title = Change<std::string>::Set(asked.title);
  details.description = IfAny(lead.description);
  details.account_id = Change<AccountId>::Set(account);
  details.primary_contact_id = Change<ContactId>::Set(contact);
  details.amount = IfAny(asked.amount.has_value() ? asked.amount : lead.estimated_value);
  details.pipeline_id = IfAny(asked.pipeline_id);
  details.stage_id = IfAny(asked.stage_id);
  details.expected_close_date = IfAny(asked.expected_close_date);
  details.source = IfAny(lead.source);
  details.owner_id = IfAny(lead.owner_id);
  create.custom_fields = asked.custom_fields;
  return CarryOut(ctx, opportunities_, create, "opportunity", "create", "opportunity", uow);
}

}  // namespace pipewright::sales
