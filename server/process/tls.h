// Transport security from PEM files.
#pragma once

#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "absl/status/statusor.h"
#include "server/process/grpc_server.h"

namespace pipewright::server {

// Plaintext when no certificate is named. kInvalidArgument names the file that is missing or wrong; a key that doesn't
// belong to the certificate is wrong.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsFrom(const TlsFiles& files);

}  // namespace pipewright::server
