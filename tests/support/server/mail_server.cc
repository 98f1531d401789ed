#include "tests/support/server/mail_server.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/infrastructure/admin_connection.h"

namespace pipewright::testing {

MailWorld::MailWorld(const std::function<void(server::BackendOptions&)>& adjust) {
  MigrateDatabase(database_.owner_url());
  server_ = std::make_unique<TestServer>(database_.app_url(), [&](server::BackendOptions& options) {
    options.mail.folder = folder_.path() + "/letters";
    if (adjust) adjust(options);
  });
}

void MailWorld::SendLetters() {
  for (;;) {
    const auto more = server_->backend().letters().RunNext();
    if (!more.ok()) throw std::runtime_error(std::string(more.status().message()));
    if (!*more) return;
  }
}

std::string MailWorld::LetterTo(const std::string& address, const std::string& words) {
  SendLetters();
  std::string newest;
  std::string text;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path() + "/letters")) {
    std::ostringstream whole;
    whole << std::ifstream(entry.path()).rdbuf();
    if (!absl::StrContains(whole.str(), absl::StrCat("\r\nTo: ", address, "\r\n")) ||
        !absl::StrContains(whole.str(), words) || entry.path() < newest) {
      continue;
    }
    newest = entry.path();
    text = whole.str();
  }
  if (!newest.empty()) std::filesystem::remove(newest);
  return text;
}

std::string MailWorld::TokenFor(const std::string& address, const std::string& words, const std::string& begins) {
  const std::string letter = LetterTo(address, words);
  const size_t begin = letter.find(begins);
  return begin == std::string::npos ? "" : letter.substr(begin, letter.find("\r\n", begin) - begin);
}

std::string MailWorld::RowsWith(const std::string& word) {
  AdminConnection owner(database_.owner_url());
  std::string rows;
  for (const auto& table : owner.Rows("select relname from pg_class where relkind in ('r', 'p') and relnamespace = "
                                      "'public'::regnamespace")) {
    for (const auto& row :
         owner.Rows(absl::StrCat("select t::text from ", table[0], " t where position($1 in t::text) > 0"), {word})) {
      absl::StrAppend(&rows, table[0], ": ", row[0], "\n");
    }
  }
  return rows;
}

}  // namespace pipewright::testing
