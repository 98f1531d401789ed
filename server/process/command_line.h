// The command line of pipewrightd.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/process/configuration.h"

namespace pipewright::server {

struct ParsedCommandLine {
  // What to do; none when `text` is the whole answer (--help) or what is wrong.
  std::optional<Configuration> configuration;
  std::string text;
  int exit_code = 0;
};

// An option is taken from its flag, else from its environment variable (--pool-size: PIPEWRIGHT_POOL_SIZE), else from
// the TOML file that --config or PIPEWRIGHT_CONFIG names (pool-size = 16), else it has its default.
// `arguments` without the program's name.
ParsedCommandLine ParseCommandLine(std::vector<std::string> arguments);

}  // namespace pipewright::server
