#include "infrastructure/content/s3/s3_http.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "infrastructure/content/content_errors.h"
#include "infrastructure/content/sha256.h"
#include "infrastructure/network/curl.h"

namespace pipewright::content {
namespace {

// While a request is under way.
struct Transfer {
  absl::string_view to_send;
  size_t max_answer;
  S3Response response;
};

size_t OnRead(char* buffer, size_t size, size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const size_t bytes = std::min(size * count, transfer.to_send.size());
  std::memcpy(buffer, transfer.to_send.data(), bytes);
  transfer.to_send.remove_prefix(bytes);
  return bytes;
}

size_t OnWrite(const char* data, size_t size, size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const size_t bytes = size * count;
  if (transfer.response.body.size() + bytes > transfer.max_answer) return 0;  // ends the request
  transfer.response.body.append(data, bytes);
  return bytes;
}

size_t OnHeader(const char* data, size_t size, size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const absl::string_view line(data, size * count);
  const size_t colon = line.find(':');
  if (colon == absl::string_view::npos) return line.size();
  const absl::string_view name = line.substr(0, colon);
  const absl::string_view value = absl::StripAsciiWhitespace(line.substr(colon + 1));
  if (absl::EqualsIgnoreCase(name, "etag")) transfer.response.etag = std::string(value);
  if (absl::EqualsIgnoreCase(name, "content-length")) {
    (void)absl::SimpleAtoi(value, &transfer.response.length);
  }
  return line.size();
}

}  // namespace

absl::StatusOr<std::unique_ptr<S3Http>> S3Http::Make(const S3Endpoint& endpoint, const Clock& clock) {
  absl::string_view host = network::HostOfUrl(endpoint.url, false);
  if (host.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--content-s3-endpoint must be a URL without a path (https://s3.example:9000), and is ", endpoint.url, "."));
  }
  if (!network::CurlWorks()) return absl::InternalError("libcurl can't be used");
  // As every client sends it: without the port that goes without saying.
  const bool tls = absl::StartsWith(endpoint.url, "https://");
  absl::ConsumeSuffix(&host, tls ? ":443" : ":80");
  return std::unique_ptr<S3Http>(new S3Http(endpoint, absl::AsciiStrToLower(host), clock));
}

S3Http::~S3Http() {
  for (void* const handle : idle_) curl_easy_cleanup(handle);
}

void* S3Http::Take() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return curl_easy_init();
  void* const handle = idle_.back();
  idle_.pop_back();
  return handle;
}

void S3Http::GiveBack(void* handle) {
  curl_easy_reset(handle);  // keeps its connection
  const std::lock_guard lock(mutex_);
  idle_.push_back(handle);
}

absl::StatusOr<S3Response> S3Http::Send(const S3Call& call) {
  CURL* const curl = Take();
  if (curl == nullptr) return StoreAway();
  const absl::Cleanup give_back = [this, curl] { GiveBack(curl); };
  const S3Request request{call.method, host_, call.path, call.query, Sha256Of(call.body)};
  curl_slist* headers = nullptr;
  const absl::Cleanup free_headers = [&headers] { curl_slist_free_all(headers); };
  const auto add = [&headers](const std::string& line) { headers = curl_slist_append(headers, line.c_str()); };
  for (const auto& [name, value] : SignedHeaders(request, endpoint_.credentials, clock_.Now())) {
    add(absl::StrCat(name, ": ", value));
  }
  add(absl::StrCat("host: ", host_));
  add("expect:");
  add("content-type:");
  if (!call.range.empty()) add(absl::StrCat("range: ", call.range));

  Transfer transfer{call.body, call.max_answer, {}};
  const std::string query = EncodedQuery(call.query);
  const std::string url = absl::StrCat(endpoint_.url, UriEncode(call.path, true), query.empty() ? "" : "?", query);
  network::SetLimits(curl, {"http,https", endpoint_.ca_file, endpoint_.patience});
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &OnWrite);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &OnHeader);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  if (call.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  if (call.method == "PUT" || call.method == "POST") {
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, &OnRead);
    curl_easy_setopt(curl, CURLOPT_READDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
  }
  if (curl_easy_perform(curl) != CURLE_OK) return StoreAway();
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (status == 507) return StoreFull();
  if ((status >= 500 && status != 501) || status == 429 || status < 200) return StoreAway();
  transfer.response.status = static_cast<int>(status);
  return std::move(transfer.response);
}

}  // namespace pipewright::content
