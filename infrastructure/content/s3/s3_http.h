// Requests to an S3-compatible store over HTTP.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "infrastructure/content/s3/aws_signature.h"

namespace pipewright::content {

struct S3Endpoint {
  std::string url;  // "https://s3.example:9000", without a path
  S3Credentials credentials;
  // How long a request may take: what is sent in one has a few MiB.
  absl::Duration patience = absl::Seconds(60);
  // A file of certificate authorities to trust instead of the system's; empty: those.
  std::string ca_file;
};

struct S3Response {
  int status = 0;
  std::string body;
  std::string etag;   // as it stands in the header
  size_t length = 0;  // content-length
};

struct S3Call {
  std::string method;
  std::string path;  // "/bucket/key", not encoded
  std::map<std::string, std::string> query;
  absl::string_view body;
  std::string range;  // "bytes=0-1023"; empty: none
  // A larger answer is an error.
  size_t max_answer = size_t{4} << 20;
};

// Connections are kept and used again; as many as there are threads that ask. TLS is verified, redirects are not
// followed. Thread safe.
class S3Http {
 public:
  // `clock` outlives it. kInvalidArgument (one line) when the URL is none of http or https, or says more than where.
  static absl::StatusOr<std::unique_ptr<S3Http>> Make(const S3Endpoint& endpoint, const Clock& clock);
  ~S3Http();
  S3Http(const S3Http&) = delete;
  S3Http& operator=(const S3Http&) = delete;

  // Any answer that isn't about the store's own trouble: of the statuses 2xx, 4xx and 501.
  // kUnavailable/CONTENT_UNAVAILABLE when there is none in time, or it is another 5xx or 429.
  absl::StatusOr<S3Response> Send(const S3Call& call);

 private:
  S3Http(S3Endpoint endpoint, std::string host, const Clock& clock)
      : endpoint_(std::move(endpoint)), host_(std::move(host)), clock_(clock) {}

  void* Take();
  void GiveBack(void* handle);

  const S3Endpoint endpoint_;
  const std::string host_;
  const Clock& clock_;
  std::mutex mutex_;
  std::vector<void*> idle_;  // of libcurl
};

}  // namespace pipewright::content
