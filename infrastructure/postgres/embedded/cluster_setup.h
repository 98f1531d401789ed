// What a cluster gets from its superuser, before it serves: its roles and their passwords. Afterwards nobody signs in
// as the superuser.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "infrastructure/postgres/embedded/passwords.h"

namespace pipewright::postgres {

// initdb's: owns the cluster. It has no password, and the cluster lets nobody in as it but while it is set up.
inline constexpr char kSuperuser[] = "pipewright_superuser";
// Owns the database, and migrates it. It makes no role and no other's functions, reads no file and runs no program; it
// may make databases, and it reads past row level security, which it could take from its tables anyway: a dump must be
// whole.
inline constexpr char kOwnerRole[] = "pipewright_owner";

// A connection string for a role to a database of the cluster.
using ClusterUrl = std::function<std::string(const std::string& database, const std::string& role)>;

// Tells two set-ups apart: as long as it stays the same, the cluster needs none.
std::string SetupMark(const std::vector<RolePassword>& passwords);

// Sets the cluster up, which lets kSuperuser and kOwnerRole in without a password, or will in a moment: makes the roles
// of the schema that are missing, gives those of `passwords` their passwords, and the owner what it may. Where the
// owner is still the superuser, as in clusters of earlier versions, the superuser gets its own name, and everything
// that was not PostgreSQL's becomes the new owner's, in every database. Can be run again at any time.
absl::Status SetUpCluster(const ClusterUrl& url, const std::vector<RolePassword>& passwords);

// Returns once the cluster, which has been told to read its access file again, lets nobody in as the superuser.
absl::Status AwaitSuperuserShutOut(const ClusterUrl& url);

// Whether the roles can sign in by their passwords. They may change their own, and so shut the server out.
bool PasswordsWork(const ClusterUrl& url, const std::vector<RolePassword>& passwords);

}  // namespace pipewright::postgres
