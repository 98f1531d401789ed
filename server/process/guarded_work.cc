#include "server/process/guarded_work.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "application/shared/call/guarded.h"
#include "server/process/logging.h"

namespace pipewright::server {

bool RunGuarded(absl::string_view what, absl::FunctionRef<void()> piece) {
  const absl::Status done = Guarded([&] {
    piece();
    return absl::OkStatus();
  });
  if (!done.ok()) LogError(absl::StrCat(what, " failed: ", done.message()));
  return done.ok();
}

}  // namespace pipewright::server
