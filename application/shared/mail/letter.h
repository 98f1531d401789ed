// Letters to people, and the port that sends them.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/shared/call/cancellation.h"
#include "domain/shared/contact_details.h"

namespace pipewright::mail {

// Plain text to one person.
class Letter {
 public:
  static constexpr size_t kMaxSubjectLength = 200;  // code points
  static constexpr size_t kMaxTextBytes = size_t{64} << 10;

  // kInvalidArgument: no recipient, a subject or text that is empty or too long, or a control character in it (in the
  // text line breaks, \n, are none).
  static absl::StatusOr<Letter> Of(EmailAddress to, absl::string_view subject, absl::string_view text);

  const EmailAddress& to() const { return to_; }
  const std::string& subject() const { return subject_; }
  const std::string& text() const { return text_; }

 private:
  Letter(EmailAddress to, absl::string_view subject, absl::string_view text)
      : to_(std::move(to)), subject_(subject), text_(text) {}

  EmailAddress to_;
  std::string subject_;
  std::string text_;
};

// Thread safe.
class Mailer {
 public:
  virtual ~Mailer() = default;

  // Hands the letter over to whoever delivers it; blocks for a minute at most. kUnavailable: another time it may work.
  // kInvalidArgument: this letter is refused for good. kCancelled. Messages name no person.
  virtual absl::Status Send(const Letter& letter, Cancellation& cancellation) = 0;
};

}  // namespace pipewright::mail
