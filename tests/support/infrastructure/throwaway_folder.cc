#include "tests/support/infrastructure/throwaway_folder.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <stdexcept>

namespace pipewright::testing {

ThrowawayFolder::ThrowawayFolder() : path_("/tmp/pipewright-test-XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr || chmod(path_.c_str(), 0711) != 0) {
    throw std::runtime_error("can't make a folder in /tmp");
  }
}

ThrowawayFolder::~ThrowawayFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace pipewright::testing
