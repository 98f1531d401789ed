#include "application/shared/mail/letter.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "domain/shared/errors.h"
#include "domain/shared/text.h"

namespace pipewright::mail {
namespace {

bool HasControl(absl::string_view text, absl::string_view allowed) {
  return std::any_of(text.begin(), text.end(), [allowed](char c) {
    return absl::ascii_iscntrl(static_cast<unsigned char>(c)) && allowed.find(c) == absl::string_view::npos;
  });
}

}  // namespace

absl::StatusOr<Letter> Letter::Of(EmailAddress to, absl::string_view subject, absl::string_view text) {
  if (to.value().empty()) return InvalidValue("a letter needs a recipient");
  if (subject.empty() || CodePoints(subject) > kMaxSubjectLength)
    return InvalidValue("the subject is empty or too long");
  if (text.empty() || text.size() > kMaxTextBytes) return InvalidValue("the text is empty or too long");
  if (HasControl(subject, "") || HasControl(text, "\n")) return InvalidValue("a letter has no control characters");
  return Letter(std::move(to), subject, text);
}

}  // namespace pipewright::mail
