// Keeps the stored answers of mutations from piling up.
#pragma once

#include <atomic>
#include <cstdint>

#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::server {

// Thread safe.
class AnswerSweep {
 public:
  // `pool` outlives it.
  explicit AnswerSweep(postgres::Pool& pool) : pool_(pool) {}

  // Deletes one slice of what has expired; true when there may be more. A database that is away is for another time.
  bool operator()();

  // How many answers it has deleted.
  int64_t purged() const { return purged_.load(); }

 private:
  postgres::Pool& pool_;
  std::atomic<int64_t> purged_ = 0;
};

}  // namespace pipewright::server
