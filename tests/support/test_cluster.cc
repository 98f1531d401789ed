// pipewright_test_cluster start|stop <folder>: the one PostgreSQL of a ctest run, migrated, for all test processes.
//
// `start` ends an earlier one of the same folder, puts a process in the background that runs the cluster (on a data
// folder in /tmp), writes its owner URL to <folder>/url, and returns. `stop` ends it and waits until it is gone.

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "infrastructure/postgres/embedded/cluster.h"
#include "infrastructure/postgres/schema/migrator.h"
#include "tests/support/infrastructure/throwaway_folder.h"

namespace {

// A run that was broken off doesn't leave its cluster for ever.
constexpr timespec kLongestRun{.tv_sec = 2 * 60 * 60, .tv_nsec = 0};

// The background process holds this lock as long as it lives.
int OpenLock(const std::string& folder) { return open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600); }

int Stop(const std::string& folder) {
  const int lock = OpenLock(folder);
  if (lock < 0) {
    std::perror("pipewright_test_cluster: lock");
    return 1;
  }
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    std::ifstream file(folder + "/pid");
    pid_t pid = 0;
    if (file >> pid && pid > 1) {
      kill(pid, SIGTERM);
    }
    flock(lock, LOCK_EX);
  }
  close(lock);
  return 0;
}

void Report(int fd, const std::string& text) {
  [[maybe_unused]] const ssize_t written = write(fd, text.data(), text.size());
  close(fd);
}

// Runs the cluster until SIGTERM. Tells `ready` the owner's URL, or "!" and what is wrong.
int Serve(const std::string& folder, int ready) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  const int lock = OpenLock(folder);
  flock(lock, LOCK_EX);
  std::ofstream(folder + "/pid") << getpid() << "\n";

  const pipewright::testing::ThrowawayFolder data;
  const auto cluster =
      pipewright::postgres::EmbeddedCluster::Start({.data_dir = data.path(), .durable = false, .max_connections = 300});
  if (!cluster.ok()) {
    Report(ready, "!" + std::string(cluster.status().message()));
    return 1;
  }
  const std::string url = (*cluster)->owner_url();
  if (const auto report = pipewright::postgres::Migrate(url); !report.ok()) {
    Report(ready, "!" + std::string(report.status().message()));
    return 1;
  }
  std::ofstream(folder + "/url") << url << "\n";
  Report(ready, url);
  sigtimedwait(&signals, nullptr, &kLongestRun);
  std::filesystem::remove(folder + "/url");
  return 0;
}

int Start(const std::string& folder) {
  std::filesystem::create_directories(folder);
  if (const int stopped = Stop(folder); stopped != 0) {
    return stopped;
  }
  std::array<int, 2> ready{};
  if (pipe2(ready.data(), O_CLOEXEC) != 0) {
    std::perror("pipewright_test_cluster: pipe");
    return 1;
  }
  if (fork() == 0) {
    // ctest waits for whoever holds its pipes, so they are let go of.
    setsid();
    const int null = open("/dev/null", O_RDWR);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    close(ready[0]);
    return Serve(folder, ready[1]);
  }
  close(ready[1]);
  std::string answer;
  std::array<char, 512> buffer{};
  for (ssize_t got = 0; (got = read(ready[0], buffer.data(), buffer.size())) > 0;) {
    answer.append(buffer.data(), static_cast<size_t>(got));
  }
  if (answer.empty() || answer[0] == '!') {
    std::cerr << "pipewright_test_cluster: " << (answer.empty() ? "it died" : answer.substr(1)) << "\n";
    return 1;
  }
  std::cout << answer << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string verb = argc == 3 ? argv[1] : "";
  if (verb == "start") {
    return Start(argv[2]);
  }
  if (verb == "stop") {
    return Stop(argv[2]);
  }
  std::cerr << "usage: pipewright_test_cluster start|stop <folder>\n";
  return 2;
}
