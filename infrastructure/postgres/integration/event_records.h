// Records as events hold them: written as JSON by the table descriptions (repository.h), read back by them here.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/integration/event.h"

namespace pipewright::postgres {

// nullopt for a kind of record that isn't shown in events. A field that the stored record doesn't have yet keeps its
// default; one that the description doesn't have any more is passed over. kInternal when the JSON doesn't fit.
absl::StatusOr<std::optional<integration::AnyRecordChange>> ReadRecordChange(absl::string_view resource,
                                                                             int64_t record_version,
                                                                             absl::string_view changes,
                                                                             absl::string_view record);

}  // namespace pipewright::postgres
