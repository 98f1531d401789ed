#include "server/process/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "server/process/mail_options.h"

namespace pipewright::server {
namespace {

constexpr char kIntroduction[] =
    "Pipewright: a multi-tenant CRM that answers gRPC.\n\n"
    "  pipewrightd serve                     serve on 127.0.0.1:7443, with a PostgreSQL of its own\n"
    "  pipewrightd serve --help              what can be chosen\n\n"
    "Every option may also stand in the environment (--pool-size: PIPEWRIGHT_POOL_SIZE) or in the TOML file\n"
    "that --config names (pool-size = 16). The flag wins over the environment, and that over the file.\n"
    "Keep secrets off the command line, where every user of the machine can read them.\n";

constexpr char kServeFooter[] =
    "Examples:\n"
    "  pipewrightd serve\n"
    "  pipewrightd serve --listen 0.0.0.0:7443 --tls-certificate server.pem --tls-key server.key\n"
    "  PIPEWRIGHT_DATABASE_URL=postgresql://pipewright_app:secret@db/crm \\\n"
    "  PIPEWRIGHT_ADMIN_DATABASE_URL=postgresql://crm_owner:secret@db/crm pipewrightd serve\n\n"
    "SIGTERM or Ctrl-C: health says NOT_SERVING, running calls may finish, then it ends.\n";

using FileValues = std::map<std::string, std::string>;

class CommandLine {
 public:
  CommandLine() {
    app_.require_subcommand(1);
    app_.name("pipewrightd");
    AddServe();
    Simple(*app_.add_subcommand("migrate", "Bring the database's schema to this version, and end"), Verb::kMigrate);
    CLI::App* admin = app_.add_subcommand("admin", "Look after an installation: its operators, tenants and keys");
    admin->require_subcommand(1);
    AddAdmin(*admin);
    CLI::App* version = app_.add_subcommand("version", "Print the version, and end");
    version->add_flag("--verbose", configuration_.verbose, "Also the libraries that it is made of, with versions");
    version->callback([this] { configuration_.verb = Verb::kVersion; });
    app_.add_flag_callback(
        "--version", [] { throw CLI::CallForVersion(); }, "Print the version, and end");
  }

  ParsedCommandLine Parse(std::vector<std::string> arguments) {
    ParsedCommandLine parsed;
    try {
      ReadFile(arguments);
      std::reverse(arguments.begin(), arguments.end());
      app_.parse(arguments);
      configuration_.log.format = log_format_ == "text" ? LogFormat::kText : LogFormat::kJson;
      for (const auto& [policy, name] : NamesOf(organization::SignUpPolicy())) {
        if (name == sign_up_) configuration_.serve.sign_up = policy;
      }
      configuration_.serve.grace_period = absl::Seconds(grace_seconds_);
      configuration_.serve.max_call = absl::Seconds(max_call_seconds_);
      configuration_.serve.event_retention = absl::Hours(24 * event_retention_days_);
      if (const absl::Status checked = CheckConfiguration(configuration_); !checked.ok()) {
        parsed.text = absl::StrCat("pipewrightd: ", checked.message(), "\n");
        parsed.exit_code = 2;
        return parsed;
      }
      parsed.configuration = configuration_;
    } catch (const CLI::CallForVersion&) {
      parsed.configuration.emplace().verb = Verb::kVersion;
    } catch (const CLI::ParseError& error) {
      std::ostringstream out;
      std::ostringstream wrong;
      parsed.exit_code = app_.exit(error, out, wrong) == 0 ? 0 : 2;
      parsed.text = parsed.exit_code == 0 ? out.str() : absl::StrCat("pipewrightd: ", wrong.str());
    }
    return parsed;
  }

 private:
  // The command's options that were not given as flags come from the environment, then from the file. Called before
  // the flags are read; of several values the last counts.
  void Prepare(CLI::App& command, Verb verb) {
    command.preparse_callback([this, &command](size_t) {
      for (CLI::Option* option : command.get_options()) {
        const std::string name = option->get_single_name();
        if (name == "help") continue;
        option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        if (const auto found = file_.find(name); found != file_.end()) option->add_result(found->second);
        if (const char* value = std::getenv(VariableOf(name).c_str()); value != nullptr) option->add_result(value);
      }
    });
    for (CLI::Option* option : command.get_options()) {
      if (option->get_single_name() == "help") continue;
      known_.insert(option->get_single_name());
      option->description(absl::StrCat(option->get_description(), " [", VariableOf(option->get_single_name()), "]"));
    }
    command.callback([this, verb] { configuration_.verb = verb; });
  }

  void Simple(CLI::App& command, Verb verb) {
    AddDatabase(command);
    Prepare(command, verb);
  }

  static std::string VariableOf(const std::string& option) {
    return absl::StrCat("PIPEWRIGHT_", absl::AsciiStrToUpper(absl::StrReplaceAll(option, {{"-", "_"}})));
  }

  void AddDatabase(CLI::App& command) {
    DatabaseConfiguration& database = configuration_.database;
    command.add_option("--config", config_file_, "A TOML file with options")->group("Configuration");
    command
        .add_option("--data-dir", database.data_dir,
                    "Folder of the embedded PostgreSQL; default: /var/lib/pipewright for root, else "
                    "~/.local/share/pipewright")
        ->group("Database");
    command
        .add_option("--database-url", database.url,
                    "Use this PostgreSQL (15 or newer) instead: the URL of the role pipewright_app")
        ->group("Database");
    command
        .add_option("--admin-database-url", database.admin_url,
                    "The URL of the role that owns the tables, to migrate with; default: the database URL")
        ->group("Database");
    command
        .add_option("--secret-key-file", database.secret_key_file,
                    "A file with the key that encrypts the token signing keys in the database (openssl rand -hex 32); "
                    "the embedded PostgreSQL makes its own")
        ->group("Database");
    command
        .add_flag("--tenant-by-transaction", database.tenant_by_transaction,
                  "Tell the database whose rows count by SET LOCAL in every transaction, also of a read: for one that "
                  "distributes its tables (Citus)")
        ->group("Database");
    command.add_option("--log-level", configuration_.log.level, "debug, info, warning, error or off")
        ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error", "off"}))
        ->capture_default_str()
        ->group("Log");
    command.add_option("--log-format", log_format_, "json or text, to standard error")
        ->check(CLI::IsMember({"json", "text"}))
        ->capture_default_str()
        ->group("Log");
  }

  void AddServe() {
    CLI::App& command = *app_.add_subcommand("serve", "Serve until SIGTERM");
    ServeConfiguration& serve = configuration_.serve;
    command.add_option("--listen", serve.grpc.listen, "Address for gRPC; [::1]:7443 for IPv6")
        ->capture_default_str()
        ->group("Network");
    command
        .add_option("--max-connections", serve.grpc.connections.connections,
                    "Connections at once; 0: as many as the limit of open files allows")
        ->check(CLI::Range(0, 50'000))
        ->capture_default_str()
        ->group("Network");
    command
        .add_option("--max-connections-per-address", serve.grpc.connections.connections_per_address,
                    "The same of one address, or of one IPv6 /64 network; 0: half of them. Behind a proxy all clients "
                    "have the proxy's: give as many as --max-connections, or it is kept out for what one of them does")
        ->check(CLI::Range(0, 50'000))
        ->capture_default_str()
        ->group("Network");
    command.add_option("--metrics-listen", serve.metrics_listen, "Address for Prometheus (/metrics); empty: none")
        ->capture_default_str()
        ->group("Network");
    command.add_option("--tls-certificate", serve.grpc.tls.certificate, "PEM file: certificate with its chain")
        ->group("Network");
    command.add_option("--tls-key", serve.grpc.tls.key, "PEM file: the certificate's private key")->group("Network");
    command
        .add_option("--tls-client-ca", serve.grpc.tls.client_ca,
                    "PEM file: refuse clients without a certificate of this authority")
        ->group("Network");
    command.add_flag("--insecure", serve.insecure, "Serve without TLS on an address that others reach")
        ->group("Network");
    command
        .add_flag("--reflection,!--no-reflection", serve.grpc.reflection,
                  "Describe the API to whoever asks (on unless --no-reflection)")
        ->group("Network");
    command
        .add_option("--trusted-proxies", serve.trusted_proxies,
                    "Networks of the proxies in front (10.0.0.0/8,192.0.2.7): who calls is whom they name in "
                    "X-Forwarded-For")
        ->group("Network");
    command.add_option("--pool-size", serve.pool_size, "Database connections, and calls that run at once")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str()
        ->group("Load");
    command.add_option("--queue-size", serve.queue_size, "Calls that may wait; more are refused as UNAVAILABLE")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str()
        ->group("Load");
    command
        .add_option("--tenant-percent", serve.tenant_percent,
                    "Share of the calls that run at once that one tenant may have, in percent; half of it for calls "
                    "that take long while others are there")
        ->check(CLI::Range(1, 100))
        ->capture_default_str()
        ->group("Load");
    command
        .add_option(
            "--public-calls-per-minute", serve.public_calls_per_minute,
            "Sign-ins, sign-ups and refreshes of one address, or of one IPv6 /64 network; 0: any number. Behind a "
            "proxy all clients have the proxy's, without --trusted-proxies")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str()
        ->group("Load");
    command.add_option("--max-call-seconds", max_call_seconds_, "Seconds that a call may take, whatever its deadline")
        ->check(CLI::Range(1, 86400))
        ->capture_default_str()
        ->group("Load");
    command
        .add_option("--job-workers", serve.job_workers,
                    "Jobs (imports) worked at at once, a third of them of one tenant; 0: leave them to others")
        ->check(CLI::Range(0, 64))
        ->capture_default_str()
        ->group("Load");
    command.add_option("--grace-period", grace_seconds_, "Seconds that running calls get at the end")
        ->check(CLI::Range(0, 3600))
        ->capture_default_str()
        ->group("Load");
    command.add_option("--max-file-streams", serve.max_file_streams, "Uploads and exports that may be under way")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str()
        ->group("Load");
    command
        .add_option("--max-file-streams-per-tenant", serve.max_file_streams_per_tenant,
                    "Uploads and exports of one tenant")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str()
        ->group("Load");
    command.add_option("--max-watchers", serve.max_watchers, "Event streams there may be")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str()
        ->group("Events");
    command.add_option("--max-watchers-per-tenant", serve.max_watchers_per_tenant, "Event streams of one tenant")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str()
        ->group("Events");
    command.add_option("--event-retention-days", event_retention_days_, "Days that events are kept at least")
        ->check(CLI::Range(1, 3650))
        ->capture_default_str()
        ->group("Events");
    AddContent(command, serve.content);
    AddMailOptions(command, serve.mail);
    AddSignUp(command, serve);
    command.footer(kServeFooter);
    Simple(command, Verb::kServe);
  }

  static void AddContent(CLI::App& command, ContentConfiguration& content) {
    const auto add = [&](const char* name, auto& value, const char* description) {
      return command.add_option(name, value, description)->group("Content");
    };
    add("--content-dir", content.folder,
        "Folder of the contents of attachments; default: content in the folder of the embedded PostgreSQL");
    add("--content-s3-endpoint", content.s3_endpoint, "Keep them in an S3-compatible store instead: its URL");
    add("--content-s3-bucket", content.s3_bucket, "The bucket, which is there");
    add("--content-s3-region", content.s3_region, "The bucket's region")->capture_default_str();
    add("--content-s3-access-key-id", content.s3_access_key_id, "The store's access key id");
    add("--content-s3-secret-access-key", content.s3_secret_access_key, "The store's secret access key");
    add("--content-scanner", content.scanner,
        "A command that gets each content on its standard input: exit code 0 lets it pass, 1 refuses it");
    // An S3 upload has at most 10,000 parts.
    add("--max-attachment-bytes", content.max_attachment_bytes, "Bytes that an attachment may have")
        ->check(CLI::Range(int64_t{1}, int64_t{48} << 30))
        ->capture_default_str();
    add("--max-attachment-streams", content.max_streams, "Uploads and downloads of attachments that may be under way")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str();
    add("--max-attachment-streams-per-tenant", content.max_streams_per_tenant,
        "Uploads and downloads of attachments of one tenant")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str();
  }

  void AddSignUp(CLI::App& command, ServeConfiguration& serve) {
    CaptchaConfiguration& captcha = serve.captcha;
    const auto add = [&](const char* name, std::string& value, const char* description) {
      return command.add_option(name, value, description)->group("Signing up");
    };
    add("--sign-up", sign_up_,
        "Who may: open (everybody), proven (who reads the mail of their address: then no answer tells strangers "
        "whether "
        "somebody has an account), closed (nobody: operators make the tenants)")
        ->check(CLI::IsMember({"open", "proven", "closed"}))
        ->capture_default_str();
    add("--captcha-verify-url", captcha.verify_url,
        "Ask this service whether who signs up solved its captcha (hCaptcha, reCAPTCHA, Turnstile); without one "
        "everybody may");
    add("--captcha-secret", captcha.secret, "Your secret at that service");
    add("--captcha-ca", captcha.ca, "PEM file: authorities to trust instead of the system's");
  }

  void AddAdmin(CLI::App& admin) {
    CLI::App& create_operator = *admin.add_subcommand("create-operator", "Make a platform operator");
    AddPerson(create_operator);
    Simple(create_operator, Verb::kCreateOperator);
    CLI::App& create_tenant = *admin.add_subcommand("create-tenant", "Make a tenant with its owner");
    create_tenant.add_option("--name", configuration_.tenant_name, "The tenant's name")->required();
    create_tenant.add_option("--slug", configuration_.tenant_slug, "Its short name: a-z, 0-9 and -")->required();
    create_tenant.add_option("--currency", configuration_.tenant_currency, "Its base currency, ISO 4217")
        ->capture_default_str();
    AddPerson(create_tenant);
    Simple(create_tenant, Verb::kCreateTenant);
    Simple(*admin.add_subcommand("rotate-keys", "Sign access tokens with a new key; the old one is still accepted"),
           Verb::kRotateKeys);
  }

  void AddPerson(CLI::App& command) {
    command.add_option("--email", configuration_.email, "The person's e-mail address")->required();
    command.add_option("--given-name", configuration_.given_name, "The person's given name");
    command.add_option("--family-name", configuration_.family_name, "The person's family name");
    command.add_option("--password-file", configuration_.password_file,
                       "A file whose first line is the password; else PIPEWRIGHT_PASSWORD, else it is asked for");
  }

  // The file's name is needed before anything is parsed.
  void ReadFile(const std::vector<std::string>& arguments) {
    std::string path;
    if (const char* named = std::getenv("PIPEWRIGHT_CONFIG"); named != nullptr) path = named;
    for (size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i] == "--config" && i + 1 < arguments.size()) path = arguments[i + 1];
      if (arguments[i].rfind("--config=", 0) == 0) path = arguments[i].substr(9);
    }
    if (path.empty()) return;
    for (const CLI::ConfigItem& item : CLI::ConfigTOML().from_file(path)) {
      if (item.name == "++" || item.name == "--") continue;
      if (!known_.contains(item.name) || item.name == "config") {
        throw CLI::ConfigError(absl::StrCat(path, ": there is no option ", item.fullname(), "."));
      }
      file_[item.name] = item.inputs.empty() ? "true" : item.inputs.front();
    }
  }

  CLI::App app_{kIntroduction};
  Configuration configuration_;
  std::string config_file_;
  std::string log_format_ = "json";
  std::string sign_up_ = "open";
  int grace_seconds_ = 20;
  int max_call_seconds_ = 120;
  int event_retention_days_ = 30;
  std::set<std::string> known_;
  FileValues file_;
};

}  // namespace

ParsedCommandLine ParseCommandLine(std::vector<std::string> arguments) {
  return CommandLine().Parse(std::move(arguments));
}

}  // namespace pipewright::server
