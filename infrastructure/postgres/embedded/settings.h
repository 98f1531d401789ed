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

// Who is let in, in place of pg_hba.conf; written at each start. While the cluster is set up its superuser and its
// owner come in without a password, through the socket that only the database's user can enter; afterwards the
// superuser never, and everybody else by password.
enum class Access { kSetUp, kServing };
std::string AccessFile(Access access);

inline constexpr char kAccessFileName[] = "pipewright_hba.conf";

// The name of the settings file, beside postgresql.conf.
inline constexpr char kSettingsFileName[] = "pipewright.conf";

}  // namespace pipewright::postgres
