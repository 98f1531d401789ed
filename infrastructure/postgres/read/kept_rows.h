// The rows of costly questions, kept until something changes in the tenant: so that a front page that is opened again
// costs what it takes to see that nothing has changed, however many records there are. Of sums only the parts are
// counted anew in which something has changed.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/postgres/read/read_session.h"
#include "infrastructure/postgres/read/stored_rows.h"
#include "infrastructure/postgres/read/sums_question.h"

namespace pipewright::postgres {

// Exact, on every server: every change of a tenant's records leaves an event in its transaction, so rows that were read
// under a snapshot hold as long as the tenant has no event that this snapshot doesn't see. The database says so each
// time, from the index in which events are read. See docs/adr/0015. On the primary alone: a standby's snapshots don't
// say what is under way. Thread safe.
class KeptRows {
 public:
  struct Limits {
    size_t bytes = size_t{32} << 20;          // in all; then what was asked longest ago goes
    size_t tenant_bytes = size_t{4} << 20;    // of one tenant
    size_t answer_bytes = size_t{256} << 10;  // a larger answer isn't kept
    size_t sums_bytes = size_t{2} << 20;      // nor one of sums; its parts aren't, when they make it larger
    int64_t most_events = 2000;               // beyond so many, sums are counted anew
    absl::Duration age = absl::Minutes(10);   // less than events are kept
  };

  explicit KeptRows(const Clock& clock) : KeptRows(clock, Limits()) {}
  KeptRows(const Clock& clock, Limits limits) : clock_(clock), limits_(limits) {}

  // As session.Read. For a statement whose answer follows from its text, its parameters and the records of the tenant
  // alone, not from the time; `tenant` is that of the session.
  absl::Status Read(ReadSession& session, const TenantId& tenant, const Sql& sql, const std::vector<Param>& params,
                    absl::FunctionRef<absl::Status(Row)> on_row);

  // The same for sums: each group once, in some order. See docs/adr/0019.
  absl::Status ReadSums(ReadSession& session, const TenantId& tenant, const SumsQuestion& question,
                        absl::FunctionRef<absl::Status(Row)> on_row);

  // Since the start: how often rows were kept, or had to be read.
  int64_t hits() const { return hits_; }
  int64_t misses() const { return misses_; }
  // How many parts of sums were counted.
  int64_t parts_counted() const { return parts_counted_; }
  size_t bytes() const;

 private:
  struct Answer {
    TenantId tenant;
    uint64_t losses = 0;   // Connection::losses() before
    std::string snapshot;  // not newer than what the rows were read under
    absl::Time read_time;  // of the oldest rows in it
    std::shared_ptr<const StoredRows> rows;
    // Of sums that were divided: the id at which each part but the first begins, and their rows. Part i ends before
    // starts[i].
    std::vector<std::string> starts;
    std::vector<std::shared_ptr<const StoredRows>> parts;
    bool indivisible = false;  // its parts are too large to be kept
    size_t bytes = 0;
  };
  struct Entry {
    std::shared_ptr<const Answer> answer;
    std::list<std::string>::iterator place;
  };

  // The records of `question.resource` that have changed since `since`.
  struct Changes {
    std::string snapshot;  // under which they were read
    std::vector<std::string> ids;
    bool too_many = false;  // to be listed: there are no ids
  };
  absl::Status ReadChanges(ReadSession& session, const TenantId& tenant, const SumsQuestion& question,
                           const std::string& since, Changes& changes) const;
  // Of rows that are read from now on.
  std::shared_ptr<Answer> NewAnswer(const TenantId& tenant) const;
  // Reads rows and tells `on_row` of each; keeps them with the answer, which is then kept itself, unless they are more
  // than `most` bytes.
  absl::Status ReadWhole(ReadSession& session, const std::string& key, const Sql& sql, const std::vector<Param>& params,
                         size_t most, std::shared_ptr<Answer> answer, absl::FunctionRef<absl::Status(Row)> on_row);
  // Divides what there is to be counted.
  static absl::Status Divide(ReadSession& session, const SumsQuestion& question, Answer& answer);
  absl::Status CountPart(ReadSession& session, const SumsQuestion& question, size_t part, Answer& answer);

  std::shared_ptr<const Answer> Find(const std::string& key);
  void Keep(const std::string& key, std::shared_ptr<const Answer> answer);
  void Drop(const std::string& key);
  void DropLocked(const std::string& key);  // the caller holds mutex_

  const Clock& clock_;
  const Limits limits_;
  mutable std::mutex mutex_;
  absl::flat_hash_map<std::string, Entry> entries_;
  std::list<std::string> asked_;  // keys, the one asked last at the front
  std::map<TenantId, size_t> tenant_bytes_;
  size_t bytes_ = 0;
  std::atomic<int64_t> hits_ = 0;
  std::atomic<int64_t> misses_ = 0;
  std::atomic<int64_t> parts_counted_ = 0;
};

}  // namespace pipewright::postgres
