// What is told of a change, in which order, and from where on.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/server/integration/events/event_office.h"
#include "tests/server/sales/selling.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/server/test_server.h"

namespace pipewright::integration {
namespace {

using testing::ReasonOf;

TEST_CASE("a stream gives every change in order, with the record as Get gives it", "[events]") {
  Office office;
  EventStream stream = office.Watch(office.owner);
  const sales::v1::Account created = office.CreateAccount("Cedar");
  sales::v1::Account changed = created;
  changed.set_name("Cedar Foods");
  changed.mutable_annual_revenue()->set_currency_code("EUR");
  changed.mutable_annual_revenue()->set_units(1200);
  sales::v1::UpdateAccountRequest update;
  *update.mutable_account() = changed;
  update.mutable_update_mask()->add_paths("name");
  update.mutable_update_mask()->add_paths("annual_revenue");
  const auto updated = office.server.Call(&office.owner, &Accounts::UpdateAccount, update);
  REQUIRE(updated.ok());

  const auto first = stream.Next();
  REQUIRE(first.has_value());
  CHECK(first->type() == "account.created");
  CHECK(first->resource() == "account");
  CHECK(first->record_id() == created.id());
  CHECK(first->record_version() == 1);
  CHECK(first->actor_user_id() == office.owner.user_id);
  CHECK(!first->request_id().empty());
  CHECK(first->create_time().seconds() == created.create_time().seconds());
  sales::v1::Account shown;
  REQUIRE(first->record().UnpackTo(&shown));
  CHECK(shown.SerializeAsString() == created.SerializeAsString());
  REQUIRE(ChangeOf(*first, "name") != nullptr);
  CHECK_FALSE(ChangeOf(*first, "name")->has_old_value());
  CHECK(ChangeOf(*first, "name")->new_value().string_value() == "Cedar");

  const auto second = stream.Next();
  REQUIRE(second.has_value());
  CHECK(second->type() == "account.updated");
  CHECK(second->record_version() == 2);
  REQUIRE(second->record().UnpackTo(&shown));
  CHECK(shown.SerializeAsString() == updated->SerializeAsString());
  REQUIRE(second->changes_size() == 2);
  CHECK(ChangeOf(*second, "name")->old_value().string_value() == "Cedar");
  CHECK(ChangeOf(*second, "name")->new_value().string_value() == "Cedar Foods");
  CHECK(ChangeOf(*second, "annual_revenue")->old_value().has_null_value());
  CHECK(ChangeOf(*second, "annual_revenue")->new_value().struct_value().fields().at("units").string_value() == "1200");
}

TEST_CASE("what the resource hides the event hides too", "[events]") {
  sales::Selling selling;
  testing::SettleEvents();
  EventStream stream(selling.server.channel(), selling.owner);
  const auto opportunity = selling.Open(selling.Desks());
  REQUIRE(
      selling.server.Call(&selling.owner, &sales::OpportunityStub::MoveOpportunityStage, selling.Move(opportunity, 1))
          .ok());
  for (int i = 0; i < 2; ++i) {
    const auto event = stream.Next();
    REQUIRE(event.has_value());
    sales::v1::Opportunity shown;
    REQUIRE(event->record().UnpackTo(&shown));
    for (const v1::FieldChange& change : event->changes()) {
      CAPTURE(event->type(), change.field());
      CHECK(sales::v1::Opportunity::descriptor()->FindFieldByName(change.field()) != nullptr);
    }
    if (i == 1) CHECK(shown.SerializeAsString() == selling.Read(opportunity.id()).SerializeAsString());
  }
}

TEST_CASE("a stream from the oldest event and the pages of a list hold the same", "[events]") {
  Office office;
  const std::string start = office.Now();
  for (int i = 0; i < 7; ++i) office.CreateAccount(absl::StrCat("Account ", i));
  const std::vector<v1::Event> listed = office.AllSince(office.owner, start);
  REQUIRE(listed.size() == 7);
  v1::WatchRequest request;
  request.set_start(v1::EVENT_START_OLDEST);
  EventStream stream = office.Watch(office.owner, request);
  std::vector<std::string> seen;
  while (seen.size() < 7) {
    const auto event = stream.Next();
    REQUIRE(event.has_value());
    if (event->resource() == "account") seen.push_back(event->SerializeAsString());
  }
  for (size_t i = 0; i < listed.size(); ++i) CHECK(seen[i] == listed[i].SerializeAsString());
}

TEST_CASE("a stream is resumed where it was left, with nothing twice and nothing missing", "[events]") {
  Office office;
  std::string token;
  {
    EventStream stream = office.Watch(office.owner);
    office.CreateAccount("One");
    CHECK(stream.Next()->record_version() == 1);
    token = stream.token();
  }
  const auto two = office.CreateAccount("Two");
  const auto three = office.CreateAccount("Three");
  v1::WatchRequest request;
  request.set_resume_token(token);
  EventStream stream = office.Watch(office.owner, request);
  CHECK(stream.NextNames(2, RecordOf) == std::vector<std::string>{two.id(), three.id()});
  const auto four = office.CreateAccount("Four");
  CHECK(stream.Next()->record_id() == four.id());
}

TEST_CASE("an event of a transaction that commits late is not jumped over", "[events]") {
  Office office;
  const auto first = office.CreateAccount("First");
  const std::string start = office.Now();
  EventStream stream = office.Watch(office.owner);

  // Somebody's transaction has written its event and not committed.
  testing::AdminConnection late(testing::TestDatabase::Get().owner_url());
  late.Ask("select set_config('app.tenant_id', $1, false)", {office.owner.tenant_id});
  late.Ask("begin");
  late.Ask(
      "insert into events (tenant_id, id, create_time, type, resource, record_id, record_version, actor_user_id, "
      "request_id, changes, record) select tenant_id, gen_random_uuid(), now(), 'account.updated', resource, "
      "record_id, "
      "record_version, actor_user_id, 'late', changes, record from events where tenant_id = $1::uuid and record_id = "
      "$2::uuid",
      {office.owner.tenant_id, first.id()});
  const auto second = office.CreateAccount("Second");

  // The one that came later waits for it: two more messages without an event.
  const int messages = stream.messages();
  while (stream.messages() < messages + 2) REQUIRE(stream.ReadMessage());
  CHECK(stream.unread().empty());
  v1::ListEventsRequest behind_start;
  behind_start.set_resume_token(start);
  CHECK(office.ListNow(office.owner, behind_start)->events().empty());

  late.Ask("commit");
  const std::vector<std::string> in_order = {first.id(), second.id()};
  CHECK(stream.NextNames(2, RecordOf) == in_order);
  CHECK(Records(office.AllSince(office.owner, start)) == in_order);
}

TEST_CASE("a token fits its tenant alone", "[events]") {
  Office office;
  const Office other;
  v1::ListEventsRequest request;
  request.set_resume_token(office.Now());
  CHECK(office.List(office.owner, request).ok());
  const auto refused = office.List(other.owner, request);
  CHECK(refused.status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(ReasonOf(refused.status) == "INVALID_PAGE_TOKEN");
  CHECK(testing::FieldsOf(refused.status) == "resume_token");
  v1::WatchRequest watch;
  watch.set_resume_token(request.resume_token());
  EventStream stream = office.Watch(other.owner, watch);
  CHECK(ReasonOf(stream.End()) == "INVALID_PAGE_TOKEN");
}

TEST_CASE("events of deleted records are given like those of others", "[events]") {
  Office office;
  const std::string start = office.Now();
  const auto account = office.CreateAccount("Short-lived");
  sales::v1::DeleteAccountRequest request;
  request.set_id(account.id());
  REQUIRE(office.server.Call(&office.owner, &Accounts::DeleteAccount, request).ok());
  const auto events = office.AllSince(office.owner, start);
  REQUIRE(Types(events) == std::vector<std::string>{"account.created", "account.deleted"});
  CHECK(ChangeOf(events[1], "delete_time") != nullptr);
}

}  // namespace
}  // namespace pipewright::integration
