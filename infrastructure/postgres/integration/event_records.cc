#include "infrastructure/postgres/integration/event_records.h"

namespace pipewright::postgres {
namespace {

absl::StatusOr<nlohmann::json> Object(absl::string_view text) {
  nlohmann::json value = nlohmann::json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!value.is_object()) return absl::InternalError("an event holds JSON of another shape");
  return value;
}

}  // namespace

absl::StatusOr<EventRecords::Change> EventRecords::Read(absl::string_view resource, int64_t record_version,
                                                        absl::string_view changes, absl::string_view record) const {
  const auto reader = readers_.find(resource);
  if (reader == readers_.end()) return Change();
  ASSIGN_OR_RETURN(const nlohmann::json changed, Object(changes));
  ASSIGN_OR_RETURN(const nlohmann::json whole, Object(record));
  return reader->second(record_version, changed, whole);
}

std::vector<std::string> EventRecords::names() const {
  std::vector<std::string> names;
  names.reserve(readers_.size());
  for (const auto& [name, reader] : readers_) names.push_back(name);
  return names;
}

}  // namespace pipewright::postgres
