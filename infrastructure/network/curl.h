// What every transfer of ours by libcurl begins with.
#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace pipewright::network {

// Makes libcurl ready, once for the process. False: it can't be used. Thread safe.
bool CurlWorks();

struct CurlLimits {
  const char* protocols;  // "http,https"
  // A file of certificate authorities to trust instead of the system's; empty: those.
  std::string ca_file;
  absl::Duration patience;  // of the whole transfer
};

// A transfer that ends in time, goes through no proxy, follows nobody elsewhere, takes credentials from no file, and
// checks certificates and names with TLS 1.2 at least. `curl` is a CURL*.
void SetLimits(void* curl, const CurlLimits& limits);

// The host with its port ("s3.example:9000") of a URL of http or https; empty when it is none, or names a user. `path`:
// whether it may have one.
absl::string_view HostOfUrl(absl::string_view url, bool path);

}  // namespace pipewright::network
