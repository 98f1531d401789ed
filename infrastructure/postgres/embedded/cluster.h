// The PostgreSQL that comes with the server: made on first start, private to it, ended with it.
//
// It listens on a Unix socket only, in a folder that nobody else may enter, and asks for passwords, which stand in a
// file that the server's user alone may read. The role that owns the database is no superuser, and nobody signs in as
// one. Whoever may read the data can read everything in it, without a connection.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace pipewright::postgres {

struct EmbeddedClusterOptions {
  // Made when it isn't there. Holds "postgres" (the data), "run" (the socket), "log" and "passwords".
  std::string data_dir;
  // False: no fsync, for tests. Nothing survives a crash of the machine then.
  bool durable = true;
  int max_connections = 100;
};

// Where data goes when nobody says: /var/lib/pipewright for root, else $XDG_DATA_HOME/pipewright or
// ~/.local/share/pipewright.
std::string DefaultDataDir();

class EmbeddedCluster {
 public:
  // Starts PostgreSQL on the data folder and returns once it takes connections. The first start makes the folder and an
  // empty database (UTF-8, sorted by code point), which takes a few seconds. A server that an earlier process left
  // behind when it was killed is ended first; what it had committed is there. A folder of an earlier version, whose
  // owner was the superuser, is taken over: all that is in it goes to an owner that isn't.
  //
  // As root, PostgreSQL runs as the user "postgres" (else "nobody"), who gets the data.
  //
  // kFailedPrecondition: another process uses the folder, or the user may not enter it; kNotFound: PostgreSQL is not
  // installed; kUnavailable: it doesn't start. Each message is one line with the way out.
  static absl::StatusOr<std::unique_ptr<EmbeddedCluster>> Start(const EmbeddedClusterOptions& options);

  // The PostgreSQL that another pipewrightd runs on this folder now, to use beside it; ends nothing at its end.
  // kUnavailable when none runs there.
  static absl::StatusOr<std::unique_ptr<EmbeddedCluster>> Attach(const std::string& data_dir);

  // Ends PostgreSQL by a fast shutdown. Connections must be given up before: they are cut.
  virtual ~EmbeddedCluster() = default;

  // A connection string for the role that owns the database. As the others, it names the file of the passwords and
  // holds none.
  virtual std::string owner_url() const = 0;
  // A connection string for the role the server works as (the migrator creates it).
  virtual std::string app_url() const = 0;
  // A connection string for the owner to another database of the cluster.
  virtual std::string owner_url(const std::string& database) const = 0;
  // The PostgreSQL process; 0 while it is being started again.
  virtual int pid() const = 0;
  // How often PostgreSQL has died and was started again: as often as it takes, at once when it ran well before, else
  // after a pause of up to a second.
  virtual int64_t restarts() const = 0;
};

}  // namespace pipewright::postgres
