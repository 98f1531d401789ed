#include "infrastructure/content/s3/aws_signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "infrastructure/content/sha256.h"

namespace pipewright::content {
namespace {

constexpr char kAlgorithm[] = "AWS4-HMAC-SHA256";
constexpr char kSignedNames[] = "host;x-amz-content-sha256;x-amz-date";

std::string Hmac(absl::string_view key, absl::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest, &length);
  return std::string(reinterpret_cast<const char*>(digest), length);
}

}  // namespace

std::string UriEncode(absl::string_view text, bool keep_slashes) {
  std::string encoded;
  for (const char c : text) {
    const bool plain =
        absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~' || (c == '/' && keep_slashes);
    if (plain) {
      encoded.push_back(c);
    } else {
      absl::StrAppendFormat(&encoded, "%%%02X", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

std::string EncodedQuery(const std::map<std::string, std::string>& query) {
  std::string encoded;
  for (const auto& [name, value] : query) {
    absl::StrAppend(&encoded, encoded.empty() ? "" : "&", UriEncode(name, false), "=", UriEncode(value, false));
  }
  return encoded;
}

std::map<std::string, std::string> SignedHeaders(const S3Request& request, const S3Credentials& credentials,
                                                 absl::Time now) {
  const std::string moment = absl::FormatTime("%Y%m%dT%H%M%SZ", now, absl::UTCTimeZone());
  const std::string day = moment.substr(0, 8);
  const std::string scope = absl::StrCat(day, "/", credentials.region, "/s3/aws4_request");
  const std::string canonical =
      absl::StrCat(request.method, "\n", UriEncode(request.path, true), "\n", EncodedQuery(request.query),
                   "\nhost:", request.host, "\nx-amz-content-sha256:", request.body_sha256, "\nx-amz-date:", moment,
                   "\n\n", kSignedNames, "\n", request.body_sha256);
  const std::string to_sign = absl::StrCat(kAlgorithm, "\n", moment, "\n", scope, "\n", Sha256Of(canonical));
  std::string key = Hmac(absl::StrCat("AWS4", credentials.secret_access_key), day);
  for (const absl::string_view part :
       {absl::string_view(credentials.region), absl::string_view("s3"), absl::string_view("aws4_request")}) {
    key = Hmac(key, part);
  }
  return {{"authorization",
           absl::StrCat(kAlgorithm, " Credential=", credentials.access_key_id, "/", scope,
                        ", SignedHeaders=", kSignedNames, ", Signature=", absl::BytesToHexString(Hmac(key, to_sign)))},
          {"x-amz-content-sha256", request.body_sha256},
          {"x-amz-date", moment}};
}

}  // namespace pipewright::content
