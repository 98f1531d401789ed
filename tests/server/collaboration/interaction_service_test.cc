#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/collaboration/v1/interaction_service.grpc.pb.h"
#include "pipewright/sales/v1/contact_service.grpc.pb.h"
#include "pipewright/sales/v1/lead_service.grpc.pb.h"
#include "pipewright/sales/v1/merge_service.grpc.pb.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/server/integration/events/event_office.h"
#include "tests/support/server/test_server.h"

namespace pipewright::collaboration {
namespace {

using integration::Office;
using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using Stub = v1::InteractionService::Stub;

constexpr int64_t kDay = 86'400;
constexpr int64_t kBegin = 1'767'225'600;

struct Interactions {
  Office office;

  static v1::CreateInteractionRequest Call(const std::string& account, const std::string& title = "Desks") {
    v1::CreateInteractionRequest request;
    request.mutable_interaction()->set_type(v1::INTERACTION_TYPE_CALL);
    request.mutable_interaction()->set_title(title);
    request.mutable_interaction()->set_account_id(account);
    return request;
  }
  template <class Request, class Response>
  Response Do(const TestCaller& caller, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
              const Request& request) {
    const auto done = office.server.Call(&caller, method, request);
    INFO(done.status.error_message());
    REQUIRE(done.ok());
    return done.response;
  }
  v1::Interaction Write(const v1::CreateInteractionRequest& request) {
    return Do(office.owner, &Stub::CreateInteraction, request);
  }
  v1::Interaction Read(const std::string& id) {
    v1::GetInteractionRequest request;
    request.set_id(id);
    return Do(office.owner, &Stub::GetInteraction, request);
  }
  v1::ListInteractionsResponse List(const TestCaller& caller, const std::string& filter, const std::string& order = "",
                                    int size = 0) {
    v1::ListInteractionsRequest request;
    request.set_filter(filter);
    request.set_order_by(order);
    request.set_page_size(size);
    return Do(caller, &Stub::ListInteractions, request);
  }
  std::string AddContact(const std::string& name) {
    sales::v1::CreateContactRequest request;
    request.mutable_contact()->set_last_name(name);
    const auto created = office.server.Call(&office.owner, &sales::v1::ContactService::Stub::CreateContact, request);
    REQUIRE(created.ok());
    return created->id();
  }
  std::vector<tasks::v1::Task> Tasks(const std::string& account) {
    tasks::v1::ListTasksRequest request;
    request.set_filter(absl::StrCat("account_id = \"", account, "\""));
    const auto list = office.server.Call(&office.owner, &tasks::v1::TaskService::Stub::ListTasks, request);
    REQUIRE(list.ok());
    return {list->tasks().begin(), list->tasks().end()};
  }
};

std::string Quoted(const std::string& field, const std::string& id) { return absl::StrCat(field, "\"", id, "\""); }

TEST_CASE("what was said last to an account is the first of its interactions", "[interaction]") {
  Interactions test;
  const std::string account = test.office.CreateAccount("Acme").id();
  const std::string other = test.office.CreateAccount("Globex").id();
  const auto say = [&](const std::string& to, const std::string& title, int64_t when) {
    v1::CreateInteractionRequest request = Interactions::Call(to, title);
    request.mutable_interaction()->mutable_start_time()->set_seconds(when);
    test.Write(request);
  };
  say(account, "second", kBegin + kDay);
  say(account, "last", kBegin + 2 * kDay);
  say(account, "first", kBegin);
  say(other, "elsewhere", kBegin + 3 * kDay);
  const auto list = test.List(test.office.owner, Quoted("account_id = ", account), "start_time desc", 2);
  REQUIRE(list.interactions_size() == 2);
  CHECK(list.interactions(0).title() == "last");
  CHECK(list.interactions(1).title() == "second");
  CHECK_FALSE(list.next_page_token().empty());
}

TEST_CASE("a call with a follow-up makes its task with it, or neither is there", "[interaction]") {
  Interactions test;
  const std::string account = test.office.CreateAccount("Acme").id();
  v1::CreateInteractionRequest request = Interactions::Call(account);
  request.mutable_interaction()->mutable_follow_up_time()->set_seconds(kBegin);
  request.set_validate_only(true);
  test.Write(request);
  request.set_validate_only(false);
  auto refused = request;
  refused.mutable_interaction()->add_participants()->set_contact_id(account);
  const auto status = test.office.server.Call(&test.office.owner, &Stub::CreateInteraction, refused).status;
  CHECK(ReasonOf(status) == "REFERENCE_NOT_FOUND");
  CHECK(test.Tasks(account).empty());
  CHECK(test.List(test.office.owner, "").interactions().empty());

  request.set_request_id("0190f3c2-7b1e-7c3a-9d4e-5f60718293a4");
  const v1::Interaction call = test.Write(request);
  CHECK(test.Write(request).SerializeAsString() == call.SerializeAsString());
  const std::vector<tasks::v1::Task> tasks = test.Tasks(account);
  REQUIRE(tasks.size() == 1);
  CHECK(call.follow_up_task_id() == tasks[0].id());
  CHECK(tasks[0].type() == tasks::v1::TASK_TYPE_FOLLOW_UP);
  CHECK(tasks[0].due_time().seconds() == kBegin);
  CHECK(test.List(test.office.owner, "follow_up_task.status = \"PENDING\"").interactions_size() == 1);

  v1::UpdateInteractionRequest later;
  later.mutable_interaction()->set_id(call.id());
  later.mutable_interaction()->mutable_follow_up_time()->set_seconds(kBegin + kDay);
  CHECK(FieldsOf(test.office.server.Call(&test.office.owner, &Stub::UpdateInteraction, later).status) ==
        "interaction.follow_up_time");
}

TEST_CASE("an update of everything keeps the start and the follow-up that it doesn't name", "[interaction]") {
  Interactions test;
  v1::CreateInteractionRequest request = Interactions::Call(test.office.CreateAccount("Acme").id());
  request.mutable_interaction()->set_outcome("no answer");
  request.mutable_interaction()->mutable_follow_up_time()->set_seconds(kBegin);
  const v1::Interaction call = test.Write(request);
  v1::UpdateInteractionRequest update;
  update.mutable_update_mask()->add_paths("*");
  *update.mutable_interaction() = call;
  update.mutable_interaction()->clear_start_time();
  update.mutable_interaction()->clear_follow_up_time();
  update.mutable_interaction()->clear_outcome();
  const v1::Interaction updated = test.Do(test.office.owner, &Stub::UpdateInteraction, update);
  CHECK(updated.outcome().empty());
  CHECK(updated.start_time().seconds() == call.start_time().seconds());
  CHECK(updated.follow_up_time().seconds() == kBegin);
  CHECK(updated.follow_up_task_id() == call.follow_up_task_id());
}

TEST_CASE("a batch makes the tasks of those that are stored, once for each", "[interaction][batch]") {
  Interactions test;
  const std::string account = test.office.CreateAccount("Acme").id();
  v1::BatchCreateInteractionsRequest batch;
  batch.set_allow_partial(true);
  for (const bool good : {true, false, true}) {
    v1::CreateInteractionRequest& request = *batch.add_requests();
    request = Interactions::Call(account, good ? "good" : "bad");
    request.mutable_interaction()->mutable_follow_up_time()->set_seconds(kBegin);
    if (!good) request.mutable_interaction()->set_opportunity_id(account);
  }
  const auto made = test.Do(test.office.owner, &Stub::BatchCreateInteractions, batch);
  CHECK(made.failed_requests_size() == 1);
  CHECK(made.failed_requests().contains(1));
  CHECK(test.Tasks(account).size() == 2);
  CHECK(made.interactions(0).follow_up_task_id() != made.interactions(2).follow_up_task_id());

  v1::BatchUpdateInteractionsRequest twice;
  const std::string id = test.Write(Interactions::Call(account)).id();
  for (const char* const outcome : {"one", "two"}) {
    v1::UpdateInteractionRequest& update = *twice.add_requests();
    update.mutable_interaction()->set_id(id);
    update.mutable_interaction()->set_outcome(outcome);
    update.mutable_interaction()->mutable_follow_up_time()->set_seconds(kBegin + kDay);
  }
  const auto updated = test.Do(test.office.owner, &Stub::BatchUpdateInteractions, twice);
  CHECK(updated.interactions(1).outcome() == "two");
  CHECK(test.Tasks(account).size() == 3);
}

TEST_CASE("the events of an interaction reach who took part and who could read what it is about",
          "[interaction][events]") {
  Interactions test;
  const TestCaller participant = test.office.server.AddMember(test.office.owner, "MEMBER");
  const TestCaller account_owner = test.office.server.AddMember(test.office.owner, "MEMBER");
  const TestCaller stranger = test.office.server.AddMember(test.office.owner, "MEMBER");
  auto request = Interactions::Call(test.office.CreateAccount("Acme", account_owner.user_id).id());
  request.mutable_interaction()->add_participants()->set_user_id(participant.user_id);
  const std::string start = test.office.Now();
  test.Write(request);
  const auto told = [&](const TestCaller& caller) {
    std::vector<std::string> types;
    for (const auto& event : test.office.AllSince(caller, start)) types.push_back(event.type());
    return types;
  };
  const std::vector<std::string> created = {"interaction.created"};
  CHECK(told(test.office.owner) == created);
  CHECK(told(participant) == created);
  CHECK(told(account_owner) == created);
  CHECK(told(stranger).empty());
}

TEST_CASE("wrong fields of an interaction are named, all at once", "[interaction]") {
  Interactions test;
  v1::CreateInteractionRequest request;
  const auto refused = [&] {
    return FieldsOf(test.office.server.Call(&test.office.owner, &Stub::CreateInteraction, request).status);
  };
  request.mutable_interaction()->set_contact_id("x");
  request.mutable_interaction()->add_participants()->set_user_id("maria");
  request.mutable_interaction()->add_participants()->set_email("maria");
  CHECK(refused() ==
        "interaction.type,interaction.title,interaction.contact_id,interaction.participants[0].user_id,"
        "interaction.participants[1].email");
  request = Interactions::Call("", " ");
  request.mutable_interaction()->add_participants();
  CHECK(refused() == "interaction.title,interaction.account_id,interaction.participants[0]");
}

TEST_CASE("members who took part find the interaction, and so does whoever may read what it is about",
          "[interaction]") {
  Interactions test;
  const TestCaller participant = test.office.server.AddMember(test.office.owner, "MEMBER");
  const TestCaller account_owner = test.office.server.AddMember(test.office.owner, "MEMBER");
  const TestCaller stranger = test.office.server.AddMember(test.office.owner, "MEMBER");
  const TestCaller viewer = test.office.server.AddMember(test.office.owner, "VIEWER");
  const std::string contact = test.AddContact("Muster");
  auto request = Interactions::Call(test.office.CreateAccount("Acme", account_owner.user_id).id());
  request.mutable_interaction()->add_participants()->set_user_id(participant.user_id);
  request.mutable_interaction()->add_participants()->set_contact_id(contact);
  const std::string id = test.Write(request).id();
  const auto finds = [&](const TestCaller& caller, const std::string& filter = "") {
    const auto list = test.List(caller, filter);
    return list.interactions_size() == 1 && list.interactions(0).id() == id;
  };
  CHECK(finds(participant));
  CHECK(finds(participant, Quoted("participants:", participant.user_id)));
  CHECK(finds(account_owner));
  CHECK(finds(viewer));
  CHECK_FALSE(finds(stranger));
  CHECK(finds(test.office.owner, Quoted("participants:", contact)));
  CHECK_FALSE(finds(test.office.owner, Quoted("participants:", stranger.user_id)));
  v1::UpdateInteractionRequest update;
  update.mutable_interaction()->set_id(id);
  update.mutable_interaction()->set_outcome("none");
  const auto change = [&](const TestCaller& caller) {
    return test.office.server.Call(&caller, &Stub::UpdateInteraction, update).status.error_code();
  };
  CHECK(change(participant) == grpc::StatusCode::PERMISSION_DENIED);
  CHECK(change(stranger) == grpc::StatusCode::NOT_FOUND);
  CHECK(change(test.office.owner) == grpc::StatusCode::OK);
  // Who takes part no more reads it no more.
  update.mutable_interaction()->add_participants()->set_contact_id(contact);
  update.mutable_interaction()->add_participants()->set_user_id(stranger.user_id);
  CHECK(change(test.office.owner) == grpc::StatusCode::OK);
  CHECK_FALSE(finds(participant));
  CHECK(finds(stranger, Quoted("participants:", stranger.user_id)));
}

TEST_CASE("interactions follow merged contacts, among what they are about and who took part, and come back",
          "[interaction][merge]") {
  Interactions test;
  const std::string survivor = test.AddContact("Muster");
  const std::string loser = test.AddContact("Mustermann");
  auto request = Interactions::Call(test.office.CreateAccount("Acme").id());
  request.mutable_interaction()->set_contact_id(loser);
  request.mutable_interaction()->add_participants()->set_name("Olga Holm");
  request.mutable_interaction()->add_participants()->set_contact_id(loser);
  const v1::Interaction one = test.Write(request);
  request.mutable_interaction()->add_participants()->set_contact_id(survivor);
  const v1::Interaction both = test.Write(request);

  sales::v1::MergeContactsRequest merge;
  merge.set_survivor_id(survivor);
  merge.add_losers()->set_id(loser);
  using Merges = sales::v1::MergeService::Stub;
  const auto merged = test.office.server.Call(&test.office.owner, &Merges::MergeContacts, merge);
  INFO(merged.status.error_message());
  REQUIRE(merged.ok());
  for (const std::string& id : {one.id(), both.id()}) {
    const v1::Interaction read = test.Read(id);
    CHECK(read.contact_id() == survivor);
    REQUIRE(read.participants_size() == 2);
    CHECK(read.participants(0).name() == "Olga Holm");
    CHECK(read.participants(1).contact_id() == survivor);
  }
  CHECK(test.List(test.office.owner, Quoted("participants:", loser)).interactions().empty());
  sales::v1::UndoMergeRequest undo;
  undo.set_id(merged->id());
  REQUIRE(test.office.server.Call(&test.office.owner, &Merges::UndoMerge, undo).ok());
  CHECK(test.Read(one.id()).contact_id() == loser);
  CHECK(test.List(test.office.owner, Quoted("participants:", loser)).interactions_size() == 2);
  CHECK(test.List(test.office.owner, Quoted("participants:", survivor)).interactions_size() == 1);
}

TEST_CASE("what was said to a lead stays with it when it is converted, and is with what it became", "[interaction]") {
  Interactions test;
  using Leads = sales::v1::LeadService::Stub;
  sales::v1::CreateLeadRequest create;
  create.mutable_lead()->set_name("Maria Muster");
  create.mutable_lead()->set_company("Acme");
  create.mutable_lead()->set_status(sales::v1::LEAD_STATUS_QUALIFIED);
  const auto lead = test.office.server.Call(&test.office.owner, &Leads::CreateLead, create);
  REQUIRE(lead.ok());
  auto request = Interactions::Call("");
  request.mutable_interaction()->set_lead_id(lead->id());
  request.mutable_interaction()->mutable_follow_up_time()->set_seconds(kBegin);
  const std::string id = test.Write(request).id();
  sales::v1::ConvertLeadRequest convert;
  convert.set_id(lead->id());
  const auto converted = test.office.server.Call(&test.office.owner, &Leads::ConvertLead, convert);
  INFO(converted.status.error_message());
  REQUIRE(converted.ok());
  const v1::Interaction read = test.Read(id);
  CHECK(read.lead_id() == lead->id());
  CHECK(read.account_id() == converted->account().id());
  CHECK(read.contact_id() == converted->contact().id());
  CHECK(test.List(test.office.owner, Quoted("account_id = ", read.account_id())).interactions_size() == 1);
}

}  // namespace
}  // namespace pipewright::collaboration
