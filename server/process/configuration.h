// Everything an operator can choose.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "application/organization/sign_up_door.h"
#include "server/process/grpc_server.h"
#include "server/process/logging.h"

namespace pipewright::server {

struct DatabaseConfiguration {
  // Without a URL the server runs a PostgreSQL of its own on this folder; empty: the usual place.
  std::string data_dir;
  // An outside PostgreSQL: the URL the server works with, and the one of the role that owns the tables. With the first
  // alone, it does both.
  std::string url;
  std::string admin_url;
  // What seals the secrets in the database; empty: the embedded one's own, and none outside.
  std::string secret_key_file;
  bool tenant_by_transaction = false;

  bool embedded() const { return url.empty(); }
  const std::string& owner_url() const { return admin_url.empty() ? url : admin_url; }
};

struct LogConfiguration {
  std::string level = "info";
  LogFormat format = LogFormat::kJson;
};

// Where the contents of attachments are kept, and who looks into them.
struct ContentConfiguration {
  std::string folder;       // empty: "content" in the folder of the embedded PostgreSQL, or in its usual place
  std::string s3_endpoint;  // "https://s3.example"; empty: in the folder
  std::string s3_bucket;
  std::string s3_region = "us-east-1";
  std::string s3_access_key_id;
  std::string s3_secret_access_key;
  std::string scanner;  // a command, without a shell; empty: nobody looks
  int64_t max_attachment_bytes = int64_t{5} << 30;
  int max_streams = 64;
  int max_streams_per_tenant = 16;
};

// How letters are sent.
struct MailConfiguration {
  std::string smtp_server;  // "smtp.example.com:587"; empty: as files of the folder
  std::string smtp_security = "starttls";
  std::string smtp_user;
  std::string smtp_password;
  std::string smtp_ca;
  std::string from;
  std::string folder;  // empty: "mail" in the folder of the embedded PostgreSQL, or in its usual place
  std::string account_page;
};

// Who tells people who sign up from programs.
struct CaptchaConfiguration {
  std::string verify_url;  // "https://api.hcaptcha.com/siteverify"; empty: nobody
  std::string secret;
  std::string ca;
};

struct ServeConfiguration {
  GrpcServerOptions grpc;
  bool insecure = false;
  std::string metrics_listen = "127.0.0.1:9464";  // empty: none
  int pool_size = 8;
  int queue_size = 256;
  int tenant_percent = 50;
  int public_calls_per_minute = 120;
  std::string trusted_proxies;  // TrustedProxies
  absl::Duration max_call = absl::Minutes(2);
  int job_workers = 3;
  absl::Duration grace_period = absl::Seconds(20);
  int max_file_streams = 256;
  int max_file_streams_per_tenant = 32;
  ContentConfiguration content;
  MailConfiguration mail;
  organization::SignUpPolicy sign_up = organization::SignUpPolicy::kOpen;
  CaptchaConfiguration captcha;
  int max_watchers = 2000;
  int max_watchers_per_tenant = 500;
  absl::Duration event_retention = absl::Hours(24 * 30);
};

enum class Verb { kServe, kMigrate, kCreateOperator, kCreateTenant, kRotateKeys, kVersion };

struct Configuration {
  Verb verb = Verb::kServe;
  DatabaseConfiguration database;
  LogConfiguration log;
  ServeConfiguration serve;
  bool verbose = false;  // version
  // admin
  std::string email;          // of the operator, or of the tenant's owner
  std::string password_file;  // else PIPEWRIGHT_PASSWORD, else asked on the terminal
  std::string given_name;
  std::string family_name;
  std::string tenant_name;
  std::string tenant_slug;
  std::string tenant_currency = "USD";
};

// kInvalidArgument when the choices don't fit together: plaintext on an address that others reach without --insecure, a
// certificate without its key, an admin URL without a database URL, half an S3 store, two places for letters, proxies
// that are no networks.
absl::Status CheckConfiguration(const Configuration& configuration);

}  // namespace pipewright::server
