// Captchas of a service that speaks the verification protocol which hCaptcha, reCAPTCHA and Turnstile share: a form
// with `secret`, `response` and `remoteip` is posted, and a JSON object with `success` comes back.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/organization/human_check.h"

namespace pipewright::security {

struct CaptchaService {
  std::string verify_url;  // "https://api.hcaptcha.com/siteverify"
  std::string secret;
  // A file of certificate authorities to trust instead of the system's; empty: those.
  std::string ca_file;
  // Whoever waits for an answer holds one of the few threads of calls without credentials.
  absl::Duration patience = absl::Seconds(5);
};

// Thread safe.
class Captcha final : public organization::HumanCheck {
 public:
  // kInvalidArgument, in one line, when the URL isn't one of https (or http to this machine), or the secret is missing.
  static absl::StatusOr<std::unique_ptr<Captcha>> Make(CaptchaService service);

  absl::Status Check(const RequestContext& ctx, const std::string& response) const override;

 private:
  explicit Captcha(CaptchaService service) : service_(std::move(service)) {}

  const CaptchaService service_;
};

}  // namespace pipewright::security
