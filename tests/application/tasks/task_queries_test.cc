#include "application/tasks/task_queries.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/shared/filter/checker.h"
#include "tests/support/application/fake_page_tokens.h"
#include "tests/support/application/fake_reader.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::tasks {
namespace {

FieldCatalog TaskFields() {
  return FieldCatalog(
      "task",
      {{.name = "id", .type = FieldType::kId},
       {.name = "title", .type = FieldType::kText},
       {.name = "status", .type = FieldType::kEnum, .enum_values = {"OPEN", "IN_PROGRESS", "COMPLETED", "CANCELLED"}},
       {.name = "assignee_id", .type = FieldType::kId, .nullable = true},
       {.name = "due_time", .type = FieldType::kTime, .nullable = true},
       {.name = "collaborators", .type = FieldType::kTextSet, .sortable = false}});
}

struct Tasks {
  FakeClock clock;
  FakePageTokens tokens;
  ListChecker lists{clock, tokens};
  FakeReader<Task> reader{TaskFields()};
  TaskQueries queries{reader, lists, clock};
  const RequestContext context = ContextOf();

  Tasks() {
    for (const uint8_t n : {uint8_t{7}, uint8_t{8}}) reader.records.emplace_back().id = TaskId(Uuid({n}));
  }
  const TaskId& id() const { return reader.records.front().id; }
  filter::Condition Meaning(const std::string& filter) const {
    const filter::FilterScope scope{.user = context.user(), .now = clock.now};
    return filter::CheckFilter(filter, reader.catalog(), scope).value();
  }
};

TEST_CASE("the past of a task is refused by every query, not answered with the present", "[task][history]") {
  Tasks test;
  const absl::Time then = test.clock.now - absl::Hours(1);
  for (const std::optional<absl::Time>& time : {std::optional<absl::Time>(), std::optional<absl::Time>(then)}) {
    INFO(time.has_value());
    ListRequest list;
    list.read_time = time;
    const auto mine = test.queries.Handle(test.context, ListMyTasks{list});
    const auto all = test.queries.Handle(test.context, ListRecords<Task>{list});
    const auto one = test.queries.Handle(test.context, GetRecord<Task>{test.id(), time});
    const auto some = test.queries.Handle(test.context, BatchGetRecords<Task>{{test.id()}, time});
    const char* const refused = time.has_value() ? "read_time" : "";
    CHECK(FieldsOf(mine) == refused);
    CHECK(FieldsOf(all) == refused);
    CHECK(FieldsOf(one) == refused);
    CHECK(FieldsOf(some) == refused);
    CHECK(one.ok() == !time.has_value());
    CHECK(one.status() == all.status());
  }
}

TEST_CASE("one's own tasks are those one is to do, or shares in, besides what the caller asks for", "[task]") {
  Tasks test;
  ListMyTasks query;
  query.list.filter = "title:call";
  REQUIRE(test.queries.Handle(test.context, query).ok());
  CHECK(test.reader.asked->conditions == std::vector{test.Meaning("assignee_id = me()"), test.Meaning("title:call")});

  query.involvement = TaskInvolvement::kCollaborating;
  query.overdue = true;
  query.list.filter = "";
  REQUIRE(test.queries.Handle(test.context, query).ok());
  CHECK(test.reader.asked->conditions ==
        std::vector{
            test.Meaning(absl::StrCat("collaborators:\"", test.context.user().ToString(),
                                      "\" AND due_time < now() AND status != COMPLETED AND status != CANCELLED"))});
}

TEST_CASE("a page of one's own tasks does not go on with another list of tasks", "[task]") {
  Tasks test;
  ListMyTasks query;
  query.list.page_size = 1;
  const auto first = test.queries.Handle(test.context, query);
  REQUIRE(first.ok());
  query.list.page_token = first->next_page_token;
  REQUIRE_FALSE(query.list.page_token.empty());
  CHECK(test.queries.Handle(test.context, query)->items.size() == 1);
  CHECK(ReasonOf(test.queries.Handle(test.context, ListRecords<Task>{query.list})) == Reason::kInvalidPageToken);
  query.overdue = true;
  CHECK(ReasonOf(test.queries.Handle(test.context, query)) == Reason::kInvalidPageToken);
}

}  // namespace
}  // namespace pipewright::tasks
