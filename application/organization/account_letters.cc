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

absl::StatusOr<mail::Letter> AccountLetters::EmailVerification(const EmailAddress& to, absl::string_view token,
                                                               absl::Time expire_time) const {
  return mail::Letter::Of(
      to, "Is this your e-mail address?",
      absl::StrCat("Somebody, you we hope, made an account for ", to.value(), ".\nTo show that the address is yours, ",
                   WayFor("verify-email", token), "It works once, until ", Moment(expire_time),
                   ", for whoever is signed in to the account.\n\n"
                   "If it wasn't you who made it, you need do nothing.\n"));
}

absl::StatusOr<mail::Letter> AccountLetters::SignUp(const EmailAddress& to, absl::string_view proof,
                                                    absl::Time expire_time) const {
  return mail::Letter::Of(to, "Sign up",
                          absl::StrCat("Somebody, you we hope, wants to sign up with ", to.value(), ".\nTo go on, ",
                                       WayFor("sign-up", proof), "It works until ", Moment(expire_time),
                                       ". Whoever has it can sign up with your address: show it to\nnobody.\n\n"
                                       "If it wasn't you, you need do nothing.\n"));
}

absl::StatusOr<mail::Letter> AccountLetters::AccountExists(const EmailAddress& to) const {
  return mail::Letter::Of(
      to, "You have an account",
      absl::StrCat("Somebody, you we hope, wants to sign up with ", to.value(),
                   ", which has an account already.\nTo use it, sign in with its password; if you "
                   "don't know it, ask for a new one.\n\nIf it wasn't you, you need do nothing.\n"));
}

absl::StatusOr<mail::Letter> AccountLetters::PasswordChanged(const EmailAddress& to) const {
  return mail::Letter::Of(
      to, "Your password has changed",
      absl::StrCat(
          "The password of the account of ", to.value(),
          " has been changed.\n\nIf it was you, you need do nothing. If it wasn't, ask for a new one where you "
          "sign in: that ends\nevery session of whoever did it.\n"));
}

absl::StatusOr<mail::Letter> AccountLetters::Invitation(const EmailAddress& to, const Slug& tenant,
                                                        absl::string_view token, absl::Time expire_time) const {
  return mail::Letter::Of(
      to, "You are invited",
      absl::StrCat(tenant.value(), " wants you as a member.\nTo accept, ", WayFor("accept-invitation", token),
                   "It works once, until ", Moment(expire_time), ". Whoever has it can use your account: show it to\n",
                   "nobody.\n\nIf you don't know them, you need do nothing.\n"));
}

}  // namespace pipewright::organization
