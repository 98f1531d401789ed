#include "application/organization/account_letters.h"

#include "absl/strings/str_cat.h"

namespace pipewright::organization {
namespace {

std::string Moment(absl::Time time) { return absl::FormatTime("%E4Y-%m-%d %H:%M UTC", time, absl::UTCTimeZone()); }

}  // namespace

std::string AccountLetters::WayFor(absl::string_view action, absl::string_view token) const {
  if (page_.empty()) return absl::StrCat("give this code where you are asked for it:\n\n", token, "\n\n");
  return absl::StrCat("open this page:\n\n", page_, "#", action, "=", token, "\n\n");
}

absl::StatusOr<mail::Letter> AccountLetters::PasswordReset(const EmailAddress& to, absl::string_view token,
                                                           absl::Time expire_time) const {
  return mail::Letter::Of(
      to, "Choose a new password",
      absl::StrCat("Somebody, you we hope, asked for a new password for the account of ", to.value(),
                   ".\nTo choose one, ", WayFor("reset-password", token), "It works once, until ", Moment(expire_time),
                   ". Whoever has it can use your account: show it to\nnobody.\n\n"
                   "If it wasn't you who asked, you need do nothing: your password stays as it is.\n"));
}

}  // namespace pipewright::organization
