#include "application/integration/event_token.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"

namespace pipewright::integration {
namespace {

// No query of a list begins like this: theirs begin with a number or a minus.
std::string QueryOf(const TenantId& tenant) { return absl::StrCat("events of ", tenant.ToString()); }

}  // namespace

std::string SealResumeToken(const TenantId& tenant, const ResumePlace& place, const PageTokenSealer& sealer) {
  return SealPageToken(
      {{absl::StrCat(place.position.transaction), absl::StrCat(place.position.sequence), place.incarnation}},
      QueryOf(tenant), sealer);
}

absl::StatusOr<ResumePlace> OpenResumeToken(absl::string_view text, const TenantId& tenant,
                                            const PageTokenSealer& sealer) {
  ResumePlace place;
  const auto start = OpenPageToken(text, QueryOf(tenant), 3, sealer);
  if (start.ok() && absl::SimpleAtoi(start->keys[0].value_or(""), &place.position.transaction) &&
      absl::SimpleAtoi(start->keys[1].value_or(""), &place.position.sequence)) {
    place.incarnation = start->keys[2].value_or("");
    return place;
  }
  constexpr char kDescription[] = "is damaged, or no token of this tenant's events";
  ErrorDetails details;
  details.reason = Reason::kInvalidPageToken;
  details.fields.push_back({"resume_token", kDescription});
  return MakeError(absl::StatusCode::kInvalidArgument, absl::StrCat("resume_token: ", kDescription), details);
}

}  // namespace pipewright::integration
