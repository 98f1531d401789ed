// The place where a reader of events goes on, as a client holds it: opaque, tamper-proof, good for its tenant and any
// filter. It grants nothing: what is read with it is read with the caller's rights.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/integration/event.h"
#include "application/shared/queries/page_token.h"

namespace pipewright::integration {

struct ResumePlace {
  EventPosition position;
  std::string incarnation;
};

std::string SealResumeToken(const TenantId& tenant, const ResumePlace& place, const PageTokenSealer& sealer);

// kInvalidArgument/INVALID_PAGE_TOKEN, naming resume_token, for a damaged one and for another tenant's.
absl::StatusOr<ResumePlace> OpenResumeToken(absl::string_view text, const TenantId& tenant,
                                            const PageTokenSealer& sealer);

}  // namespace pipewright::integration
