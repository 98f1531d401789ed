// LetterOrders and LetterQueue on PostgreSQL.
#pragma once

#include <cstdint>
#include <optional>

#include "application/shared/call/ports.h"
#include "application/shared/mail/letter_queue.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

class PostgresLetterOrders : public mail::LetterOrders {
 public:
  // `session` outlives it.
  explicit PostgresLetterOrders(WriteSession& session) : session_(session) {}

  absl::StatusOr<bool> Add(const mail::LetterOrder& order) override;

 private:
  WriteSession& session_;
};

class PostgresLetterQueue : public mail::LetterQueue {
 public:
  // Both outlive it.
  PostgresLetterQueue(Pool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

  absl::StatusOr<std::optional<mail::ClaimedOrder>> Claim(const Uuid& lease, absl::Time now, absl::Time until) override;
  absl::Status Release(const mail::ClaimedOrder& claimed, absl::Time available_time) override;
  absl::Status Drop(const mail::ClaimedOrder& claimed) override;
  absl::StatusOr<int64_t> Count() override;

 private:
  absl::StatusOr<Pool::Lease> Ready();

  Pool& pool_;
  const Clock& clock_;
};

}  // namespace pipewright::postgres
