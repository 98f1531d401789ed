// Which events a reader asks for.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/server/integration/events/event_office.h"
#include "tests/support/server/test_server.h"

namespace pipewright::integration {
namespace {

using Tasks = tasks::v1::TaskService::Stub;

TEST_CASE("a filter passes the kinds, types, record and changed fields that it names", "[events]") {
  Office office;
  const std::string start = office.Now();
  const auto cedar = office.CreateAccount("Cedar");
  const auto birch = office.CreateAccount("Birch");
  auto changed = cedar;
  changed.set_industry("wood");
  office.Update(changed, "industry");
  changed.set_name("Cedar & Sons");
  office.Update(changed, "name");
  tasks::v1::CreateTaskRequest task;
  task.mutable_task()->set_title("Call Cedar");
  REQUIRE(office.server.Call(&office.owner, &Tasks::CreateTask, task).ok());

  const auto types = [&](const v1::EventFilter& filter) {
    const std::vector<std::string> listed = Types(office.AllSince(office.owner, start, filter));
    v1::WatchRequest request;
    *request.mutable_filter() = filter;
    request.set_resume_token(start);
    EventStream stream = office.Watch(office.owner, request);
    CHECK(stream.NextNames(listed.size(), TypeOf) == listed);
    return listed;
  };
  v1::EventFilter filter;
  CHECK(types(filter).size() == 5);
  filter.add_resources("task");
  CHECK(types(filter) == std::vector<std::string>{"task.created"});
  filter.Clear();
  filter.add_types("account.updated");
  filter.add_types("task.created");
  CHECK(types(filter) == std::vector<std::string>{"account.updated", "account.updated", "task.created"});
  filter.Clear();
  filter.mutable_subject()->set_resource("account");
  filter.mutable_subject()->set_id(birch.id());
  CHECK(types(filter) == std::vector<std::string>{"account.created"});
  filter.mutable_subject()->set_id(cedar.id());
  filter.add_types("account.updated");
  filter.add_changed_fields("industry");
  CHECK(types(filter) == std::vector<std::string>{"account.updated"});
  // Of the two updates the second, so that a stream which gives both is seen.
  filter.set_changed_fields(0, "name");
  v1::WatchRequest watch;
  *watch.mutable_filter() = filter;
  watch.set_resume_token(start);
  EventStream stream = office.Watch(office.owner, watch);
  CHECK(stream.Next()->record_version() == 3);
  REQUIRE(office.AllSince(office.owner, start, filter).size() == 1);
  CHECK(office.AllSince(office.owner, start, filter)[0].record_version() == 3);
}

TEST_CASE("a filter that can't fit anything is refused, every fault named", "[events]") {
  Office office;
  v1::ListEventsRequest request;
  request.mutable_filter()->add_resources("acount");
  request.mutable_filter()->add_types("account.exploded");
  request.mutable_filter()->add_changed_fields("colour");
  request.mutable_filter()->mutable_subject()->set_resource("account");
  request.mutable_filter()->mutable_subject()->set_id("made-up");
  request.set_resume_token("x");
  request.set_start(v1::EVENT_START_NOW);
  const auto refused = office.List(office.owner, request);
  CHECK(refused.status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(testing::FieldsOf(refused.status) ==
        "filter.resources[0],filter.types[0],filter.changed_fields[0],filter.subject.id,filter.subject.resource,start");
}

TEST_CASE("a quiet filter still advances", "[events]") {
  Office office;
  v1::WatchRequest request;
  request.mutable_filter()->add_resources("task");
  EventStream stream = office.Watch(office.owner, request);
  const std::string first = stream.token();
  office.CreateAccount("Not asked for");
  while (stream.token() == first) REQUIRE(stream.ReadMessage());
  // Once the token is behind the account, the account isn't looked at again.
  for (;;) {
    REQUIRE(stream.ReadMessage());
    if (office.AllSince(office.owner, stream.token()).empty()) break;
  }
  CHECK(stream.unread().empty());
}

}  // namespace
}  // namespace pipewright::integration
