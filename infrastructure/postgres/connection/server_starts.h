// When the servers behind addresses were started, to notice that one is another than it was.
#pragma once

#include <map>
#include <mutex>
#include <string>

namespace pipewright::postgres {

// Thread safe.
class ServerStarts {
 public:
  // Whether the server at `address` was last found to have started at another moment: it came back, or another one took
  // its place, and what is numbered in it may be numbered anew.
  bool IsAnother(const std::string& address, const std::string& start) {
    const std::lock_guard lock(mutex_);
    std::string& known = starts_[address];
    const bool another = !known.empty() && known != start;
    known = start;
    return another;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> starts_;
};

}  // namespace pipewright::postgres
