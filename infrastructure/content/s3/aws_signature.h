// Signs requests to S3: AWS Signature Version 4, in the Authorization header.
#pragma once

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace pipewright::content {

struct S3Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string region;
};

struct S3Request {
  std::string method;                        // "PUT"
  std::string host;                          // as in the Host header: "s3.example:9000"
  std::string path;                          // from "/" on, not encoded
  std::map<std::string, std::string> query;  // not encoded
  std::string body_sha256;                   // in hexadecimal
};

// "%20" for a space; letters, digits and -._~ stay, and "/" when `keep_slashes`.
std::string UriEncode(absl::string_view text, bool keep_slashes);

// "a=1&b=", as it is sent and as it is signed.
std::string EncodedQuery(const std::map<std::string, std::string>& query);

// The headers to send besides Host: authorization, x-amz-content-sha256 and x-amz-date.
std::map<std::string, std::string> SignedHeaders(const S3Request& request, const S3Credentials& credentials,
                                                 absl::Time now);

}  // namespace pipewright::content
