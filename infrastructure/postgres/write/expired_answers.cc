#include "infrastructure/postgres/write/expired_answers.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {

absl::StatusOr<int64_t> PurgeExpiredAnswers(Pool& pool, int slice, absl::Time deadline) {
  static const auto* const sql = new Sql{"select purge_expired_answers($1::bigint)", 1};
  ASSIGN_OR_RETURN(auto lease, pool.Acquire(std::nullopt, deadline));
  RETURN_IF_ERROR(lease->PrepareSession(std::nullopt, deadline));
  int64_t purged = 0;
  RETURN_IF_ERROR(lease->Read(
      *sql, {absl::StrCat(slice)}, [&](Row row) { return Codec<int64_t>::FromText(row[0].text, purged); }, nullptr));
  return purged;
}

}  // namespace pipewright::postgres
