// The published reasons of errors, one list for the whole system. proto/pipewright/shared/v1/errors.proto publishes the
// same names (a test compares them); a reason is never renamed or reused.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace pipewright {

enum class Reason {
  kUnspecified = 0,
  // Requests.
  kInvalidField = 1,
  kUnknownField = 2,
  kInvalidFilter = 3,
  kInvalidOrderBy = 4,
  kInvalidPageToken = 5,
  kRequestIdReused = 6,
  kTooLarge = 7,
  // Identity and permission.
  kCredentialsMissing = 20,
  kCredentialsInvalid = 21,
  kTokenExpired = 22,
  kSessionRevoked = 23,
  kTenantRequired = 24,
  kNotAMember = 25,
  kPermissionDenied = 26,
  kTenantSuspended = 27,
  kTenantClosed = 28,
  kUserDisabled = 29,
  kMembershipSuspended = 30,
  kRefreshTokenReused = 31,
  kTooManyAttempts = 32,
  // Records.
  kRecordNotFound = 40,
  kRecordExists = 41,
  kRecordDeleted = 42,
  kRecordNotDeleted = 43,
  kStaleEtag = 44,
  kConcurrentChange = 45,
  kReferenceNotFound = 46,
  kRecordInUse = 47,
  kConstraintViolated = 48,
  kCycle = 49,
  kOwnerNotEligible = 50,
  // organization.
  kSlugTaken = 60,
  kEmailTaken = 61,
  kLastOwner = 62,
  kInvalidTenantState = 63,
  kInvalidMembershipState = 64,
  kWeakPassword = 65,
  kTooManyCustomFields = 66,
  kBusinessUnitInactive = 67,
  kInvalidBusinessUnitState = 68,
  kCaptchaUnavailable = 69,
  // sales.
  kOpportunityClosed = 80,
  kOpportunityNotClosed = 81,
  kAccountRequired = 82,
  kLostReasonRequired = 83,
  kStageNotInPipeline = 84,
  kStageKindMismatch = 85,
  kStageFieldsMissing = 86,
  kStageInUse = 87,
  kDefaultPipelineRequired = 88,
  kInvalidStages = 89,
  kCurrencyMismatch = 90,
  kInvalidAccountState = 91,
  kInvalidContactState = 92,
  kStageFilterNotMet = 99,
  kTooManyAssignmentRules = 170,
  kInvalidVendorState = 97,
  // catalog.
  kInvalidOfferingState = 100,
  kOfferingInactive = 101,
  kInvalidEngagementState = 102,
  kInvalidLeadState = 93,
  kLeadConverted = 94,
  kTooManyLeadTasks = 95,
  kTooManyLeadNotes = 103,
  kTooManyLeadInteractions = 104,
  kUnknownLostReason = 150,
  kTooManyLostReasons = 151,
  kTooManyReferences = 106,
  kMergeContradicted = 107,
  kMergeUndone = 108,
  kDuplicateFound = 109,
  // tasks.
  kInvalidTaskTransition = 110,
  kTaskClosed = 111,
  // integration.
  kJobEnded = 120,
  kInvalidCsv = 121,
  kTooManyJobs = 122,
  kTooManyFileStreams = 123,
  kSavedSearchOutdated = 124,
  kEventsExpired = 125,
  kTooManyWatchers = 126,
  // collaboration.
  kInvalidAttachmentState = 180,
  kUploadOffset = 181,
  kTooManyUploads = 182,
  kContentUnavailable = 184,
  kScannerUnavailable = 185,
  kTooManyLeadAttachments = 186,
  // System.
  kOverloaded = 130,
  kDeadlineExceeded = 131,
  kCancelled = 132,
  kDatabaseUnavailable = 133,
  kInternal = 134,
  kShuttingDown = 135,
  kDatabaseConnectionLost = 136,
};

// The published name: "STALE_ETAG".
absl::string_view ReasonName(Reason reason);

// Every reason, for the test that compares them with the published enum.
absl::Span<const Reason> AllReasons();

}  // namespace pipewright
