#include "server/composition/key_fill.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "infrastructure/postgres/collaboration/search_backfill.h"
#include "infrastructure/postgres/sales/match_key_backfill.h"
#include "server/process/logging.h"

namespace pipewright::server {
namespace {

// Some tens of milliseconds of the database: a change of one of these records waits no longer.
constexpr int kSlice = 200;
constexpr absl::Duration kPatience = absl::Seconds(30);

}  // namespace

bool KeyFill::operator()() {
  bool any = false;
  for (const auto fill : {postgres::FillMatchKeys, postgres::FillSearchRows}) {
    const auto more = fill(pool_, ids_, kSlice, absl::Now() + kPatience);
    if (!more.ok()) {
      LogDebug(absl::StrCat("Keys and words of older records are made later: ", more.status().message()));
      return false;
    }
    any = any || *more;
  }
  return any;
}

}  // namespace pipewright::server
