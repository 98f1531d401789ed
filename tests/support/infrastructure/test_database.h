// The PostgreSQL of a test process: migrated, and shared by all its tests. A test keeps to a tenant of its own.
#pragma once

#include <string>

namespace pipewright::testing {

class TestDatabase {
 public:
  // The database, on the first call made ready: the one PIPEWRIGHT_TEST_DATABASE_URL names (an owner's URL; it gets
  // migrated), else the cluster that ctest started (PIPEWRIGHT_TEST_CLUSTER, see test_cluster.cc), else a throwaway
  // cluster of this process. Throws std::runtime_error with the reason when there is none.
  static const TestDatabase& Get();

  // Connection strings: of the role that owns the tables, and of the role the server works as.
  const std::string& owner_url() const { return owner_url_; }
  const std::string& app_url() const { return app_url_; }

 private:
  TestDatabase();
  std::string owner_url_;
  std::string app_url_;
};

// A fresh, empty database on the test's cluster; dropped with the object.
class EmptyDatabase {
 public:
  EmptyDatabase();
  ~EmptyDatabase();
  EmptyDatabase(const EmptyDatabase&) = delete;
  EmptyDatabase& operator=(const EmptyDatabase&) = delete;
  const std::string& owner_url() const { return owner_url_; }
  const std::string& app_url() const { return app_url_; }

 private:
  std::string name_;
  std::string owner_url_;
  std::string app_url_;
};

}  // namespace pipewright::testing
