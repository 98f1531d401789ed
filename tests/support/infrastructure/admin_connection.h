// A connection to a test's database as the owner of the tables: to look at what the API doesn't show, and to do harm.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace pipewright::testing {

class AdminConnection {
 public:
  // Throws std::runtime_error.
  explicit AdminConnection(const std::string& url);
  ~AdminConnection();

  // The rows of the result, NULL as an empty text. Throws std::runtime_error with PostgreSQL's message.
  std::vector<std::vector<std::string>> Rows(const std::string& sql, const std::vector<std::string>& params = {});
  // The first cell; empty when there is none.
  std::string Ask(const std::string& sql, const std::vector<std::string>& params = {});

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

// Waits until all transactions of the cluster have ended that run now: they hold events back, and other tests share the
// cluster. Throws std::runtime_error after a minute.
void AwaitOlderTransactions(AdminConnection& database);

// Brings the database of `owner_url` to the present schema. Throws std::runtime_error.
void MigrateDatabase(const std::string& owner_url);
// Gives the server's role what the migrations took: temporary objects. For tests of what must hold without that. On a
// database of the test's own.
void AllowTemporaryObjects(const std::string& owner_url);
// Undoes what a migration did, by a script, and runs it again, in one transaction: on the data that is there now.
// `name`: how its file's name ends. Throws std::runtime_error.
void MigrateAgain(const std::string& owner_url, absl::string_view name, absl::string_view undo);

}  // namespace pipewright::testing
