// pipewrightd.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "infrastructure/postgres/schema/migrator.h"
#include "server/composition/admin.h"
#include "server/composition/database.h"
#include "server/composition/dependencies.h"
#include "server/composition/serve.h"
#include "server/process/command_line.h"
#include "server/process/freed_memory.h"
#include "server/process/library_logs.h"
#include "server/process/logging.h"

namespace {

using pipewright::server::Configuration;
using pipewright::server::Verb;

absl::Status Migrate(const Configuration& configuration) {
  const auto database = pipewright::server::Database::Open(configuration.database, 1);
  if (!database.ok()) return database.status();
  for (const std::string& name : database->migrated().applied) std::printf("applied %s\n", name.c_str());
  std::printf("The schema is at version %d.\n", database->migrated().version);
  return absl::OkStatus();
}

void PrintVersion(bool verbose) {
  std::printf("pipewrightd %s, schema version %zu\n", PIPEWRIGHT_VERSION,
              pipewright::postgres::KnownMigrations().size());
  if (!verbose) return;
  std::printf("Made with:\n");
  for (const auto& [name, version] : pipewright::server::Dependencies()) {
    std::printf("  %s %s\n", name.c_str(), version.c_str());
  }
  std::printf("Linked libraries:\n");
  for (const std::string& path : pipewright::server::LinkedLibraries()) std::printf("  %s\n", path.c_str());
}

absl::Status Run(const Configuration& configuration) {
  switch (configuration.verb) {
    case Verb::kVersion:
      PrintVersion(configuration.verbose);
      return absl::OkStatus();
    case Verb::kMigrate:
      return Migrate(configuration);
    case Verb::kCreateOperator:
    case Verb::kCreateTenant:
    case Verb::kRotateKeys:
      return pipewright::server::Administrate(configuration);
    default:
      return pipewright::server::Serve(configuration);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto command_line = pipewright::server::ParseCommandLine(std::vector<std::string>(argv + 1, argv + argc));
  if (!command_line.configuration.has_value()) {
    std::fputs(command_line.text.c_str(), command_line.exit_code == 0 ? stdout : stderr);
    return command_line.exit_code;
  }
  const Configuration& configuration = *command_line.configuration;
  pipewright::server::KeepLittleFreedMemory();
  pipewright::server::BlockStopSignals();
  pipewright::server::StartLogging(configuration.log.level, configuration.log.format);
  pipewright::server::RouteLibraryLogs();
  // A database that doesn't answer at all is away; libpq would wait for minutes.
  setenv("PGCONNECT_TIMEOUT", "5", /*overwrite=*/0);
  if (const absl::Status done = Run(configuration); !done.ok()) {
    std::fprintf(stderr, "pipewrightd: %s\n", std::string(done.message()).c_str());
    return 1;
  }
  return 0;
}
