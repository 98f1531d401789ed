// A server with a database and letters of its own: those of others don't come in between.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "tests/support/infrastructure/test_database.h"
#include "tests/support/infrastructure/throwaway_folder.h"
#include "tests/support/server/test_server.h"

namespace pipewright::testing {

class MailWorld {
 public:
  explicit MailWorld(const std::function<void(server::BackendOptions&)>& adjust = nullptr);

  TestServer& server() { return *server_; }

  // Sends what was ordered.
  void SendLetters();
  // The last letter to an address with those words; empty when there is none. Each is given once.
  std::string LetterTo(const std::string& address, const std::string& words = "");
  // The token in it, which begins so.
  std::string TokenFor(const std::string& address, const std::string& words = "", const std::string& begins = "pwa_");
  // What the database has of a word, row by row: for secrets that it must not have.
  std::string RowsWith(const std::string& word);

 private:
  EmptyDatabase database_;
  ThrowawayFolder folder_;
  std::unique_ptr<TestServer> server_;
};

}  // namespace pipewright::testing
