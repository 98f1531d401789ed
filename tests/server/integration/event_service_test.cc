#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "pipewright/organization/v1/member_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/server/sales/selling.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/server/event_stream.h"
#include "tests/support/server/test_server.h"

namespace pipewright::integration {
namespace {

using testing::EventStream;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;
using Accounts = sales::v1::AccountService::Stub;
using Tasks = tasks::v1::TaskService::Stub;
using Stub = v1::EventService::Stub;

std::string TypeOf(const v1::Event& event) { return event.type(); }
std::string RecordOf(const v1::Event& event) { return event.record_id(); }

struct Office {
  TestServer& server = TestServer::Get();
  TestCaller owner = server.SignUp();

  sales::v1::Account CreateAccount(const std::string& name, const std::string& owner_id = "") {
    sales::v1::CreateAccountRequest request;
    request.mutable_account()->set_name(name);
    request.mutable_account()->set_owner_id(owner_id);
    const auto created = server.Call(&owner, &Accounts::CreateAccount, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }

  sales::v1::Account Update(const sales::v1::Account& account, const std::string& field) {
    sales::v1::UpdateAccountRequest request;
    *request.mutable_account() = account;
    request.mutable_account()->clear_etag();
    request.mutable_update_mask()->add_paths(field);
    const auto updated = server.Call(&owner, &Accounts::UpdateAccount, request);
    INFO(updated.status.error_message());
    REQUIRE(updated.ok());
    return updated.response;
  }

  EventStream Watch(const TestCaller& caller, const v1::WatchRequest& request = {}) {
    return EventStream(server.channel(), caller, request);
  }

  testing::Answer<v1::ListEventsResponse> List(const TestCaller& caller, const v1::ListEventsRequest& request) {
    testing::AdminConnection database(testing::TestDatabase::Get().owner_url());
    testing::AwaitOlderTransactions(database);
    return ListNow(caller, request);
  }
  // Also beside a transaction that still runs.
  testing::Answer<v1::ListEventsResponse> ListNow(const TestCaller& caller, const v1::ListEventsRequest& request) {
    return server.Call(&caller, &Stub::ListEvents, request);
  }

  // Where the tenant's events are now.
  std::string Now() {
    v1::ListEventsRequest request;
    request.set_start(v1::EVENT_START_NOW);
    return List(owner, request)->resume_token();
  }

  // All that the caller is given behind a place, page by page.
  std::vector<v1::Event> AllSince(const TestCaller& caller, std::string token, const v1::EventFilter& filter = {},
                                  int page_size = 3) {
    std::vector<v1::Event> events;
    for (;;) {
      v1::ListEventsRequest request;
      *request.mutable_filter() = filter;
      request.set_resume_token(token);
      request.set_page_size(page_size);
      const auto page = List(caller, request);
      INFO(page.status.error_message());
      REQUIRE(page.ok());
      for (const auto& event : page->events()) events.push_back(event);
      token = page->resume_token();
      if (page->caught_up()) return events;
    }
  }
};

std::vector<std::string> Types(const std::vector<v1::Event>& events) {
  std::vector<std::string> types;
  for (const v1::Event& event : events) types.push_back(event.type());
  return types;
}

std::vector<std::string> Records(const std::vector<v1::Event>& events) {
  std::vector<std::string> records;
  for (const v1::Event& event : events) records.push_back(event.record_id());
  return records;
}

const v1::FieldChange* ChangeOf(const v1::Event& event, const std::string& field) {
  for (const v1::FieldChange& change : event.changes()) {
    if (change.field() == field) return &change;
  }
  return nullptr;
}

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

TEST_CASE("a tenant's events reach nobody else", "[events]") {
  Office office;
  Office other;
  EventStream stream = office.Watch(other.owner);
  office.CreateAccount("Secret");
  const auto theirs = other.CreateAccount("Theirs");
  CHECK(stream.Next()->record_id() == theirs.id());
}

TEST_CASE("a member gets the events of the records that they may read, as those were", "[events]") {
  Office office;
  const TestCaller member = office.server.AddMember(office.owner, "MEMBER");
  const TestCaller manager = office.server.AddMember(office.owner, "MANAGER");
  const TestCaller report = office.server.AddMember(office.owner, "MEMBER", manager.user_id);
  const std::string start = office.Now();
  EventStream stream = office.Watch(member);
  EventStream managers = office.Watch(manager);
  const auto foreign = office.CreateAccount("Foreign");
  const auto own = office.CreateAccount("Own", member.user_id);
  const auto teams = office.CreateAccount("Team's", report.user_id);
  // Given to the member: its old values were not theirs to read.
  auto given = foreign;
  given.set_owner_id(member.user_id);
  given.set_industry("steel");
  sales::v1::UpdateAccountRequest give;
  *give.mutable_account() = given;
  give.mutable_update_mask()->add_paths("owner_id");
  give.mutable_update_mask()->add_paths("industry");
  REQUIRE(office.server.Call(&office.owner, &Accounts::UpdateAccount, give).ok());
  // Taken from the member: it isn't theirs any more.
  auto taken = own;
  taken.set_owner_id(office.owner.user_id);
  office.Update(taken, "owner_id");
  const auto last = office.CreateAccount("Last", member.user_id);

  CHECK(stream.Next()->record_id() == own.id());
  const auto received = stream.Next();
  REQUIRE(received->record_id() == foreign.id());
  REQUIRE(ChangeOf(*received, "industry") != nullptr);
  CHECK(ChangeOf(*received, "industry")->new_value().string_value() == "steel");
  for (const v1::FieldChange& change : received->changes()) CHECK_FALSE(change.has_old_value());
  CHECK(stream.Next()->record_id() == last.id());
  CHECK(managers.Next()->record_id() == teams.id());
  CHECK(Records(office.AllSince(member, start)) == std::vector<std::string>{own.id(), foreign.id(), last.id()});
  CHECK(Records(office.AllSince(manager, start)) == std::vector<std::string>{teams.id()});

  // The owner sees all of it, with the old values.
  const auto all = office.AllSince(office.owner, start);
  REQUIRE(all.size() == 6);
  CHECK(ChangeOf(all[3], "owner_id")->old_value().string_value() == office.owner.user_id);
}

TEST_CASE("the events of a private task are private, whatever the reader's role", "[events]") {
  Office office;
  const TestCaller member = office.server.AddMember(office.owner, "MEMBER");
  const std::string start = office.Now();
  tasks::v1::CreateTaskRequest request;
  request.mutable_task()->set_title("Find another job");
  request.mutable_task()->set_visibility(tasks::v1::TASK_VISIBILITY_PRIVATE);
  const auto secret = office.server.Call(&member, &Tasks::CreateTask, request);
  REQUIRE(secret.ok());
  CHECK(office.AllSince(office.owner, start).empty());
  CHECK(Records(office.AllSince(member, start)) == std::vector<std::string>{secret->id()});

  // Made public, it is seen from then on, without what it said before.
  tasks::v1::UpdateTaskRequest update;
  *update.mutable_task() = secret.response;
  update.mutable_task()->set_title("Find a new colleague");
  update.mutable_task()->set_visibility(tasks::v1::TASK_VISIBILITY_PUBLIC);
  update.mutable_update_mask()->add_paths("title");
  update.mutable_update_mask()->add_paths("visibility");
  REQUIRE(office.server.Call(&member, &Tasks::UpdateTask, update).ok());
  const auto seen = office.AllSince(office.owner, start);
  REQUIRE(Types(seen) == std::vector<std::string>{"task.updated"});
  CHECK(seen[0].SerializeAsString().find("another job") == std::string::npos);
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

TEST_CASE("rights that are taken narrow a stream that runs", "[events]") {
  Office office;
  const TestCaller member = office.server.AddMember(office.owner, "ADMIN");
  EventStream stream = office.Watch(member);
  const auto seen = office.CreateAccount("Seen by an administrator");
  CHECK(stream.Next()->record_id() == seen.id());

  organization::v1::ListMembersRequest list;
  const auto members = office.server.Call(&office.owner, &organization::v1::MemberService::Stub::ListMembers, list);
  organization::v1::UpdateMemberRequest update;
  for (const auto& one : members->members()) {
    if (one.user_id() == member.user_id) *update.mutable_member() = one;
  }
  update.mutable_member()->clear_roles();
  update.mutable_member()->add_roles("MEMBER");
  update.mutable_update_mask()->add_paths("roles");
  REQUIRE(office.server.Call(&office.owner, &organization::v1::MemberService::Stub::UpdateMember, update).ok());

  // From some moment on only what is the member's own comes.
  for (bool narrowed = false; !narrowed;) {
    const auto foreign = office.CreateAccount("Foreign");
    const auto own = office.CreateAccount("Own", member.user_id);
    narrowed = true;
    for (;;) {
      const auto event = stream.Next();
      REQUIRE(event.has_value());
      if (event->record_id() == foreign.id()) narrowed = false;
      if (event->record_id() == own.id()) break;
    }
  }
}

TEST_CASE("a stream ends with the session, and with the membership", "[events]") {
  Office office;
  const TestCaller member = office.server.AddMember(office.owner, "MEMBER");
  const TestCaller other = office.server.AddMember(office.owner, "MEMBER");
  EventStream stream = office.Watch(member);
  EventStream others = office.Watch(other);
  REQUIRE(office.server.Call(&member, &organization::v1::AuthService::Stub::SignOut, {}).ok());
  const grpc::Status ended = stream.End();
  CHECK(ended.error_code() == grpc::StatusCode::UNAUTHENTICATED);
  CHECK(ReasonOf(ended) == "SESSION_REVOKED");

  const auto members = office.server.Call(&office.owner, &organization::v1::MemberService::Stub::ListMembers, {});
  organization::v1::SuspendMemberRequest suspend;
  for (const auto& one : members->members()) {
    if (one.user_id() == other.user_id) suspend.set_id(one.id());
  }
  REQUIRE(office.server.Call(&office.owner, &organization::v1::MemberService::Stub::SuspendMember, suspend).ok());
  const grpc::Status suspended = others.End();
  CHECK(suspended.error_code() == grpc::StatusCode::PERMISSION_DENIED);
  CHECK(ReasonOf(suspended) == "MEMBERSHIP_SUSPENDED");
}

TEST_CASE("a stream ends with its deadline and with its caller", "[events]") {
  Office office;
  EventStream brief(office.server.channel(), office.owner, {}, std::chrono::milliseconds(500));
  EventStream cancelled = office.Watch(office.owner);
  cancelled.context().TryCancel();
  CHECK(cancelled.End().error_code() == grpc::StatusCode::CANCELLED);
  CHECK(brief.End().error_code() == grpc::StatusCode::DEADLINE_EXCEEDED);
  // Nothing of them is left, once the server has heard of it.
  EventStream watching = office.Watch(office.owner);
  CHECK(watching.ReadMessage());
}

TEST_CASE("a server and a tenant have so many streams and no more", "[events]") {
  TestServer server(testing::TestDatabase::Get().app_url(), [](server::BackendOptions& options) {
    options.events.max_watchers = 3;
    options.events.max_watchers_per_tenant = 2;
  });
  const TestCaller owner = server.SignUp();
  const TestCaller other = server.SignUp();
  EventStream first(server.channel(), owner);
  {
    EventStream second(server.channel(), owner);
    EventStream third(server.channel(), owner);
    const grpc::Status refused = third.End();
    CHECK(refused.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
    CHECK(ReasonOf(refused) == "TOO_MANY_WATCHERS");
    EventStream theirs(server.channel(), other);
    CHECK(theirs.messages() == 1);
    EventStream too_many(server.channel(), other);
    CHECK(ReasonOf(too_many.End()) == "TOO_MANY_WATCHERS");
  }
  // Those that have ended make room.
  bool joined = false;
  while (!joined) joined = EventStream(server.channel(), owner).messages() > 0;
  CHECK(server.backend().events().watchers() >= 1);
}

TEST_CASE("a server that stops sends its streams elsewhere, where they go on", "[events]") {
  TestServer stopping(testing::TestDatabase::Get().app_url());
  Office office;
  EventStream stream(stopping.channel(), office.owner);
  const auto before = office.CreateAccount("Before");
  CHECK(stream.Next()->record_id() == before.id());
  stopping.backend().events().Drain();
  const grpc::Status ended = stream.End();
  CHECK(ended.error_code() == grpc::StatusCode::UNAVAILABLE);
  CHECK(ReasonOf(ended) == "SHUTTING_DOWN");
  EventStream late(stopping.channel(), office.owner);
  CHECK(ReasonOf(late.End()) == "SHUTTING_DOWN");

  const auto after = office.CreateAccount("After");
  v1::WatchRequest request;
  request.set_resume_token(stream.token());
  EventStream resumed = office.Watch(office.owner, request);
  CHECK(resumed.Next()->record_id() == after.id());
}

TEST_CASE("a role that doesn't read events is refused", "[events]") {
  Office office;
  testing::AdminConnection database(testing::TestDatabase::Get().owner_url());
  database.Ask("select set_config('app.tenant_id', $1, false)", {office.owner.tenant_id});
  database.Ask(
      "insert into roles (tenant_id, id, version, create_time, update_time, name, description, grants) values "
      "($1::uuid, gen_random_uuid(), 1, now(), now(), 'READS_ACCOUNTS', '', 'account:read=ALL')",
      {office.owner.tenant_id});
  const TestCaller member = office.server.AddMember(office.owner, "READS_ACCOUNTS");
  CHECK(office.List(member, {}).status.error_code() == grpc::StatusCode::PERMISSION_DENIED);
  EventStream stream = office.Watch(member);
  CHECK(stream.End().error_code() == grpc::StatusCode::PERMISSION_DENIED);
}

}  // namespace
}  // namespace pipewright::integration
