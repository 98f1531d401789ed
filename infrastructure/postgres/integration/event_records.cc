#include "infrastructure/postgres/integration/event_records.h"

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/integration/job_table.h"
#include "infrastructure/postgres/organization/custom_field_definition_store.h"
#include "infrastructure/postgres/organization/membership_table.h"
#include "infrastructure/postgres/organization/tenant_table.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/pipeline_store.h"
#include "infrastructure/postgres/tasks/task_table.h"

namespace pipewright::postgres {
namespace {

using integration::AnyRecordChange;
using integration::RecordChange;
using nlohmann::json;

absl::StatusOr<json> Object(absl::string_view text) {
  json value = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!value.is_object()) return absl::InternalError("an event holds JSON of another shape");
  return value;
}

template <class A>
absl::StatusOr<AnyRecordChange> Read(const Table<A>& table, int64_t record_version, const json& changes,
                                     const json& record) {
  RecordChange<A> change;
  for (const auto& column : table.columns()) {
    const auto value = record.find(column.field);
    if (value != record.end()) RETURN_IF_ERROR(column.read_json(change.after, *value));
  }
  // A creation sets some field; the removal of a record that was never changed sets none.
  if (record_version == 1 && !changes.empty()) return change;
  change.before = change.after;
  for (const auto& column : table.columns()) {
    const auto pair = changes.find(column.field);
    if (pair == changes.end()) continue;
    if (!pair->is_array() || pair->size() != 2) return absl::InternalError("an event holds a change of another shape");
    RETURN_IF_ERROR(column.read_json(*change.before, (*pair)[0]));
  }
  return change;
}

using Reader = std::function<absl::StatusOr<AnyRecordChange>(int64_t, const json&, const json&)>;

template <class A>
void Add(const Table<A>& table, std::map<std::string, Reader, std::less<>>& readers) {
  readers[std::string(A::kResource)] = [&table](int64_t version, const json& changes, const json& record) {
    return Read(table, version, changes, record);
  };
}

const std::map<std::string, Reader, std::less<>>& Readers() {
  static const auto* const readers = [] {
    auto* const made = new std::map<std::string, Reader, std::less<>>;
    Add(TenantTable(), *made);
    Add(MembershipTable(), *made);
    Add(AccountTable(), *made);
    Add(ContactTable(), *made);
    Add(PipelineTable(), *made);
    Add(OpportunityTable(), *made);
    Add(TaskTable(), *made);
    Add(JobTable(), *made);
    Add(CustomFieldDefinitionTable(), *made);
    return made;
  }();
  return *readers;
}

}  // namespace

absl::StatusOr<std::optional<AnyRecordChange>> ReadRecordChange(absl::string_view resource, int64_t record_version,
                                                                absl::string_view changes, absl::string_view record) {
  const auto reader = Readers().find(std::string(resource));
  if (reader == Readers().end()) return std::nullopt;
  ASSIGN_OR_RETURN(const json changed, Object(changes));
  ASSIGN_OR_RETURN(const json whole, Object(record));
  ASSIGN_OR_RETURN(AnyRecordChange change, reader->second(record_version, changed, whole));
  return change;
}

}  // namespace pipewright::postgres
