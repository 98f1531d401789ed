#include "server/process/configuration.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "server/process/mail_options.h"
#include "server/rpc/trusted_proxies.h"

namespace pipewright::server {

absl::Status CheckConfiguration(const Configuration& configuration) {
  const DatabaseConfiguration& database = configuration.database;
  if (database.url.empty() && !database.admin_url.empty()) {
    return absl::InvalidArgumentError("--admin-database-url needs --database-url beside it.");
  }
  if (!database.url.empty() && !database.data_dir.empty()) {
    return absl::InvalidArgumentError(
        "--data-dir is the folder of the embedded PostgreSQL; with --database-url there is none. Give one of them.");
  }
  if (configuration.verb != Verb::kServe) return absl::OkStatus();
  const ContentConfiguration& content = configuration.serve.content;
  if (!content.s3_endpoint.empty() &&
      (content.s3_bucket.empty() || content.s3_access_key_id.empty() || content.s3_secret_access_key.empty())) {
    return absl::InvalidArgumentError(
        "--content-s3-endpoint needs --content-s3-bucket, --content-s3-access-key-id and "
        "--content-s3-secret-access-key beside it.");
  }
  if (!content.s3_endpoint.empty() && !content.folder.empty()) {
    return absl::InvalidArgumentError(
        "Contents are kept in --content-dir or at --content-s3-endpoint: give one of them.");
  }
  RETURN_IF_ERROR(CheckMail(configuration.serve.mail));
  if (const auto proxies = TrustedProxies::Parse(configuration.serve.trusted_proxies); !proxies.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("--trusted-proxies: ", proxies.status().message(), "."));
  }
  const GrpcServerOptions& grpc = configuration.serve.grpc;
  if (grpc.tls.certificate.empty() != grpc.tls.key.empty()) {
    return absl::InvalidArgumentError("--tls-certificate and --tls-key belong together: give both or none.");
  }
  if (grpc.tls.certificate.empty() && !grpc.tls.client_ca.empty()) {
    return absl::InvalidArgumentError("--tls-client-ca needs --tls-certificate and --tls-key.");
  }
  if (grpc.tls.certificate.empty() && !configuration.serve.insecure && !IsLoopback(grpc.listen)) {
    return absl::InvalidArgumentError(
        absl::StrCat("Without TLS, passwords and data would cross the network in the clear on ", grpc.listen,
                     ". Give --tls-certificate and --tls-key, listen on 127.0.0.1, or say --insecure when something "
                     "in front (a proxy, a private network) keeps it safe."));
  }
  return absl::OkStatus();
}

}  // namespace pipewright::server
