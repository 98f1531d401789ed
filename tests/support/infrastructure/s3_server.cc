#include "tests/support/infrastructure/s3_server.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace pipewright::testing {

S3Server::S3Server(const std::string& secret) {
  endpoint_.credentials = {"AKIDEXAMPLE", secret, "eu-north-7"};
  int to_child[2];
  int from_child[2];
  if (pipe2(to_child, O_CLOEXEC) != 0 || pipe2(from_child, O_CLOEXEC) != 0) return;
  input_ = to_child[1];
  std::vector<std::string> words = {"node",
                                    std::string(PIPEWRIGHT_SOURCE_DIR) + "/tests/e2e/node/s3_server.js",
                                    folder_.path(),
                                    bucket_,
                                    endpoint_.credentials.region,
                                    endpoint_.credentials.access_key_id,
                                    secret};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, to_child[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, from_child[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  if (posix_spawnp(&child_, "node", &files, nullptr, argv.data(), environ) != 0) child_ = -1;
  posix_spawn_file_actions_destroy(&files);
  close(to_child[0]);
  close(from_child[1]);
  // Its port; the end of what it says when it can't begin.
  FILE* const output = fdopen(from_child[0], "r");
  char line[32] = "";
  if (child_ > 0 && fgets(line, sizeof line, output) != nullptr) (void)absl::SimpleAtoi(line, &port_);
  fclose(output);
  endpoint_.url = absl::StrCat("http://127.0.0.1:", port_);
}

S3Server::~S3Server() {
  close(input_);
  if (child_ > 0) waitpid(child_, nullptr, 0);
}

}  // namespace pipewright::testing
