// An S3-compatible store on loopback that checks signatures (tests/e2e/node/s3_server.js), for as long as the test
// runs.
#pragma once

#include <sys/types.h>

#include <string>

#include "infrastructure/content/s3/s3_http.h"
#include "tests/support/infrastructure/throwaway_folder.h"

namespace pipewright::testing {

class S3Server {
 public:
  // `secret`: of the one whose requests it takes.
  explicit S3Server(const std::string& secret = "a secret/of+somebody=");
  ~S3Server();
  S3Server(const S3Server&) = delete;
  S3Server& operator=(const S3Server&) = delete;

  // False where its packages aren't: then a test says so and leaves itself out.
  bool runs() const { return port_ > 0; }
  const std::string& bucket() const { return bucket_; }
  content::S3Endpoint endpoint() const { return endpoint_; }

 private:
  const ThrowawayFolder folder_;
  const std::string bucket_ = "contents";
  content::S3Endpoint endpoint_;
  pid_t child_ = -1;
  int input_ = -1;
  int port_ = 0;
};

}  // namespace pipewright::testing
