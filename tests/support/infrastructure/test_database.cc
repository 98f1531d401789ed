#include "tests/support/infrastructure/test_database.h"

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/connection/libpq.h"
#include "infrastructure/postgres/embedded/cluster.h"
#include "infrastructure/postgres/schema/migrator.h"
#include "tests/support/infrastructure/throwaway_folder.h"

namespace pipewright::testing {
namespace {

// The same connection string with one parameter changed.
std::string WithParameter(const std::string& url, const std::string& name, const std::string& value) {
  using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;
  const Options options(PQconninfoParse(url.c_str(), nullptr), &PQconninfoFree);
  if (options == nullptr) {
    throw std::runtime_error("the test database's URL can't be read: " + url);
  }
  std::string changed = postgres::ConnectionParameter(name, value);
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr && option->keyword != name) {
      absl::StrAppend(&changed, " ", postgres::ConnectionParameter(option->keyword, option->val));
    }
  }
  return changed;
}

struct ThrowawayCluster {
  ThrowawayFolder folder;
  std::unique_ptr<postgres::EmbeddedCluster> cluster;
};

std::string StartThrowawayCluster() {
  static ThrowawayCluster throwaway;
  auto started = postgres::EmbeddedCluster::Start({.data_dir = throwaway.folder.path(), .durable = false});
  if (!started.ok()) {
    throw std::runtime_error(std::string(started.status().message()));
  }
  throwaway.cluster = *std::move(started);
  return throwaway.cluster->owner_url();
}

void MigrateOrThrow(const std::string& owner_url) {
  if (const auto report = postgres::Migrate(owner_url); !report.ok()) {
    throw std::runtime_error(std::string(report.status().message()));
  }
}

void ExecuteOrThrow(const std::string& sql) {
  const auto connection = postgres::Connect(TestDatabase::Get().owner_url());
  const absl::Status done = connection.ok() ? postgres::ExecuteScript(connection->get(), sql) : connection.status();
  if (!done.ok()) {
    throw std::runtime_error(std::string(done.message()));
  }
}

}  // namespace

TestDatabase::TestDatabase() {
  if (const char* url = std::getenv("PIPEWRIGHT_TEST_DATABASE_URL"); url != nullptr && *url != '\0') {
    owner_url_ = url;
    MigrateOrThrow(owner_url_);
  } else if (const char* folder = std::getenv("PIPEWRIGHT_TEST_CLUSTER"); folder != nullptr && *folder != '\0') {
    std::ifstream file(absl::StrCat(folder, "/url"));
    if (!std::getline(file, owner_url_)) {
      throw std::runtime_error(absl::StrCat("no test cluster runs in ", folder));
    }
  } else {
    owner_url_ = StartThrowawayCluster();
    MigrateOrThrow(owner_url_);
  }
  app_url_ = WithParameter(owner_url_, "user", postgres::kAppRole);
}

const TestDatabase& TestDatabase::Get() {
  static const TestDatabase database;
  return database;
}

EmptyDatabase::EmptyDatabase() {
  static std::atomic<int> count = 0;
  name_ = absl::StrCat("empty_", getpid(), "_", count.fetch_add(1));
  ExecuteOrThrow(absl::StrCat("create database ", name_));
  owner_url_ = WithParameter(TestDatabase::Get().owner_url(), "dbname", name_);
  app_url_ = WithParameter(TestDatabase::Get().app_url(), "dbname", name_);
}

EmptyDatabase::~EmptyDatabase() {
  try {
    ExecuteOrThrow(absl::StrCat("drop database ", name_, " with (force)"));
  } catch (const std::exception&) {
    // The cluster itself is thrown away.
  }
}

}  // namespace pipewright::testing
