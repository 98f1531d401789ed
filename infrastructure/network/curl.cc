#include "infrastructure/network/curl.h"

#include <curl/curl.h>

#include "absl/strings/strip.h"

namespace pipewright::network {
namespace {

constexpr long kConnectSeconds = 10;

}  // namespace

bool CurlWorks() {
  static const bool works = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return works;
}

void SetLimits(void* curl, const CurlLimits& limits) {
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, limits.protocols);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!limits.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, limits.ca_file.c_str());
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  // Timeouts by signals would hit any thread.
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(limits.patience)));
}

absl::string_view HostOfUrl(absl::string_view url, bool path) {
  absl::string_view host = url;
  if (!absl::ConsumePrefix(&host, "https://") && !absl::ConsumePrefix(&host, "http://")) return {};
  if (path) host = host.substr(0, host.find('/'));
  return host.find_first_of("/?#@ ") == absl::string_view::npos ? host : absl::string_view();
}

}  // namespace pipewright::network
