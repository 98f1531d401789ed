#include "application/tasks/task_queries.h"

#include <catch2/catch.hpp>
#include <optional>

#include "tests/support/application/fake_reader.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::tasks {
namespace {

struct Tasks {
  FakeClock clock;
  FakeReader<Task> reader;
  TaskQueries queries{reader, clock};
  const RequestContext context = ContextOf();

  Tasks() { reader.records.emplace_back().id = TaskId(Uuid({7})); }
  const TaskId& id() const { return reader.records.front().id; }
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

}  // namespace
}  // namespace pipewright::tasks
