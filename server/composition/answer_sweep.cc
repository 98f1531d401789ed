#include "server/composition/answer_sweep.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "infrastructure/postgres/write/expired_answers.h"
#include "server/process/logging.h"

namespace pipewright::server {
namespace {

// Some milliseconds of the database: a call that wants a connection waits no longer than for another call.
constexpr int kSlice = 500;
constexpr absl::Duration kPatience = absl::Seconds(5);

}  // namespace

bool AnswerSweep::operator()() {
  const auto purged = postgres::PurgeExpiredAnswers(pool_, kSlice, absl::Now() + kPatience);
  if (!purged.ok()) {
    LogDebug(absl::StrCat("Expired answers stay for now: ", purged.status().message()));
    return false;
  }
  purged_ += *purged;
  return *purged == kSlice;
}

}  // namespace pipewright::server
