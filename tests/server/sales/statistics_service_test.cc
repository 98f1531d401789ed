// Statistics and roll-ups as clients see them. What they count: statistics_test.cc of the store.
#include <catch2/catch.hpp>

#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/server/sales/selling.h"

namespace pipewright::sales {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using AccountStub = v1::AccountService::Stub;
using TaskStub = tasks::v1::TaskService::Stub;

TEST_CASE("the opportunities of a tenant are told by status, owner and month", "[statistics]") {
  Selling selling;
  selling.Open(selling.Desks(1000));
  selling.Open(selling.Desks(500));
  const auto told = selling.server.Call(&selling.owner, &OpportunityStub::GetOpportunityStatistics,
                                        v1::GetOpportunityStatisticsRequest());
  INFO(told.status.error_message());
  REQUIRE(told.ok());
  CHECK(told->all().count() == 2);
  REQUIRE(told->all().totals_size() == 1);
  CHECK(told->all().totals(0).count() == 2);
  CHECK(told->all().totals(0).amount().units() == 1500);
  CHECK(told->all().totals(0).expected_amount().units() == 300);
  REQUIRE(told->statuses_size() == 1);
  CHECK(told->statuses(0).status() == v1::OPPORTUNITY_STATUS_OPEN);
  CHECK(told->statuses(0).figures().SerializeAsString() == told->all().SerializeAsString());
  REQUIRE(told->owners_size() == 1);
  CHECK(told->owners(0).owner_id() == selling.owner.user_id);
  CHECK_FALSE(told->has_other_owners());
  REQUIRE(told->periods_size() == 12);
  CHECK(told->periods(11).start_date().day() == 1);
  CHECK(told->periods(11).figures().count() == 2);
  CHECK(told->periods(0).figures().count() == 0);
}

TEST_CASE("statistics take the filter and the periods that they are asked for, and refuse others", "[statistics]") {
  Selling selling;
  selling.Open(selling.Desks(1000));
  v1::GetOpportunityStatisticsRequest request;
  request.set_filter("amount > 2000");
  request.set_period_length(shared::v1::PERIOD_LENGTH_QUARTER);
  request.set_period_basis(shared::v1::PERIOD_BASIS_CLOSE);
  request.mutable_start_date()->set_year(2026);
  request.mutable_start_date()->set_month(5);
  request.mutable_start_date()->set_day(3);
  request.set_period_count(2);
  const auto none = selling.server.Call(&selling.owner, &OpportunityStub::GetOpportunityStatistics, request);
  INFO(none.status.error_message());
  REQUIRE(none.ok());
  CHECK(none->all().count() == 0);
  REQUIRE(none->periods_size() == 2);
  CHECK(none->periods(1).start_date().month() == 7);
  request.clear_filter();
  CHECK(selling.server.Call(&selling.owner, &OpportunityStub::GetOpportunityStatistics, request)->undated().count() ==
        1);

  request.set_period_count(121);
  request.mutable_start_date()->set_month(13);
  CHECK(FieldsOf(selling.server.Call(&selling.owner, &OpportunityStub::GetOpportunityStatistics, request).status) ==
        "start_date,period_count");
  request.mutable_start_date()->set_month(1);
  request.mutable_start_date()->set_year(1899);
  CHECK(FieldsOf(selling.server.Call(&selling.owner, &OpportunityStub::GetOpportunityStatistics, request).status) ==
        "start_date,period_count");
  request.clear_start_date();
  request.set_period_count(1);
  request.set_filter("colour = red");
  CHECK(ReasonOf(selling.server.Call(&selling.owner, &OpportunityStub::GetOpportunityStatistics, request).status) ==
        "INVALID_FILTER");
}

TEST_CASE("a member's statistics are of what they may see", "[statistics]") {
  Selling selling;
  const testing::TestCaller member = selling.server.AddMember(selling.owner, "MEMBER");
  selling.Open(selling.Desks());
  const auto own =
      selling.server.Call(&member, &OpportunityStub::GetOpportunityStatistics, v1::GetOpportunityStatisticsRequest());
  REQUIRE(own.ok());
  CHECK(own->all().count() == 0);
}

TEST_CASE("an account's statistics and roll-up, and those of tasks", "[statistics]") {
  Selling selling;
  const std::string account = selling.CreateAccount();
  v1::CreateOpportunityRequest desks = selling.Desks(1000);
  desks.mutable_opportunity()->set_account_id(account);
  selling.Open(desks);
  tasks::v1::CreateTaskRequest task;
  task.mutable_task()->set_title("Call");
  task.mutable_task()->mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_ACCOUNT);
  task.mutable_task()->mutable_subject()->set_id(account);
  const auto created = selling.server.Call(&selling.owner, &TaskStub::CreateTask, task);
  REQUIRE(created.ok());

  v1::GetAccountRollupRequest rollup;
  rollup.set_id(account);
  const auto rolled = selling.server.Call(&selling.owner, &AccountStub::GetAccountRollup, rollup);
  INFO(rolled.status.error_message());
  REQUIRE(rolled.ok());
  CHECK(rolled->account_count() == 1);
  CHECK(rolled->open_opportunities().totals(0).amount().units() == 1000);
  CHECK(rolled->open_task_count() == 1);
  CHECK_FALSE(rolled->has_last_contact_time());
  tasks::v1::CompleteTaskRequest complete;
  complete.set_id(created->id());
  const auto completed = selling.server.Call(&selling.owner, &TaskStub::CompleteTask, complete);
  CHECK(selling.server.Call(&selling.owner, &AccountStub::GetAccountRollup, rollup)->last_contact_time().seconds() ==
        completed->completed_time().seconds());
  rollup.set_id("0190f3c2-7b1e-7c3a-9d4e-5f60718293a4");
  CHECK(selling.server.Call(&selling.owner, &AccountStub::GetAccountRollup, rollup).status.error_code() ==
        grpc::StatusCode::NOT_FOUND);

  const auto accounts =
      selling.server.Call(&selling.owner, &AccountStub::GetAccountStatistics, v1::GetAccountStatisticsRequest());
  REQUIRE(accounts.ok());
  CHECK(accounts->all().count() == 1);
  CHECK(accounts->statuses(0).status() == v1::ACCOUNT_STATUS_PROSPECT);
  const auto tasks =
      selling.server.Call(&selling.owner, &TaskStub::GetTaskStatistics, tasks::v1::GetTaskStatisticsRequest());
  REQUIRE(tasks.ok());
  CHECK(tasks->all().count() == 1);
  CHECK(tasks->statuses(0).status() == tasks::v1::TASK_STATUS_COMPLETED);
  CHECK(tasks->all().totals().empty());
}

}  // namespace
}  // namespace pipewright::sales
