// Makes the keys by which duplicates are found and the words that search knows, of records that were there before those
// were kept.
#pragma once

#include "application/shared/call/ports.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::server {

// Thread safe.
class KeyFill {
 public:
  // Both outlive it.
  KeyFill(postgres::Pool& pool, IdGenerator& ids) : pool_(pool), ids_(ids) {}

  // One slice; true when there may be more. A database that is away is for another time.
  bool operator()();

 private:
  postgres::Pool& pool_;
  IdGenerator& ids_;
};

}  // namespace pipewright::server
