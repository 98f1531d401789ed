// The kinds of record that others refer to, their ids, and a reference to one of any kind.
#pragma once

#include <compare>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/id.h"
#include "domain/shared/uuid.h"

namespace pipewright {

// A new kind has its word here, its line in kRecordKinds, and its id below; what the kind may be used for follows from
// its line.
enum class RecordKind {
  kAccount,
  kContact,
  kOpportunity,
  kTask,
  kUser,
  kPipeline,
  kCustomFieldDefinition,
  kBusinessUnit,
  kVendor,
  kOffering,
  kEngagement,
  kLead,
  kLostReason,
  kExchangeRate,
  kNote,
  kInteraction,
  kAttachment,
};

// What is fixed about a kind.
struct RecordKindRow {
  RecordKind kind;
  absl::string_view name;  // its `kResource` in upper case
  bool subject = false;    // and so on: KindRole
  bool has_custom_fields = false;
  bool in_custom_references = false;
  bool assigned = false;
  bool tagged = false;
  absl::string_view code_prefix = "";  // of a kind that has codes
  // Of a kind that is searched: what its words are stored under, so never changed.
  char search_letter = 0;
};

inline constexpr RecordKindRow kRecordKinds[] = {
    {.kind = RecordKind::kAccount,
     .name = "ACCOUNT",
     .subject = true,
     .has_custom_fields = true,
     .in_custom_references = true,
     .assigned = true,
     .tagged = true,
     .code_prefix = "ACC-",
     .search_letter = 'A'},
    {.kind = RecordKind::kContact,
     .name = "CONTACT",
     .subject = true,
     .has_custom_fields = true,
     .in_custom_references = true,
     .assigned = true,
     .tagged = true,
     .search_letter = 'C'},
    {.kind = RecordKind::kOpportunity,
     .name = "OPPORTUNITY",
     .subject = true,
     .has_custom_fields = true,
     .in_custom_references = true,
     .assigned = true,
     .tagged = true,
     .code_prefix = "OPP-",
     .search_letter = 'O'},
    {.kind = RecordKind::kLead,
     .name = "LEAD",
     .subject = true,
     .has_custom_fields = true,
     .in_custom_references = true,
     .assigned = true,
     .tagged = true,
     .code_prefix = "LEA-",
     .search_letter = 'L'},
    {.kind = RecordKind::kTask,
     .name = "TASK",
     .has_custom_fields = true,
     .in_custom_references = true,
     .search_letter = 'T'},
    // A member of the tenant, by the user's id.
    {.kind = RecordKind::kUser, .name = "USER", .in_custom_references = true},
    {.kind = RecordKind::kPipeline, .name = "PIPELINE"},
    {.kind = RecordKind::kVendor,
     .name = "VENDOR",
     .has_custom_fields = true,
     .in_custom_references = true,
     .tagged = true,
     .code_prefix = "VEN-",
     .search_letter = 'V'},
    {.kind = RecordKind::kCustomFieldDefinition, .name = "CUSTOM_FIELD_DEFINITION"},
    {.kind = RecordKind::kBusinessUnit, .name = "BUSINESS_UNIT"},
    {.kind = RecordKind::kLostReason, .name = "LOST_REASON"},
    {.kind = RecordKind::kExchangeRate, .name = "EXCHANGE_RATE"},
    {.kind = RecordKind::kOffering,
     .name = "OFFERING",
     .has_custom_fields = true,
     .in_custom_references = true,
     .tagged = true,
     .search_letter = 'F'},
    {.kind = RecordKind::kNote, .name = "NOTE", .search_letter = 'N'},
    {.kind = RecordKind::kInteraction, .name = "INTERACTION", .search_letter = 'I'},
    {.kind = RecordKind::kAttachment, .name = "ATTACHMENT", .search_letter = 'D'},
    {.kind = RecordKind::kEngagement,
     .name = "ENGAGEMENT",
     .has_custom_fields = true,
     .in_custom_references = true,
     .tagged = true},
};

// The ids that records of several contexts have to each other. A context's domain includes these, never another
// context's aggregates.
using UserId = RecordId<RecordKind::kUser>;
using AccountId = RecordId<RecordKind::kAccount>;
using ContactId = RecordId<RecordKind::kContact>;
using LeadId = RecordId<RecordKind::kLead>;
using PipelineId = RecordId<RecordKind::kPipeline>;
using OpportunityId = RecordId<RecordKind::kOpportunity>;
using LostReasonId = RecordId<RecordKind::kLostReason>;
using ExchangeRateId = RecordId<RecordKind::kExchangeRate>;
using TaskId = RecordId<RecordKind::kTask>;
using NoteId = RecordId<RecordKind::kNote>;
using InteractionId = RecordId<RecordKind::kInteraction>;
using AttachmentId = RecordId<RecordKind::kAttachment>;
using VendorId = RecordId<RecordKind::kVendor>;
using OfferingId = RecordId<RecordKind::kOffering>;
using EngagementId = RecordId<RecordKind::kEngagement>;
using CustomFieldDefinitionId = RecordId<RecordKind::kCustomFieldDefinition>;
using BusinessUnitId = RecordId<RecordKind::kBusinessUnit>;

absl::Span<const EnumName<RecordKind>> NamesOf(RecordKind);

// The `kResource` of the kind's aggregate: "account".
absl::string_view ResourceOf(RecordKind kind);

// What a kind of record may be besides.
enum class KindRole {
  kSubject,             // what a task, a note or an activity is about
  kHasCustomFields,     // tenants add fields to it
  kInCustomReferences,  // the REFERENCE fields that tenants add may lead to it
  kAssigned,            // assignment rules give it to somebody
  kHasCode,             // people name it by a code: "ACC-000123"
  kTagged,              // it has tags
  kSearched,            // its records are found by their words
};

// The kinds that have the role. Proto enums and columns that name kinds have these words, and no others.
absl::Span<const EnumName<RecordKind>> KindsWith(KindRole role);
bool Has(RecordKind kind, KindRole role);

// What the codes of the kind begin with in a tenant that chose nothing else: "ACC-". Empty without KindRole::kHasCode.
absl::string_view CodePrefixOf(RecordKind kind);

// '\0' without KindRole::kSearched.
char SearchLetterOf(RecordKind kind);

// One record of some kind. Whether it exists is the store's to say.
struct RecordRef {
  RecordKind kind = RecordKind::kAccount;
  Uuid id;

  template <class IdType>
  static RecordRef Of(const IdType& id) {
    return {KindOf(id), id.uuid()};
  }

  friend auto operator<=>(const RecordRef&, const RecordRef&) = default;
};

}  // namespace pipewright
