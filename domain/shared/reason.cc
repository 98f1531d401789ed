#include "domain/shared/reason.h"

#include <array>
#include <utility>

namespace pipewright {
namespace {

struct Named {
  Reason reason;
  absl::string_view name;
};

constexpr auto kNames = std::to_array<Named>({
    {Reason::kUnspecified, "UNSPECIFIED"},
    {Reason::kInvalidField, "INVALID_FIELD"},
    {Reason::kUnknownField, "UNKNOWN_FIELD"},
    {Reason::kInvalidFilter, "INVALID_FILTER"},
    {Reason::kInvalidOrderBy, "INVALID_ORDER_BY"},
    {Reason::kInvalidPageToken, "INVALID_PAGE_TOKEN"},
    {Reason::kRequestIdReused, "REQUEST_ID_REUSED"},
    {Reason::kTooLarge, "TOO_LARGE"},
    {Reason::kCredentialsMissing, "CREDENTIALS_MISSING"},
    {Reason::kCredentialsInvalid, "CREDENTIALS_INVALID"},
    {Reason::kTokenExpired, "TOKEN_EXPIRED"},
    {Reason::kSessionRevoked, "SESSION_REVOKED"},
    {Reason::kTenantRequired, "TENANT_REQUIRED"},
    {Reason::kNotAMember, "NOT_A_MEMBER"},
    {Reason::kPermissionDenied, "PERMISSION_DENIED"},
    {Reason::kTenantSuspended, "TENANT_SUSPENDED"},
    {Reason::kTenantClosed, "TENANT_CLOSED"},
    {Reason::kUserDisabled, "USER_DISABLED"},
    {Reason::kMembershipSuspended, "MEMBERSHIP_SUSPENDED"},
    {Reason::kRefreshTokenReused, "REFRESH_TOKEN_REUSED"},
    {Reason::kTooManyAttempts, "TOO_MANY_ATTEMPTS"},
    {Reason::kRecordNotFound, "RECORD_NOT_FOUND"},
    {Reason::kRecordExists, "RECORD_EXISTS"},
    {Reason::kRecordDeleted, "RECORD_DELETED"},
    {Reason::kRecordNotDeleted, "RECORD_NOT_DELETED"},
    {Reason::kStaleEtag, "STALE_ETAG"},
    {Reason::kConcurrentChange, "CONCURRENT_CHANGE"},
    {Reason::kReferenceNotFound, "REFERENCE_NOT_FOUND"},
    {Reason::kRecordInUse, "RECORD_IN_USE"},
    {Reason::kConstraintViolated, "CONSTRAINT_VIOLATED"},
    {Reason::kCycle, "CYCLE"},
    {Reason::kOwnerNotEligible, "OWNER_NOT_ELIGIBLE"},
    {Reason::kSlugTaken, "SLUG_TAKEN"},
    {Reason::kEmailTaken, "EMAIL_TAKEN"},
    {Reason::kLastOwner, "LAST_OWNER"},
    {Reason::kInvalidTenantState, "INVALID_TENANT_STATE"},
    {Reason::kInvalidMembershipState, "INVALID_MEMBERSHIP_STATE"},
    {Reason::kWeakPassword, "WEAK_PASSWORD"},
    {Reason::kTooManyCustomFields, "TOO_MANY_CUSTOM_FIELDS"},
    {Reason::kBusinessUnitInactive, "BUSINESS_UNIT_INACTIVE"},
    {Reason::kInvalidBusinessUnitState, "INVALID_BUSINESS_UNIT_STATE"},
    {Reason::kCaptchaUnavailable, "CAPTCHA_UNAVAILABLE"},
    {Reason::kOpportunityClosed, "OPPORTUNITY_CLOSED"},
    {Reason::kOpportunityNotClosed, "OPPORTUNITY_NOT_CLOSED"},
    {Reason::kAccountRequired, "ACCOUNT_REQUIRED"},
    {Reason::kLostReasonRequired, "LOST_REASON_REQUIRED"},
    {Reason::kStageNotInPipeline, "STAGE_NOT_IN_PIPELINE"},
    {Reason::kStageKindMismatch, "STAGE_KIND_MISMATCH"},
    {Reason::kStageFieldsMissing, "STAGE_FIELDS_MISSING"},
    {Reason::kStageInUse, "STAGE_IN_USE"},
    {Reason::kDefaultPipelineRequired, "DEFAULT_PIPELINE_REQUIRED"},
    {Reason::kInvalidStages, "INVALID_STAGES"},
    {Reason::kCurrencyMismatch, "CURRENCY_MISMATCH"},
    {Reason::kInvalidAccountState, "INVALID_ACCOUNT_STATE"},
    {Reason::kInvalidContactState, "INVALID_CONTACT_STATE"},
    {Reason::kStageFilterNotMet, "STAGE_FILTER_NOT_MET"},
    {Reason::kTooManyAssignmentRules, "TOO_MANY_ASSIGNMENT_RULES"},
    {Reason::kInvalidVendorState, "INVALID_VENDOR_STATE"},
    {Reason::kInvalidOfferingState, "INVALID_OFFERING_STATE"},
    {Reason::kOfferingInactive, "OFFERING_INACTIVE"},
    {Reason::kInvalidEngagementState, "INVALID_ENGAGEMENT_STATE"},
    {Reason::kInvalidLeadState, "INVALID_LEAD_STATE"},
    {Reason::kLeadConverted, "LEAD_CONVERTED"},
    {Reason::kTooManyLeadTasks, "TOO_MANY_LEAD_TASKS"},
    {Reason::kTooManyLeadNotes, "TOO_MANY_LEAD_NOTES"},
    {Reason::kTooManyLeadInteractions, "TOO_MANY_LEAD_INTERACTIONS"},
    {Reason::kUnknownLostReason, "UNKNOWN_LOST_REASON"},
    {Reason::kTooManyLostReasons, "TOO_MANY_LOST_REASONS"},
    {Reason::kTooManyReferences, "TOO_MANY_REFERENCES"},
    {Reason::kMergeContradicted, "MERGE_CONTRADICTED"},
    {Reason::kMergeUndone, "MERGE_UNDONE"},
    {Reason::kDuplicateFound, "DUPLICATE_FOUND"},
    {Reason::kInvalidTaskTransition, "INVALID_TASK_TRANSITION"},
    {Reason::kTaskClosed, "TASK_CLOSED"},
    {Reason::kJobEnded, "JOB_ENDED"},
    {Reason::kInvalidCsv, "INVALID_CSV"},
    {Reason::kTooManyJobs, "TOO_MANY_JOBS"},
    {Reason::kTooManyFileStreams, "TOO_MANY_FILE_STREAMS"},
    {Reason::kSavedSearchOutdated, "SAVED_SEARCH_OUTDATED"},
    {Reason::kEventsExpired, "EVENTS_EXPIRED"},
    {Reason::kTooManyWatchers, "TOO_MANY_WATCHERS"},
    {Reason::kInvalidAttachmentState, "INVALID_ATTACHMENT_STATE"},
    {Reason::kUploadOffset, "UPLOAD_OFFSET"},
    {Reason::kTooManyUploads, "TOO_MANY_UPLOADS"},
    {Reason::kContentUnavailable, "CONTENT_UNAVAILABLE"},
    {Reason::kScannerUnavailable, "SCANNER_UNAVAILABLE"},
    {Reason::kTooManyLeadAttachments, "TOO_MANY_LEAD_ATTACHMENTS"},
    {Reason::kOverloaded, "OVERLOADED"},
    {Reason::kDeadlineExceeded, "DEADLINE_EXCEEDED"},
    {Reason::kCancelled, "CANCELLED"},
    {Reason::kDatabaseUnavailable, "DATABASE_UNAVAILABLE"},
    {Reason::kInternal, "INTERNAL"},
    {Reason::kShuttingDown, "SHUTTING_DOWN"},
    {Reason::kDatabaseConnectionLost, "DATABASE_CONNECTION_LOST"},
});

constexpr auto kReasons = [] {
  std::array<Reason, kNames.size()> reasons{};
  for (size_t i = 0; i < kNames.size(); ++i) reasons[i] = kNames[i].reason;
  return reasons;
}();

}  // namespace

absl::string_view ReasonName(Reason reason) {
  for (const Named& named : kNames) {
    if (named.reason == reason) return named.name;
  }
  return "UNSPECIFIED";
}

absl::Span<const Reason> AllReasons() { return kReasons; }

}  // namespace pipewright
