#include "infrastructure/security/captcha.h"

#include <curl/curl.h>

#include <nlohmann/json.hpp>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "infrastructure/network/curl.h"

namespace pipewright::security {
namespace {

// Those that are known give 2 KiB at most.
constexpr size_t kMaxResponse = 4096;
constexpr size_t kMaxAnswer = size_t{64} << 10;
constexpr absl::string_view kField = "captcha_response";

size_t OnWrite(const char* data, size_t size, size_t count, void* user) {
  auto& answer = *static_cast<std::string*>(user);
  const size_t bytes = size * count;
  if (answer.size() + bytes > kMaxAnswer) return 0;  // ends the request
  answer.append(data, bytes);
  return bytes;
}

absl::Status Away() {
  return Unavailable(Reason::kCaptchaUnavailable, "the captcha can't be verified now: try again", absl::Seconds(5));
}

bool IsThisMachine(absl::string_view host) {
  host = host.substr(0, host.rfind(':'));
  return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

}  // namespace

absl::StatusOr<std::unique_ptr<Captcha>> Captcha::Make(CaptchaService service) {
  const absl::string_view host = network::HostOfUrl(service.verify_url, true);
  if (host.empty() || (!absl::StartsWith(service.verify_url, "https://") && !IsThisMachine(host))) {
    return absl::InvalidArgumentError(
        absl::StrCat("--captcha-verify-url must be a URL of https (https://captcha.example/siteverify), and is ",
                     service.verify_url, "."));
  }
  if (service.secret.empty()) {
    return absl::InvalidArgumentError("--captcha-verify-url needs --captcha-secret beside it.");
  }
  if (!network::CurlWorks()) return absl::InternalError("libcurl can't be used");
  return std::unique_ptr<Captcha>(new Captcha(std::move(service)));
}

absl::Status Captcha::Check(const RequestContext& ctx, const std::string& response) const {
  if (response.empty()) return InvalidField(kField, "must be what your captcha gave");
  if (response.size() > kMaxResponse)
    return InvalidField(kField, absl::StrCat("must have at most ", kMaxResponse, " bytes"));
  CURL* const curl = curl_easy_init();
  if (curl == nullptr) return Away();
  const absl::Cleanup end = [curl] { curl_easy_cleanup(curl); };
  const auto encoded = [curl](const std::string& text) {
    char* const escaped = curl_easy_escape(curl, text.data(), static_cast<int>(text.size()));
    const absl::Cleanup free_escaped = [escaped] { curl_free(escaped); };
    return std::string(escaped == nullptr ? "" : escaped);
  };
  const std::string form = absl::StrCat("secret=", encoded(service_.secret), "&response=", encoded(response),
                                        "&remoteip=", encoded(ctx.client_address));
  std::string answer;
  network::SetLimits(curl, {"http,https", service_.ca_file, service_.patience});
  curl_easy_setopt(curl, CURLOPT_URL, service_.verify_url.c_str());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &OnWrite);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  if (curl_easy_perform(curl) != CURLE_OK) return Away();
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  const auto parsed = nlohmann::json::parse(answer, nullptr, false);
  // What can't be read as the protocol says counts as no answer, whatever it may mean.
  if (status != 200 || !parsed.is_object() || !parsed.contains("success") || !parsed["success"].is_boolean())
    return Away();
  if (!parsed["success"].get<bool>()) return InvalidField(kField, "doesn't count (any more): solve the captcha again");
  return absl::OkStatus();
}

}  // namespace pipewright::security
