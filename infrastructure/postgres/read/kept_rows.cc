#include "infrastructure/postgres/read/kept_rows.h"

#include <utility>

#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/kept_questions.h"

namespace pipewright::postgres {
namespace {

absl::Status CheckUnchanged(ReadSession& session, const TenantId& tenant, const std::string& snapshot,
                            bool& unchanged) {
  static const auto* const sql = new Sql{"select unchanged_since($1::uuid, $2::pg_snapshot)", 1};
  std::string text;
  RETURN_IF_ERROR(ReadText(session, *sql, {tenant.ToString(), snapshot}, text));
  unchanged = text == "t";
  return absl::OkStatus();
}

}  // namespace

absl::Status KeptRows::Read(ReadSession& session, const TenantId& tenant, const Sql& sql,
                            const std::vector<Param>& params, absl::FunctionRef<absl::Status(Row)> on_row) {
  const std::string key = KeyOf(tenant, sql, params);
  if (const std::shared_ptr<const Answer> kept = Find(key); kept != nullptr) {
    bool unchanged = false;
    RETURN_IF_ERROR(CheckUnchanged(session, tenant, kept->snapshot, unchanged));
    if (unchanged) {
      ++hits_;
      return kept->rows->Replay(on_row);
    }
  }
  ++misses_;
  std::shared_ptr<Answer> answer = NewAnswer(tenant);
  // Before the rows: what changes between the two is seen in the rows and not by the snapshot, and they are read once
  // more for nothing.
  RETURN_IF_ERROR(ReadSnapshot(session, answer->snapshot));
  return ReadWhole(session, key, sql, params, limits_.answer_bytes, std::move(answer), on_row);
}

std::shared_ptr<KeptRows::Answer> KeptRows::NewAnswer(const TenantId& tenant) const {
  auto answer = std::make_shared<Answer>();
  answer->tenant = tenant;
  answer->losses = Connection::losses();
  answer->read_time = clock_.Now();
  return answer;
}

absl::Status KeptRows::ReadWhole(ReadSession& session, const std::string& key, const Sql& sql,
                                 const std::vector<Param>& params, size_t most, std::shared_ptr<Answer> answer,
                                 absl::FunctionRef<absl::Status(Row)> on_row) {
  auto rows = std::make_shared<StoredRows>();
  answer->bytes = key.size() * 2 + answer->snapshot.size() + sizeof(Answer) + sizeof(StoredRows);
  RETURN_IF_ERROR(session.Read(sql, params, [&](Row row) -> absl::Status {
    if (answer->bytes + rows->bytes() <= most) rows->Add(row);
    return on_row(row);
  }));
  answer->bytes += rows->bytes();
  answer->rows = std::move(rows);
  if (answer->bytes <= most) {
    Keep(key, std::move(answer));
  } else {
    Drop(key);
  }
  return absl::OkStatus();
}

size_t KeptRows::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::shared_ptr<const KeptRows::Answer> KeptRows::Find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  const Answer& answer = *found->second.answer;
  // A database that comes back may give the numbers of transactions again that the snapshot saw.
  if (answer.losses != Connection::losses() || clock_.Now() - answer.read_time > limits_.age) return nullptr;
  asked_.splice(asked_.begin(), asked_, found->second.place);
  return found->second.answer;
}

void KeptRows::Keep(const std::string& key, std::shared_ptr<const Answer> answer) {
  const std::lock_guard lock(mutex_);
  DropLocked(key);
  const TenantId tenant = answer->tenant;
  bytes_ += answer->bytes;
  tenant_bytes_[tenant] += answer->bytes;
  asked_.push_front(key);
  entries_.emplace(key, Entry{std::move(answer), asked_.begin()});
  // A tenant's own make room for its new ones, before those of others have to.
  for (auto last = asked_.end(); tenant_bytes_[tenant] > limits_.tenant_bytes && last != asked_.begin();) {
    const std::string candidate = *--last;
    if (entries_.at(candidate).answer->tenant != tenant) continue;
    ++last;
    DropLocked(candidate);
  }
  while (bytes_ > limits_.bytes) DropLocked(std::string(asked_.back()));
}

void KeptRows::Drop(const std::string& key) {
  const std::lock_guard lock(mutex_);
  DropLocked(key);
}

void KeptRows::DropLocked(const std::string& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  const Answer& answer = *found->second.answer;
  bytes_ -= answer.bytes;
  const auto of_tenant = tenant_bytes_.find(answer.tenant);
  of_tenant->second -= answer.bytes;
  if (of_tenant->second == 0) tenant_bytes_.erase(of_tenant);
  asked_.erase(found->second.place);
  entries_.erase(found);
}

}  // namespace pipewright::postgres
