#include "infrastructure/postgres/embedded/settings.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "infrastructure/postgres/embedded/cluster_setup.h"

namespace pipewright::postgres {

std::string SettingsFile(const ClusterSettings& settings) {
  std::string text = absl::StrCat(
      "# Written at each start of pipewrightd. Put your own settings into postgresql.conf: they win.\n"
      "max_connections = ",
      settings.max_connections,
      "\n"
      "shared_buffers = 128MB\n"
      "work_mem = 8MB\n"
      "maintenance_work_mem = 128MB\n"
      "random_page_cost = 1.1\n"
      // Plans here are short; compiling them costs more than it saves.
      "jit = off\n"
      "timezone = 'UTC'\n"
      "logging_collector = on\n"
      "log_directory = '",
      absl::StrReplaceAll(settings.log_dir, {{"'", "''"}}),
      "'\n"
      // A file per weekday, each overwritten after a week.
      "log_filename = 'postgresql-%a.log'\n"
      "log_rotation_age = 1d\n"
      "log_rotation_size = 0\n"
      "log_truncate_on_rotation = on\n"
      "log_timezone = 'UTC'\n"
      "log_checkpoints = off\n"
      // Details of errors hold people's data ("Key (email)=(…) already exists").
      "log_error_verbosity = terse\n"
      "log_parameter_max_length_on_error = 0\n");
  if (settings.durable) {
    absl::StrAppend(&text,
                    "fsync = on\nsynchronous_commit = on\nfull_page_writes = on\n"
                    // Before it recovers PostgreSQL has all its files written to the disk: two thousand of them one by
                    // one take seconds while the disk is busy, their file system as a whole a fraction of one.
                    "recovery_init_sync_method = syncfs\n");
  } else {
    // A machine that is busy building may leave a client without time for a minute, between a question and its answer.
    absl::StrAppend(&text,
                    "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nwal_level = minimal\n"
                    "max_wal_senders = 0\nautovacuum_naptime = 10s\nauthentication_timeout = 10min\n");
  }
  return text;
}

std::string OperatorFile() {
  return absl::StrCat(
      "# Settings of the PostgreSQL that pipewrightd runs. Yours go below the include.\n"
      "include_if_exists = '",
      kSettingsFileName, "'\n");
}

std::string AccessFile(Access access) {
  if (access == Access::kSetUp) {
    return absl::StrCat("local all ", kSuperuser, ",", kOwnerRole, " trust\n");
  }
  return absl::StrCat("# Written at each start of pipewrightd; pg_hba.conf isn't read.\n",  //
                      "local all,replication ", kSuperuser, " reject\n",                    //
                      "local all,replication all scram-sha-256\n");
}

}  // namespace pipewright::postgres
