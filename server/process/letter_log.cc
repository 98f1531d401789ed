#include "server/process/letter_log.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/enum_names.h"
#include "server/process/logging.h"

namespace pipewright::server {

using mail::LetterOutcome;

void LetterLog::OnAttempt(const mail::ClaimedOrder& claimed, LetterOutcome outcome, const absl::Status& status) {
  const std::string letter =
      absl::StrCat("letter ", claimed.order.id.ToString(), " (", absl::AsciiStrToLower(NameOf(claimed.order.kind)),
                   "), attempt ", claimed.attempts, ": ");
  switch (outcome) {
    case LetterOutcome::kSent:
      ++sent_;
      LogInfo(absl::StrCat(letter, "sent"));
      return;
    case LetterOutcome::kNobody:
      // Not more than at debug level, whom people ask about without success.
      LogDebug(absl::StrCat(letter, "there is nobody to write to"));
      return;
    case LetterOutcome::kRequeued:
      ++requeued_;
      LogWarning(absl::StrCat(letter, "not sent yet: ", status.message()));
      return;
    case LetterOutcome::kGivenUp:
      ++given_up_;
      LogError(absl::StrCat(letter, "given up: ", status.message()));
      return;
  }
}

}  // namespace pipewright::server
