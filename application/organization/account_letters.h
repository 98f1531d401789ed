// What the letters about accounts say.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/mail/letter.h"
#include "domain/organization/slug.h"
#include "domain/shared/contact_details.h"

namespace pipewright::organization {

// None of them has a text that somebody else chose (a name, say): otherwise whoever signs up with a stranger's address
// could have this installation write to the stranger what they like. Immutable, so thread safe.
class AccountLetters {
 public:
  // `page`: the URL of the page that takes tokens ("https://crm.example.com/account"); empty: there is none, and people
  // copy the token. It gets the token as its fragment, which browsers send to no server: "#reset-password=TOKEN".
  explicit AccountLetters(std::string page) : page_(std::move(page)) {}

  absl::StatusOr<mail::Letter> PasswordReset(const EmailAddress& to, absl::string_view token,
                                             absl::Time expire_time) const;

  absl::StatusOr<mail::Letter> EmailVerification(const EmailAddress& to, absl::string_view token,
                                                 absl::Time expire_time) const;
  // To an address without an account, and to one that has one, when somebody wants to sign up with it.
  absl::StatusOr<mail::Letter> SignUp(const EmailAddress& to, absl::string_view proof, absl::Time expire_time) const;
  absl::StatusOr<mail::Letter> AccountExists(const EmailAddress& to) const;
  absl::StatusOr<mail::Letter> PasswordChanged(const EmailAddress& to) const;
  // A tenant is named by its slug, which has no more than letters, digits and hyphens.
  absl::StatusOr<mail::Letter> Invitation(const EmailAddress& to, const Slug& tenant, absl::string_view token,
                                          absl::Time expire_time) const;

 private:
  // The paragraph that brings the token.
  std::string WayFor(absl::string_view action, absl::string_view token) const;

  const std::string page_;
};

}  // namespace pipewright::organization
