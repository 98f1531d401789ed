#include "domain/sales/contact.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

constexpr size_t kMaxWordLength = 100;  // a name, a department
constexpr int64_t kMaxScore = 100;

// What holds of every contact.
void CheckRules(const ContactState& state, Violations& violations) {
  if (state.first_name.empty() && state.last_name.empty()) {
    violations.Add("last_name", "a contact needs a first or a last name");
  }
  CheckRange(state.score, 0, kMaxScore, "score", violations);
  if (state.reports_to_id == state.id) violations.Add("reports_to_id", "a contact can't report to themselves");
  if (state.primary_contact && !state.account_id.has_value()) {
    violations.Add("primary_contact", "only a contact of an account can be its primary one");
  }
}

// Applies `changes` to `state`; every violation at once.
absl::Status Apply(const ContactChanges& changes, ContactState& state) {
  Violations violations;
  ApplyText(changes.first_name, "first_name", kMaxWordLength, violations, state.first_name);
  ApplyText(changes.last_name, "last_name", kMaxWordLength, violations, state.last_name);
  ApplyText(changes.title, "title", kMaxNameLength, violations, state.title);
  ApplyText(changes.department, "department", kMaxWordLength, violations, state.department);
  ApplyChecked(changes.social_profiles, "social_profiles", CheckSocialProfiles, violations, state.social_profiles);
  ApplyChecked(changes.preferences, "preferences", CheckPreferences, violations, state.preferences);
  ApplyChecked(changes.tags, "tags", Tags, violations, state.tags);
  changes.account_id.ApplyTo(state.account_id);
  changes.email.ApplyTo(state.email);
  changes.phone.ApplyTo(state.phone);
  changes.mobile.ApplyTo(state.mobile);
  changes.source.ApplyTo(state.source);
  changes.score.ApplyTo(state.score);
  changes.reports_to_id.ApplyTo(state.reports_to_id);
  changes.primary_contact.ApplyTo(state.primary_contact);
  changes.address.ApplyTo(state.address);
  changes.owner_id.ApplyTo(state.owner_id);
  changes.custom_fields.ApplyTo(state.custom_fields);
  CheckRules(state, violations);
  return violations.ToStatus();
}

// What was said about an address that bounced isn't said about another one.
void ForgetBounce(const ContactState& before, ContactState& state) {
  if (state.status == ContactStatus::kBounced && state.email != before.email) state.status = ContactStatus::kActive;
}

const TakeableFields<ContactState>& FieldsToTake() {
  using S = ContactState;
  static const auto* const fields = new TakeableFields<S>(TakeableFields<S>()
                                                              .With("account_id", &S::account_id)
                                                              .With("first_name", &S::first_name)
                                                              .With("last_name", &S::last_name)
                                                              .With("email", &S::email)
                                                              .With("phone", &S::phone)
                                                              .With("mobile", &S::mobile)
                                                              .With("title", &S::title)
                                                              .With("department", &S::department)
                                                              .With("source", &S::source)
                                                              .With("score", &S::score)
                                                              .With("social_profiles", &S::social_profiles)
                                                              .With("preferences", &S::preferences)
                                                              .With("reports_to_id", &S::reports_to_id)
                                                              .With("primary_contact", &S::primary_contact)
                                                              .With("address", &S::address)
                                                              .With("owner_id", &S::owner_id)
                                                              .With("tags", &S::tags)
                                                              .With("custom_fields", &S::custom_fields));
  return *fields;
}

absl::Status WrongStatus(const ContactState& state, absl::string_view why) {
  return FailedPrecondition(Reason::kInvalidContactState, absl::StrCat("contact/", state.id.ToString()), why);
}

}  // namespace

absl::StatusOr<Contact> Contact::Create(ContactId id, const ContactChanges& details) {
  ContactState state;
  state.id = id;
  RETURN_IF_ERROR(Apply(details, state));
  Contact contact(std::move(state));
  contact.Emit<"contact.created">();
  return contact;
}

std::vector<UserId> Contact::OwnersOf(const ContactState& state) {
  if (!state.owner_id.has_value()) return {};
  return {*state.owner_id};
}

absl::Status Contact::Edit(const ContactChanges& changes) {
  ContactState edited = state();
  RETURN_IF_ERROR(Apply(changes, edited));
  ForgetBounce(state(), edited);
  mutable_state() = std::move(edited);
  Emit<"contact.updated">();
  return absl::OkStatus();
}

absl::Status Contact::Absorb(absl::Span<const TakenField<ContactState>> taken,
                             const std::optional<ContactId>& superior) {
  ContactState merged = state();
  RETURN_IF_ERROR(FieldsToTake().Take(taken, merged));
  merged.reports_to_id = superior;
  ForgetBounce(state(), merged);
  Violations violations;
  CheckRules(merged, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(merged);
  Emit<"contact.updated">();
  return absl::OkStatus();
}

absl::Status Contact::MergeInto(const ContactId& survivor, absl::Time now) {
  RETURN_IF_ERROR(Aggregate::Delete(now));
  mutable_state().merged_into_id = survivor;
  return absl::OkStatus();
}

absl::Status Contact::Undelete() {
  RETURN_IF_ERROR(Aggregate::Undelete());
  mutable_state().merged_into_id.reset();
  return absl::OkStatus();
}

absl::Status Contact::Activate() {
  if (state().status == ContactStatus::kActive) return WrongStatus(state(), "the contact is active already");
  mutable_state().status = ContactStatus::kActive;
  Emit<"contact.activated">();
  return absl::OkStatus();
}

absl::Status Contact::Deactivate() {
  if (state().status == ContactStatus::kInactive) return WrongStatus(state(), "the contact is inactive already");
  mutable_state().status = ContactStatus::kInactive;
  Emit<"contact.deactivated">();
  return absl::OkStatus();
}

absl::Status Contact::MarkBounced() {
  if (state().status == ContactStatus::kBounced)
    return WrongStatus(state(), "the contact is marked as bounced already");
  if (!state().email.has_value()) return WrongStatus(state(), "the contact has no e-mail address that could bounce");
  mutable_state().status = ContactStatus::kBounced;
  Emit<"contact.bounced">();
  return absl::OkStatus();
}

void Contact::YieldPrimary() {
  mutable_state().primary_contact = false;
  Emit<"contact.updated">();
}

absl::Status Contact::Reassign(const UserId& owner) {
  if (state().owner_id == owner) return InvalidField("owner_id", "is the owner already");
  mutable_state().owner_id = owner;
  Emit<"contact.reassigned">();
  return absl::OkStatus();
}

}  // namespace pipewright::sales
