#include "tests/support/infrastructure/smtp_server.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace pipewright::testing {
namespace {

const char* NameOf(mail::SmtpSecurity security) {
  switch (security) {
    case mail::SmtpSecurity::kStartTls:
      return "starttls";
    case mail::SmtpSecurity::kTls:
      return "tls";
    default:
      return "none";
  }
}

}  // namespace

SmtpServer::SmtpServer(mail::SmtpSecurity security) {
  options_.security = security;
  options_.user = "pipewright";
  options_.password = "a secret of ours";
  int to_child[2];
  int from_child[2];
  if (pipe2(to_child, O_CLOEXEC) != 0 || pipe2(from_child, O_CLOEXEC) != 0) throw std::runtime_error("no pipes");
  input_ = to_child[1];
  // The system's own: python3-aiosmtpd belongs to it.
  std::vector<std::string> words = {
      "/usr/bin/python3", std::string(PIPEWRIGHT_SOURCE_DIR) + "/tests/support/infrastructure/smtp_server.py",
      folder_.path(),     NameOf(security),
      options_.user,      options_.password};
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, to_child[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, from_child[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  if (posix_spawn(&child_, argv[0], &files, nullptr, argv.data(), environ) != 0) child_ = -1;
  posix_spawn_file_actions_destroy(&files);
  close(to_child[0]);
  close(from_child[1]);
  FILE* const output = fdopen(from_child[0], "r");
  char line[32] = "";
  int port = 0;
  if (child_ > 0 && fgets(line, sizeof line, output) != nullptr) (void)absl::SimpleAtoi(line, &port);
  fclose(output);
  if (port == 0) throw std::runtime_error("no mail server: is python3-aiosmtpd there?");
  options_.address = absl::StrCat("127.0.0.1:", port);
  if (security == mail::SmtpSecurity::kNone) {
    options_.user.clear();
    options_.password.clear();
  } else {
    options_.ca_file = folder_.path() + "/certificate.pem";
  }
}

SmtpServer::~SmtpServer() {
  close(input_);
  if (child_ > 0) waitpid(child_, nullptr, 0);
}

std::vector<std::string> SmtpServer::Letters() const {
  std::vector<std::string> letters;
  for (int number = 1;; ++number) {
    const std::ifstream file(absl::StrCat(folder_.path(), "/", number, ".eml"), std::ios::binary);
    if (!file) return letters;
    std::ostringstream whole;
    whole << file.rdbuf();
    letters.push_back(whole.str());
  }
}

}  // namespace pipewright::testing
