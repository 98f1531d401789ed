#include "server/integration/files/file_streams.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/shared/errors.h"

namespace pipewright::integration {
namespace {

absl::Status TooMany(absl::string_view subject, int limit) {
  return QuotaExceeded(Reason::kTooManyFileStreams, subject, absl::StrCat(limit, " uploads and exports under way"),
                       "wait until one has ended", absl::Seconds(5));
}

}  // namespace

absl::StatusOr<FileStreams::Place> FileStreams::Take(const TenantId& tenant) {
  const std::lock_guard lock(mutex_);
  if (all_ >= limits_.server) return TooMany("server", limits_.server);
  const auto found = open_.find(tenant);
  if (found != open_.end() && found->second >= limits_.tenant) return TooMany("tenant", limits_.tenant);
  ++open_[tenant];
  ++all_;
  return Place(*this, tenant);
}

void FileStreams::GiveBack(const TenantId& tenant) {
  const std::lock_guard lock(mutex_);
  --all_;
  const auto found = open_.find(tenant);
  if (--found->second == 0) open_.erase(found);
}

}  // namespace pipewright::integration
