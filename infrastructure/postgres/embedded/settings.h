// How the embedded PostgreSQL is set up.
#pragma once

#include <string>

namespace pipewright::postgres {

struct ClusterSettings {
  bool durable = true;
  int max_connections = 100;
  std::string log_dir;
};

// The file that is written anew at each start. Everything here may be overridden in postgresql.conf, which includes it.
std::string SettingsFile(const ClusterSettings& settings);

// postgresql.conf as it is written once, when the cluster is made; after that it belongs to the operator.
std::string OperatorFile();

// The name of the settings file, beside postgresql.conf.
inline constexpr char kSettingsFileName[] = "pipewright.conf";

}  // namespace pipewright::postgres
