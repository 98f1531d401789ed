#include "server/process/command_line.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/infrastructure/throwaway_folder.h"

namespace pipewright::server {
namespace {

using Catch::Contains;

// A variable of the environment, as long as it lives.
class Variable {
 public:
  Variable(std::string name, const std::string& value) : name_(std::move(name)) {
    setenv(name_.c_str(), value.c_str(), 1);
  }
  ~Variable() { unsetenv(name_.c_str()); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const std::string name_;
};

class File {
 public:
  explicit File(const std::string& text) : path_(folder_.path() + "/pipewright.toml") { std::ofstream(path_) << text; }
  const std::string& path() const { return path_; }

 private:
  testing::ThrowawayFolder folder_;
  std::string path_;
};

Configuration Chosen(std::vector<std::string> arguments) {
  const ParsedCommandLine parsed = ParseCommandLine(std::move(arguments));
  INFO(parsed.text);
  REQUIRE(parsed.configuration.has_value());
  CHECK(parsed.exit_code == 0);
  return *parsed.configuration;
}

// What a wrong command line is answered with.
std::string Refused(std::vector<std::string> arguments) {
  const ParsedCommandLine parsed = ParseCommandLine(std::move(arguments));
  CHECK_FALSE(parsed.configuration.has_value());
  CHECK(parsed.exit_code == 2);
  CHECK_THAT(parsed.text, Catch::StartsWith("pipewrightd: "));
  return parsed.text;
}

TEST_CASE("the version tells what the server is made of when it is asked to", "[command_line]") {
  CHECK_FALSE(Chosen({"version"}).verbose);
  CHECK_FALSE(Chosen({"--version"}).verbose);
  CHECK(Chosen({"version", "--verbose"}).verbose);
}

TEST_CASE("serving needs no option", "[command_line]") {
  const Configuration chosen = Chosen({"serve"});
  CHECK(chosen.verb == Verb::kServe);
  CHECK(chosen.database.embedded());
  CHECK(chosen.serve.grpc.listen == "127.0.0.1:7443");
  CHECK(chosen.serve.metrics_listen == "127.0.0.1:9464");
  CHECK(chosen.serve.pool_size == 8);
  CHECK(chosen.serve.grace_period == absl::Seconds(20));
  CHECK(chosen.log.level == "info");
  CHECK(chosen.log.format == LogFormat::kJson);
}

TEST_CASE("the version is asked for by a command or by a flag", "[command_line]") {
  CHECK(Chosen({"version"}).verb == Verb::kVersion);
  CHECK(Chosen({"--version"}).verb == Verb::kVersion);
  CHECK_THAT(ParseCommandLine({"--help"}).text, Contains("--version"));
}

TEST_CASE("a flag wins over the environment, and that over the file", "[command_line]") {
  const File file("pool-size = 3\nqueue-size = 30\nlisten = \"127.0.0.1:3\"\n");
  CHECK(Chosen({"serve", "--config", file.path()}).serve.pool_size == 3);
  const Variable pool("PIPEWRIGHT_POOL_SIZE", "5");
  const Variable listen("PIPEWRIGHT_LISTEN", "127.0.0.1:5");
  CHECK(Chosen({"serve", "--config", file.path()}).serve.pool_size == 5);
  const Configuration chosen = Chosen({"serve", "--config=" + file.path(), "--pool-size", "7"});
  CHECK(chosen.serve.pool_size == 7);
  CHECK(chosen.serve.grpc.listen == "127.0.0.1:5");
  CHECK(chosen.serve.queue_size == 30);
}

TEST_CASE("the file may be named by the environment, and a flag names another", "[command_line]") {
  const File one("pool-size = 3\n");
  const File two("pool-size = 4\n");
  const Variable config("PIPEWRIGHT_CONFIG", one.path());
  CHECK(Chosen({"serve"}).serve.pool_size == 3);
  CHECK(Chosen({"serve", "--config", two.path()}).serve.pool_size == 4);
}

TEST_CASE("numbers of time have the units that they are said to have", "[command_line]") {
  const Configuration chosen = Chosen({"serve", "--grace-period", "5", "--event-retention-days", "7"});
  CHECK(chosen.serve.grace_period == absl::Seconds(5));
  CHECK(chosen.serve.event_retention == 7 * absl::Hours(24));
}

TEST_CASE("the log's level and format are chosen", "[command_line]") {
  const Configuration chosen = Chosen({"migrate", "--log-level", "error", "--log-format", "text"});
  CHECK(chosen.log.level == "error");
  CHECK(chosen.log.format == LogFormat::kText);
}

TEST_CASE("of a flag that is given twice the last counts", "[command_line]") {
  CHECK(Chosen({"serve", "--pool-size", "3", "--pool-size=9"}).serve.pool_size == 9);
}

TEST_CASE("a switch may stand in the environment and in the file", "[command_line]") {
  CHECK_FALSE(Chosen({"serve"}).serve.insecure);
  CHECK(Chosen({"serve", "--insecure"}).serve.insecure);
  CHECK(Chosen({"serve", "--config", File("insecure = true\n").path()}).serve.insecure);
  const Variable insecure("PIPEWRIGHT_INSECURE", "true");
  CHECK(Chosen({"serve"}).serve.insecure);
  CHECK(Chosen({"serve"}).serve.grpc.reflection);
  CHECK_FALSE(Chosen({"serve", "--no-reflection"}).serve.grpc.reflection);
  CHECK_FALSE(Chosen({"serve", "--config", File("reflection = false\n").path()}).serve.grpc.reflection);
}

TEST_CASE("a wrong value is named with its option, wherever it stands", "[command_line]") {
  CHECK_THAT(Refused({"serve", "--pool-size", "0"}), Contains("--pool-size"));
  CHECK_THAT(Refused({"serve", "--pool-size", "many"}), Contains("--pool-size"));
  CHECK_THAT(Refused({"serve", "--log-level", "loud"}), Contains("--log-level") && Contains("warning"));
  CHECK_THAT(Refused({"serve", "--config", File("queue-size = -1\n").path()}), Contains("--queue-size"));
  const Variable grace("PIPEWRIGHT_GRACE_PERIOD", "soon");
  CHECK_THAT(Refused({"serve"}), Contains("--grace-period"));
}

TEST_CASE("an option that isn't there is refused by name", "[command_line]") {
  CHECK_THAT(Refused({"serve", "--colour", "red"}), Contains("--colour"));
  CHECK_THAT(Refused({"admin", "rotate-keys", "--email", "a@example.com"}), Contains("--email"));
  const File file("pool-sise = 3\n");
  CHECK_THAT(Refused({"serve", "--config", file.path()}), Contains("pool-sise") && Contains(file.path()));
  CHECK_THAT(Refused({"serve", "--config", File("config = \"other.toml\"\n").path()}), Contains("config"));
}

TEST_CASE("a file that can't be read is named", "[command_line]") {
  CHECK_THAT(Refused({"serve", "--config", "/nowhere/pipewright.toml"}), Contains("/nowhere/pipewright.toml"));
}

TEST_CASE("without a command, or with an unknown one, it says what there is", "[command_line]") {
  Refused({});
  Refused({"dance"});
  Refused({"admin"});
}

TEST_CASE("help is no error and teaches the variables", "[command_line]") {
  const ParsedCommandLine help = ParseCommandLine({"serve", "--help"});
  CHECK(help.exit_code == 0);
  CHECK_FALSE(help.configuration.has_value());
  CHECK_THAT(help.text, Contains("PIPEWRIGHT_POOL_SIZE") && Contains("--tls-certificate") && Contains("Examples:"));
}

TEST_CASE("an administrator's commands say whom and what", "[command_line]") {
  const Configuration tenant =
      Chosen({"admin", "create-tenant", "--name", "Acme", "--slug", "acme", "--currency", "CHF", "--email",
              "a@example.com", "--given-name", "Anna", "--password-file", "/run/secret", "--data-dir", "/srv/crm"});
  CHECK(tenant.verb == Verb::kCreateTenant);
  CHECK(tenant.tenant_name == "Acme");
  CHECK(tenant.tenant_slug == "acme");
  CHECK(tenant.tenant_currency == "CHF");
  CHECK(tenant.email == "a@example.com");
  CHECK(tenant.given_name == "Anna");
  CHECK(tenant.password_file == "/run/secret");
  CHECK(tenant.database.data_dir == "/srv/crm");
  CHECK(Chosen({"admin", "rotate-keys"}).verb == Verb::kRotateKeys);
  CHECK_THAT(Refused({"admin", "create-operator"}), Contains("--email"));
  const Variable email("PIPEWRIGHT_EMAIL", "b@example.com");
  CHECK(Chosen({"admin", "create-operator"}).email == "b@example.com");
}

TEST_CASE("choices that don't fit together are refused with the way out", "[configuration]") {
  CHECK_THAT(Refused({"serve", "--admin-database-url", "postgresql://x"}), Contains("--database-url"));
  CHECK_THAT(Refused({"migrate", "--database-url", "postgresql://x", "--data-dir", "/srv"}), Contains("--data-dir"));
  CHECK_THAT(Refused({"serve", "--tls-certificate", "a.pem"}), Contains("--tls-key"));
  CHECK_THAT(Refused({"serve", "--tls-key", "a.key"}), Contains("--tls-certificate"));
  CHECK_THAT(Refused({"serve", "--tls-client-ca", "ca.pem"}), Contains("--tls-certificate"));
  CHECK_THAT(Refused({"serve", "--trusted-proxies", "10.0.0.0/8,proxy"}),
             Contains("--trusted-proxies") && Contains("\"proxy\""));
}

TEST_CASE("an address that others reach needs TLS or a word that it is meant", "[configuration]") {
  for (const char* open : {"0.0.0.0:7443", "[::]:7443", "192.0.2.1:7443", "crm.example.com:7443"}) {
    CAPTURE(open);
    CHECK_THAT(Refused({"serve", "--listen", open}), Contains("--insecure") && Contains(open));
    Chosen({"serve", "--listen", open, "--insecure"});
    Chosen({"serve", "--listen", open, "--tls-certificate", "a.pem", "--tls-key", "a.key"});
  }
  for (const char* own : {"127.0.0.1:7443", "[::1]:7443", "localhost:7443"}) {
    CAPTURE(own);
    Chosen({"serve", "--listen", own});
  }
}

TEST_CASE("migrations and administration don't care how the server would listen", "[configuration]") {
  const Variable listen("PIPEWRIGHT_LISTEN", "0.0.0.0:7443");
  Chosen({"migrate"});
  Chosen({"admin", "rotate-keys"});
}

TEST_CASE("letters are files of a folder, or are sent, not both", "[command_line]") {
  const auto defaults = Chosen({"serve"}).serve.mail;
  CHECK(defaults.smtp_server.empty());
  CHECK(defaults.smtp_security == "starttls");
  CHECK(Chosen({"serve", "--mail-dir", "/srv/mail"}).serve.mail.folder == "/srv/mail");
  const auto sent = Chosen({"serve", "--mail-smtp-server", "smtp.example.com:465", "--mail-smtp-security", "tls",
                            "--mail-smtp-user", "crm", "--mail-smtp-password", "secret", "--mail-from",
                            "crm@example.com", "--account-page", "https://crm.example.com/account"})
                        .serve.mail;
  CHECK(sent.smtp_server == "smtp.example.com:465");
  CHECK(sent.smtp_security == "tls");
  CHECK(sent.smtp_user == "crm");
  CHECK(sent.smtp_password == "secret");
  CHECK(sent.from == "crm@example.com");
  CHECK(sent.account_page == "https://crm.example.com/account");
  CHECK_THAT(Refused({"serve", "--mail-smtp-security", "some"}), Contains("--mail-smtp-security"));
  CHECK_THAT(Refused({"serve", "--mail-smtp-server", "smtp.example.com:587", "--mail-dir", "/srv/mail"}),
             Contains("give one of them"));
}

TEST_CASE("contents are kept in a folder, or in an S3-compatible store that is told whole", "[command_line]") {
  CHECK(Chosen({"serve"}).serve.content.s3_endpoint.empty());
  CHECK(Chosen({"serve", "--content-dir", "/srv/content"}).serve.content.folder == "/srv/content");
  CHECK(Chosen({"serve", "--max-attachment-bytes", "1000"}).serve.content.max_attachment_bytes == 1000);
  CHECK_THAT(Refused({"serve", "--max-attachment-bytes", "0"}), Contains("--max-attachment-bytes"));
  const Variable secret("PIPEWRIGHT_CONTENT_S3_SECRET_ACCESS_KEY", "secret");
  const std::vector<std::string> whole = {"serve",
                                          "--content-s3-endpoint",
                                          "https://s3.example",
                                          "--content-s3-bucket",
                                          "crm",
                                          "--content-s3-access-key-id",
                                          "id"};
  const Configuration chosen = Chosen(whole);
  CHECK(chosen.serve.content.s3_bucket == "crm");
  CHECK(chosen.serve.content.s3_secret_access_key == "secret");
  CHECK(chosen.serve.content.s3_region == "us-east-1");
  CHECK_THAT(Refused({"serve", "--content-s3-endpoint", "https://s3.example"}), Contains("--content-s3-bucket"));
  std::vector<std::string> both = whole;
  both.insert(both.end(), {"--content-dir", "/srv/content"});
  CHECK_THAT(Refused(both), Contains("give one of them"));
}

}  // namespace
}  // namespace pipewright::server
