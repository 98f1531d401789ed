// A folder of the test's own, gone with it.
#pragma once

#include <string>

namespace pipewright::testing {

class ThrowawayFolder {
 public:
  // Under /tmp: short enough for a socket, and another user may pass through to what lies in it.
  ThrowawayFolder();
  ~ThrowawayFolder();
  ThrowawayFolder(const ThrowawayFolder&) = delete;
  ThrowawayFolder& operator=(const ThrowawayFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace pipewright::testing
