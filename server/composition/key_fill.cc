#include "server/composition/key_fill.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "infrastructure/postgres/sales/match_key_backfill.h"
#include "server/process/logging.h"

namespace pipewright::server {
namespace {

// Some tens of milliseconds of the database: a change of one of these records waits no longer.
constexpr int kSlice = 200;
constexpr absl::Duration kPatience = absl::Seconds(30);

}  // namespace

bool KeyFill::operator()() {
  const auto more = postgres::FillMatchKeys(pool_, ids_, kSlice, absl::Now() + kPatience);
  if (!more.ok()) {
    LogDebug(absl::StrCat("Keys of older records are made later: ", more.status().message()));
    return false;
  }
  return *more;
}

}  // namespace pipewright::server
