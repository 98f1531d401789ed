// A letter as it goes over the wire (RFC 5322, MIME).
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/mail/letter.h"
#include "domain/shared/contact_details.h"

namespace pipewright::mail {

// Lines end in CRLF, no line has more than 998 octets, everything is ASCII. Nothing that a letter says can become a
// header: what isn't plain printable text is encoded. `unique`: a word that no other message gets.
std::string MimeMessage(const Letter& letter, const EmailAddress& from, absl::string_view unique, absl::Time now);

}  // namespace pipewright::mail
