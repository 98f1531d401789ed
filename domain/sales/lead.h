// A lead: a person who may buy one day, before anybody knows whether to sell to them. It is followed up until it is
// given up or converted into an account, a contact and perhaps an opportunity.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "domain/sales/lead_kinds.h"
#include "domain/sales/lead_source.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/custom_fields.h"
#include "domain/shared/lead_conversion_result.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/taken_fields.h"

namespace pipewright::sales {

struct LeadConverted {
  static constexpr absl::string_view kName = "lead.converted";
  LeadConversionResult result;
};

using LeadEvent = std::variant<EventNamed<"lead.created">, EventNamed<"lead.updated">, EventNamed<"lead.reassigned">,
                               EventNamed<"lead.contacted">, EventNamed<"lead.qualified">,
                               EventNamed<"lead.disqualified">, EventNamed<"lead.lost">, EventNamed<"lead.reopened">,
                               LeadConverted, EventNamed<"lead.deleted">, EventNamed<"lead.undeleted">>;

struct LeadState : Record {
  LeadId id;
  std::string code;  // unique in the tenant, "LEA-000123"; given at creation, never changed
  std::string name;  // the person's, as one text
  std::string company;
  std::string title;  // the job title
  std::optional<EmailAddress> email;
  std::optional<PhoneNumber> phone;
  std::string website;
  std::optional<LeadSource> source;
  std::string industry;
  std::string region;
  LeadStatus status = LeadStatus::kNew;
  std::string status_reason;  // why it is UNQUALIFIED or LOST; empty otherwise
  std::optional<int64_t> score;
  std::vector<ScoreReason> score_reasons;  // when there are any, the score is what they add up to
  std::optional<Money> estimated_value;    // not negative
  std::string description;
  std::optional<UserId> owner_id;
  std::optional<BusinessUnitId> business_unit_id;
  std::optional<LeadId> merged_into_id;  // of a deleted one that was a duplicate of that one
  std::vector<std::string> tags;
  CustomFields custom_fields;
  // Present exactly when CONVERTED, but for the opportunity, which need not be.
  std::optional<absl::Time> convert_time;
  std::optional<UserId> converted_by;
  std::optional<AccountId> converted_account_id;
  std::optional<ContactId> converted_contact_id;
  std::optional<OpportunityId> converted_opportunity_id;
};

// The fields that a caller may set, as an update names them. A creation is the same with everything absent at first.
struct LeadChanges {
  Change<std::string> name;
  Change<std::string> company;
  Change<std::string> title;
  Change<EmailAddress> email;
  Change<PhoneNumber> phone;
  Change<std::string> website;
  Change<LeadSource> source;
  Change<std::string> industry;
  Change<std::string> region;
  Change<LeadStatus> status;  // decided at creation, NEW when not said; an edit may only repeat it
  Change<int64_t> score;      // with reasons what they add up to: one that differs is a violation
  Change<std::vector<ScoreReason>> score_reasons;
  Change<Money> estimated_value;
  Change<std::string> description;
  Change<UserId> owner_id;
  Change<BusinessUnitId> business_unit_id;
  Change<std::vector<std::string>> tags;
  Change<CustomFields> custom_fields;  // already of the types that their definitions want
};

// A converted lead is frozen: whatever would change it, its deletion included, is kFailedPrecondition/LEAD_CONVERTED.
class Lead : public Aggregate<Lead, LeadState, LeadEvent> {
 public:
  static constexpr absl::string_view kResource = "lead";

  // A new lead, in any status but CONVERTED. kInvalidArgument names each field that is wrong; `details.name` must be
  // set.
  static absl::StatusOr<Lead> Create(LeadId id, std::string code, const LeadChanges& details);
  static Lead Restore(LeadState state) { return Lead(std::move(state)); }
  static std::vector<UserId> OwnersOf(const LeadState& state);

  // Applies the named changes, or none of them when one is wrong. While there are reasons the score is ScoreOf them:
  // one that is named must be that, or what it was before. Without reasons it is what is said.
  absl::Status Edit(const LeadChanges& changes);

  // To another owner. kInvalidArgument when it is theirs already.
  absl::Status Reassign(const UserId& owner);

  // The ways of its status; each kFailedPrecondition/INVALID_LEAD_STATE from any other than those named. A reason is 1
  // to 1,000 code points: kInvalidArgument about `reason`.
  absl::Status MarkContacted();                       // from NEW to CONTACTED
  absl::Status Qualify();                             // from NEW or CONTACTED to QUALIFIED
  absl::Status Disqualify(absl::string_view reason);  // from NEW, CONTACTED or QUALIFIED to UNQUALIFIED
  absl::Status Lose(absl::string_view reason);        // from NEW, CONTACTED or QUALIFIED to LOST
  absl::Status Reopen();                              // from UNQUALIFIED or LOST to CONTACTED; the reason goes

  // From NEW, CONTACTED or QUALIFIED to CONVERTED, which it stays.
  absl::Status Convert(const LeadConversionResult& result, const UserId& by, absl::Time now);
  // Whether Convert would do.
  absl::Status CheckConvertible() const;

  // As every record's, but for a converted one.
  absl::Status Delete(absl::Time now);

  // Takes over `taken` from leads that are merged into this one; where there are reasons then, the score is theirs.
  // kInvalidArgument when that is no field to take.
  absl::Status Absorb(absl::Span<const TakenField<LeadState>> taken);
  // Deletes it as a duplicate of `survivor`. Undelete makes it a lead of its own again.
  absl::Status MergeInto(const LeadId& survivor, absl::Time now);
  absl::Status Undelete();

 private:
  using Aggregate::Aggregate;
  absl::Status RequireUnconverted() const;
  // That the status is one of those that somebody works at.
  absl::Status RequireOpen(absl::string_view verb) const;
  absl::Status GiveUp(LeadStatus status, absl::string_view reason, absl::string_view verb);
};

}  // namespace pipewright::sales
