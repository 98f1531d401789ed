#include "infrastructure/postgres/integration/event_records.h"

#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/collaboration/attachment_table.h"
#include "infrastructure/postgres/collaboration/interaction_table.h"
#include "infrastructure/postgres/collaboration/note_table.h"
#include "infrastructure/postgres/integration/job_table.h"
#include "infrastructure/postgres/integration/saved_search_table.h"
#include "infrastructure/postgres/organization/business_unit_table.h"
#include "infrastructure/postgres/organization/code_series_table.h"
#include "infrastructure/postgres/organization/custom_field_definition_store.h"
#include "infrastructure/postgres/organization/membership_table.h"
#include "infrastructure/postgres/organization/tenant_table.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/exchange_rate_store.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/lost_reason_store.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/pipeline_store.h"
#include "infrastructure/postgres/sales/vendor_table.h"
#include "infrastructure/postgres/tasks/task_table.h"

namespace pipewright::postgres {
namespace {

constexpr char kId[] = "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4";

// Each field with values of every shape, in the record and in what it was before.
template <class A>
void CheckReadsAnything(const Table<A>& table) {
  const std::string resource(A::kResource);
  EventRecords records;
  records.Add(table);
  for (const auto& column : table.columns()) {
    for (const char* value : {"null", "7", "-1.5e300", "true", R"("text")", "[]", "{}", "[7]", "[null]",
                              R"(["a",["b"]])", R"([{}])", R"({"kind":7,"id":[]})", R"({"kind":"ACCOUNT"})",
                              R"({"a":{"b":[]}})", R"({"e4":"x","currency_code":1})", R"([{"name":7,"id":{}}])"}) {
      CAPTURE(resource, column.field, value);
      const std::string record = absl::StrCat("{\"", column.field, "\":", value, "}");
      const std::string changes = absl::StrCat("{\"", column.field, "\":[", value, ",null]}");
      CHECK_NOTHROW(records.Read(resource, 1, changes, record).status().IgnoreError());
      CHECK_NOTHROW(records.Read(resource, 2, changes, "{}").status().IgnoreError());
    }
  }
  for (const char* text : {"", "7", "null", R"("text")", "[]", "{", "[[]]"}) {
    CAPTURE(resource, text);
    CHECK_FALSE(records.Read(resource, 1, "{}", text).ok());
    CHECK_FALSE(records.Read(resource, 1, text, "{}").ok());
  }
  for (const char* pair : {"7", "null", "{}", "[]", "[1]", "[1,2,3]"}) {
    CAPTURE(resource, pair);
    CHECK_FALSE(records.Read(resource, 2, absl::StrCat(R"({"update_time":)", pair, "}"), "{}").ok());
  }
}

TEST_CASE("an event that holds JSON of any other shape is an error and no more") {
  CheckReadsAnything(TenantTable());
  CheckReadsAnything(MembershipTable());
  CheckReadsAnything(AccountTable());
  CheckReadsAnything(ContactTable());
  CheckReadsAnything(LeadTable());
  CheckReadsAnything(PipelineTable());
  CheckReadsAnything(OpportunityTable());
  CheckReadsAnything(VendorTable());
  CheckReadsAnything(CodeSeriesTable());
  CheckReadsAnything(TaskTable());
  CheckReadsAnything(NoteTable());
  CheckReadsAnything(InteractionTable());
  CheckReadsAnything(AttachmentTable());
  CheckReadsAnything(JobTable());
  CheckReadsAnything(SavedSearchTable());
  CheckReadsAnything(CustomFieldDefinitionTable());
  CheckReadsAnything(BusinessUnitTable());
  CheckReadsAnything(LostReasonTable());
  CheckReadsAnything(ExchangeRateTable());
}

TEST_CASE("a task's subject in an event is what was written, or an error") {
  const auto read = [](const std::string& subject) {
    EventRecords records;
    records.Add(TaskTable());
    return records.Read("task", 1, "{}", absl::StrCat("{\"subject\":", subject, "}"));
  };
  const auto change = read(absl::StrCat(R"({"kind":"CONTACT","id":")", kId, "\"}"));
  REQUIRE(change.ok());
  const auto& task = static_cast<const integration::RecordChange<tasks::Task>&>(**change).after;
  REQUIRE(task.subject.has_value());
  CHECK(task.subject->kind == RecordKind::kContact);
  CHECK(task.subject->id.ToString() == kId);
  CHECK(read("null").ok());
  for (const char* wrong : {"7", "[]", "{}", R"("ACCOUNT")", R"({"kind":"ACCOUNT"})", R"({"kind":"ACCOUNT","id":7})",
                            R"({"kind":"SHIP","id":"0190f3c2-7b1e-7c3a-9d4e-5f60718293a4"})"}) {
    CAPTURE(wrong);
    CHECK_FALSE(read(wrong).ok());
  }
}

}  // namespace
}  // namespace pipewright::postgres
