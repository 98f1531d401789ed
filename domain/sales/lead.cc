#include "domain/sales/lead.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

constexpr size_t kMaxWordLength = 100;  // a person's name, which a contact has in two parts; an industry, a region

// With reasons the score is theirs; a caller that names another must learn that.
void ApplyScore(const LeadChanges& changes, LeadState& state, Violations& violations) {
  const std::optional<int64_t> present = state.score;
  if (changes.score_reasons.is_set()) {
    absl::StatusOr<std::vector<ScoreReason>> reasons = CheckScoreReasons(changes.score_reasons.value());
    if (!reasons.ok()) {
      violations.Note("score_reasons", reasons.status());
      return;  // no telling what the score is to be
    }
    state.score_reasons = *std::move(reasons);
  } else {
    changes.score_reasons.ApplyTo(state.score_reasons);
  }
  if (state.score_reasons.empty()) {
    changes.score.ApplyTo(state.score);
    CheckRange(state.score, 0, kMaxLeadScore, "score", violations);
    return;
  }
  state.score = ScoreOf(state.score_reasons);
  if (changes.score.is_set() && changes.score.value() != state.score && changes.score.value() != present) {
    violations.Add("score", absl::StrCat("is what score_reasons add up to, ", *state.score,
                                         ": leave it out, change them or clear them"));
  }
}

// Applies `changes` (but for the status) to `state`.
void Apply(const LeadChanges& changes, LeadState& state, Violations& violations) {
  ApplyRequiredText(changes.name, "name", kMaxWordLength, violations, state.name);
  ApplyText(changes.company, "company", kMaxNameLength, violations, state.company);
  ApplyText(changes.title, "title", kMaxNameLength, violations, state.title);
  ApplyText(changes.industry, "industry", kMaxWordLength, violations, state.industry);
  ApplyText(changes.region, "region", kMaxWordLength, violations, state.region);
  ApplyText(changes.description, "description", kMaxLongTextLength, violations, state.description);
  ApplyChecked(changes.website, "website", HttpUrl, violations, state.website);
  ApplyChecked(changes.tags, "tags", Tags, violations, state.tags);
  changes.email.ApplyTo(state.email);
  changes.phone.ApplyTo(state.phone);
  changes.source.ApplyTo(state.source);
  CheckAmount(changes.estimated_value, state.estimated_value, "estimated_value", violations);
  changes.estimated_value.ApplyTo(state.estimated_value);
  changes.owner_id.ApplyTo(state.owner_id);
  changes.business_unit_id.ApplyTo(state.business_unit_id);
  changes.custom_fields.ApplyTo(state.custom_fields);
  ApplyScore(changes, state, violations);
}

const TakeableFields<LeadState>& FieldsToTake() {
  using S = LeadState;
  static const auto* const fields = new TakeableFields<S>(TakeableFields<S>()
                                                              .With("name", &S::name)
                                                              .With("company", &S::company)
                                                              .With("title", &S::title)
                                                              .With("email", &S::email)
                                                              .With("phone", &S::phone)
                                                              .With("website", &S::website)
                                                              .With("source", &S::source)
                                                              .With("industry", &S::industry)
                                                              .With("region", &S::region)
                                                              .With("score", &S::score)
                                                              .With("score_reasons", &S::score_reasons)
                                                              .With("estimated_value", &S::estimated_value)
                                                              .With("description", &S::description)
                                                              .With("owner_id", &S::owner_id)
                                                              .With("business_unit_id", &S::business_unit_id)
                                                              .With("tags", &S::tags)
                                                              .With("custom_fields", &S::custom_fields));
  return *fields;
}

std::string SubjectOf(const LeadState& state) { return absl::StrCat("lead/", state.id.ToString()); }

absl::Status WrongStatus(const LeadState& state, absl::string_view verb) {
  return FailedPrecondition(Reason::kInvalidLeadState, SubjectOf(state),
                            absl::StrCat("a lead that is ", NameOf(state.status), " can't be ", verb));
}

}  // namespace

absl::StatusOr<Lead> Lead::Create(LeadId id, std::string code, const LeadChanges& details) {
  LeadState state;
  state.id = id;
  state.code = std::move(code);
  if (details.status.is_set()) state.status = details.status.value();
  Violations violations;
  Apply(details, state, violations);
  if (state.status == LeadStatus::kConverted) {
    violations.Add("status", "becomes CONVERTED by ConvertLead, not at creation");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  Lead lead(std::move(state));
  lead.Emit<"lead.created">();
  return lead;
}

std::vector<UserId> Lead::OwnersOf(const LeadState& state) {
  if (!state.owner_id.has_value()) return {};
  return {*state.owner_id};
}

absl::Status Lead::Edit(const LeadChanges& changes) {
  RETURN_IF_ERROR(RequireUnconverted());
  LeadState edited = state();
  Violations violations;
  Apply(changes, edited, violations);
  CheckKept(changes.status, std::optional(edited.status), "status",
            "is changed by MarkLeadContacted, QualifyLead, DisqualifyLead, LoseLead, ReopenLead and ConvertLead, not "
            "by an update",
            violations);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"lead.updated">();
  return absl::OkStatus();
}

absl::Status Lead::Reassign(const UserId& owner) {
  RETURN_IF_ERROR(RequireUnconverted());
  if (state().owner_id == owner) return InvalidField("owner_id", "is the owner already");
  mutable_state().owner_id = owner;
  Emit<"lead.reassigned">();
  return absl::OkStatus();
}

absl::Status Lead::MarkContacted() {
  RETURN_IF_ERROR(RequireUnconverted());
  if (state().status != LeadStatus::kNew) return WrongStatus(state(), "marked as contacted; only a NEW one is");
  mutable_state().status = LeadStatus::kContacted;
  Emit<"lead.contacted">();
  return absl::OkStatus();
}

absl::Status Lead::Qualify() {
  RETURN_IF_ERROR(RequireOpen("qualified"));
  if (state().status == LeadStatus::kQualified) return WrongStatus(state(), "qualified again");
  mutable_state().status = LeadStatus::kQualified;
  Emit<"lead.qualified">();
  return absl::OkStatus();
}

absl::Status Lead::GiveUp(LeadStatus status, absl::string_view reason, absl::string_view verb) {
  RETURN_IF_ERROR(RequireOpen(verb));
  std::string checked;
  Violations violations;
  violations.Take("reason", RequiredText(reason, kMaxShortTextLength), &checked);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state().status = status;
  mutable_state().status_reason = std::move(checked);
  return absl::OkStatus();
}

absl::Status Lead::Disqualify(absl::string_view reason) {
  RETURN_IF_ERROR(GiveUp(LeadStatus::kUnqualified, reason, "disqualified"));
  Emit<"lead.disqualified">();
  return absl::OkStatus();
}

absl::Status Lead::Lose(absl::string_view reason) {
  RETURN_IF_ERROR(GiveUp(LeadStatus::kLost, reason, "lost"));
  Emit<"lead.lost">();
  return absl::OkStatus();
}

absl::Status Lead::Reopen() {
  RETURN_IF_ERROR(RequireUnconverted());
  if (state().status != LeadStatus::kUnqualified && state().status != LeadStatus::kLost) {
    return WrongStatus(state(), "reopened; only an UNQUALIFIED or LOST one is");
  }
  mutable_state().status = LeadStatus::kContacted;
  mutable_state().status_reason.clear();
  Emit<"lead.reopened">();
  return absl::OkStatus();
}

absl::Status Lead::CheckConvertible() const { return RequireOpen("converted"); }

absl::Status Lead::Convert(const LeadConversionResult& result, const UserId& by, absl::Time now) {
  RETURN_IF_ERROR(CheckConvertible());
  LeadState& lead = mutable_state();
  lead.status = LeadStatus::kConverted;
  lead.convert_time = now;
  lead.converted_by = by;
  lead.converted_account_id = result.account_id;
  lead.converted_contact_id = result.contact_id;
  lead.converted_opportunity_id = result.opportunity_id;
  Emit(LeadConverted{result});
  return absl::OkStatus();
}

absl::Status Lead::Delete(absl::Time now) {
  RETURN_IF_ERROR(RequireUnconverted());
  return Aggregate::Delete(now);
}

absl::Status Lead::Absorb(absl::Span<const TakenField<LeadState>> taken) {
  RETURN_IF_ERROR(RequireUnconverted());
  LeadState merged = state();
  RETURN_IF_ERROR(FieldsToTake().Take(taken, merged));
  if (!merged.score_reasons.empty()) merged.score = ScoreOf(merged.score_reasons);
  mutable_state() = std::move(merged);
  Emit<"lead.updated">();
  return absl::OkStatus();
}

absl::Status Lead::MergeInto(const LeadId& survivor, absl::Time now) {
  RETURN_IF_ERROR(Delete(now));
  mutable_state().merged_into_id = survivor;
  return absl::OkStatus();
}

absl::Status Lead::Undelete() {
  RETURN_IF_ERROR(Aggregate::Undelete());
  mutable_state().merged_into_id.reset();
  return absl::OkStatus();
}

absl::Status Lead::RequireUnconverted() const {
  if (state().status != LeadStatus::kConverted) return absl::OkStatus();
  return FailedPrecondition(Reason::kLeadConverted, SubjectOf(state()),
                            "the lead is converted and stays as it is; go on with what it became");
}

absl::Status Lead::RequireOpen(absl::string_view verb) const {
  RETURN_IF_ERROR(RequireUnconverted());
  switch (state().status) {
    case LeadStatus::kNew:
    case LeadStatus::kContacted:
    case LeadStatus::kQualified:
      return absl::OkStatus();
    default:
      return WrongStatus(state(), absl::StrCat(verb, "; reopen it first"));
  }
}

}  // namespace pipewright::sales
