#include "application/sales/opportunity_refusal.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

constexpr size_t kMaxNamed = 5;

absl::StatusOr<std::vector<std::string>> ReadableAmong(const OpportunitySample& sample, UnitOfWork& uow) {
  RETURN_IF_ERROR(uow.Of<Opportunity>().Prefetch(sample.first));
  std::vector<std::string> names;
  for (const OpportunityId& id : sample.first) {
    if (names.size() == kMaxNamed) break;
    const absl::Status read = uow.Of<Opportunity>().GetEvenDeleted(id).status();
    if (absl::IsNotFound(read)) continue;
    RETURN_IF_ERROR(read);
    names.push_back(id.ToString());
  }
  return names;
}

}  // namespace

absl::Status RefusedForOpportunities(Reason reason, absl::string_view subject, const OpportunitySample& because,
                                     absl::string_view what, absl::string_view way_out, UnitOfWork& uow,
                                     std::map<std::string, std::string> metadata) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, ReadableAmong(because, uow));
  const bool all = static_cast<int64_t>(names.size()) == because.number;
  const std::string message =
      absl::StrCat(what, " (", because.number, names.empty() ? "" : ": ", absl::StrJoin(names, ", "),
                   all || names.empty() ? "" : ", \xE2\x80\xA6", "): ", way_out);
  ErrorDetails details;
  details.reason = reason;
  details.metadata = std::move(metadata);
  const std::string type(ReasonName(reason));
  details.preconditions.push_back({type, std::string(subject), message});
  for (const std::string& name : names) {
    details.preconditions.push_back({type, absl::StrCat("opportunity/", name), std::string(what)});
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, message, details);
}

}  // namespace pipewright::sales
