// What happened around a record, through a channel.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/collaboration/v1/interaction_service.grpc.pb.h"
#include "pipewright/collaboration/v1/note_service.grpc.pb.h"
#include "pipewright/collaboration/v1/timeline_service.grpc.pb.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/server/sales/selling.h"
#include "tests/support/server/roles.h"

namespace pipewright::collaboration {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using Stub = v1::TimelineService::Stub;
using Lines = std::vector<std::string>;
constexpr int64_t kBegin = 1'700'000'000;

struct Timeline {
  sales::Selling selling;
  testing::TestServer& server = selling.server;
  TestCaller owner = selling.owner;
  std::string account = selling.CreateAccount();

  template <class Request, class Response, class S>
  Response Do(const TestCaller& caller, grpc::Status (S::*method)(grpc::ClientContext*, const Request&, Response*),
              const Request& request) {
    const auto done = server.Call(&caller, method, request);
    INFO(done.status.error_message());
    REQUIRE(done.ok());
    return done.response;
  }
  sales::v1::Opportunity Open(const std::string& for_account) {
    sales::v1::CreateOpportunityRequest request = selling.Desks();
    request.mutable_opportunity()->set_account_id(for_account);
    return selling.Open(request);
  }
  void MoveTo(const std::string& opportunity, const std::string& other_account) {
    sales::v1::UpdateOpportunityRequest request;
    request.mutable_opportunity()->set_id(opportunity);
    request.mutable_opportunity()->set_account_id(other_account);
    request.mutable_update_mask()->add_paths("account_id");
    Do(owner, &sales::OpportunityStub::UpdateOpportunity, request);
  }
  std::string AddContact(const std::string& for_account) {
    sales::v1::CreateContactRequest request;
    request.mutable_contact()->set_last_name("Berg");
    request.mutable_contact()->set_account_id(for_account);
    return Do(owner, &sales::v1::ContactService::Stub::CreateContact, request).id();
  }
  std::string Note(shared::v1::SubjectKind kind, const std::string& id, const std::string& text) {
    v1::CreateNoteRequest request;
    request.mutable_note()->set_text(text);
    request.mutable_note()->mutable_subject()->set_kind(kind);
    request.mutable_note()->mutable_subject()->set_id(id);
    return Do(owner, &v1::NoteService::Stub::CreateNote, request).id();
  }
  tasks::v1::Task Task(const std::string& contact, tasks::v1::TaskVisibility visibility) {
    tasks::v1::CreateTaskRequest request;
    request.mutable_task()->set_title("Call back");
    request.mutable_task()->set_type(tasks::v1::TASK_TYPE_CALL);
    request.mutable_task()->set_visibility(visibility);
    request.mutable_task()->mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_CONTACT);
    request.mutable_task()->mutable_subject()->set_id(contact);
    return Do(owner, &tasks::v1::TaskService::Stub::CreateTask, request);
  }
  v1::Interaction Meeting(const std::string& title, int64_t seconds) {
    v1::Interaction meeting;
    meeting.set_type(v1::INTERACTION_TYPE_MEETING);
    meeting.set_title(title);
    meeting.mutable_start_time()->set_seconds(seconds);
    return meeting;
  }
  v1::Interaction Add(const v1::Interaction& interaction) {
    v1::CreateInteractionRequest request;
    *request.mutable_interaction() = interaction;
    return Do(owner, &v1::InteractionService::Stub::CreateInteraction, request);
  }

  static v1::ListTimelineRequest Of(shared::v1::SubjectKind kind, const std::string& id) {
    v1::ListTimelineRequest request;
    request.mutable_subject()->set_kind(kind);
    request.mutable_subject()->set_id(id);
    return request;
  }
  v1::ListTimelineRequest OfAccount(const std::string& id) { return Of(shared::v1::SUBJECT_KIND_ACCOUNT, id); }
  v1::ListTimelineResponse List(const TestCaller& caller, const v1::ListTimelineRequest& request) {
    return Do(caller, &Stub::ListTimeline, request);
  }
  // "NOTE <title>", "STAGE_MOVE opportunity.won", the newest first.
  Lines Told(const TestCaller& caller, const v1::ListTimelineRequest& request) {
    Lines lines;
    const v1::ListTimelineResponse list = List(caller, request);
    for (const v1::TimelineEntry& entry : list.entries()) {
      lines.push_back(absl::StrCat(v1::TimelineType_Name(entry.type()).substr(14), " ",
                                   entry.action().empty() ? entry.title() : entry.action()));
    }
    return lines;
  }
};

TEST_CASE("an account's timeline has what happened with it, its contacts and its opportunities", "[timeline]") {
  Timeline test;
  const std::string contact = test.AddContact(test.account);
  const sales::v1::Opportunity deal = test.Open(test.account);
  test.Note(shared::v1::SUBJECT_KIND_ACCOUNT, test.account, "About the account");
  test.Note(shared::v1::SUBJECT_KIND_OPPORTUNITY, deal.id(), "# About the deal\nMore of it");
  test.Task(contact, tasks::v1::TASK_VISIBILITY_PUBLIC);
  v1::Interaction meeting = test.Meeting("Lunch", kBegin);
  meeting.set_contact_id(contact);
  test.Add(meeting);
  test.Do(test.owner, &sales::OpportunityStub::MoveOpportunityStage, test.selling.Move(deal, 1));

  CHECK(test.Told(test.owner, test.OfAccount(test.account)) ==
        Lines{"STAGE_MOVE opportunity.stage_changed", "TASK Call back", "NOTE # About the deal",
              "NOTE About the account", "STAGE_MOVE opportunity.created", "ACTIVITY contact.created",
              "ACTIVITY account.created", "INTERACTION Lunch"});
  CHECK(test.Told(test.owner, test.Of(shared::v1::SUBJECT_KIND_OPPORTUNITY, deal.id())) ==
        Lines{"STAGE_MOVE opportunity.stage_changed", "NOTE # About the deal", "STAGE_MOVE opportunity.created"});
  CHECK(test.Told(test.owner, test.Of(shared::v1::SUBJECT_KIND_CONTACT, contact)) ==
        Lines{"TASK Call back", "ACTIVITY contact.created", "INTERACTION Lunch"});

  const v1::ListTimelineResponse all = test.List(test.owner, test.OfAccount(test.account));
  const v1::TimelineEntry& moved = all.entries(0);
  CHECK(moved.resource() == "opportunity");
  CHECK(moved.record_id() == deal.id());
  CHECK(moved.title() == "Fifty desks");
  CHECK(moved.user_id() == test.owner.user_id);
  CHECK(moved.changes().fields().at("stage_id").list_value().values(0).string_value() ==
        test.selling.pipeline.stages(0).id());
  CHECK(all.entries(2).text() == "# About the deal\nMore of it");
  CHECK(all.entries(7).entry_time().seconds() == kBegin);
}

TEST_CASE("a timeline is read by type, by time and page by page", "[timeline]") {
  Timeline test;
  for (int i = 0; i < 7; ++i) {
    v1::Interaction meeting = test.Meeting(absl::StrCat("Meeting ", i), kBegin + (i % 3));  // some at the same time
    meeting.set_account_id(test.account);
    test.Add(meeting);
    test.Note(shared::v1::SUBJECT_KIND_ACCOUNT, test.account, absl::StrCat("Note ", i));
  }
  v1::ListTimelineRequest request = test.OfAccount(test.account);
  const Lines all = test.Told(test.owner, request);
  CHECK(all.size() == 15);
  request.set_page_size(4);
  Lines paged;
  for (;;) {
    const v1::ListTimelineResponse page = test.List(test.owner, request);
    CHECK(page.entries_size() <= 4);
    const Lines told = test.Told(test.owner, request);
    paged.insert(paged.end(), told.begin(), told.end());
    if (page.next_page_token().empty()) break;
    request.set_page_token(page.next_page_token());
  }
  CHECK(paged == all);

  v1::ListTimelineRequest meetings = test.OfAccount(test.account);
  meetings.add_types(v1::TIMELINE_TYPE_INTERACTION);
  CHECK(test.Told(test.owner, meetings).size() == 7);
  meetings.mutable_from_time()->set_seconds(kBegin + 1);
  CHECK(test.Told(test.owner, meetings).size() == 4);
  meetings.mutable_to_time()->set_seconds(kBegin + 2);
  CHECK(test.Told(test.owner, meetings) == Lines{"INTERACTION Meeting 4", "INTERACTION Meeting 1"});
}

TEST_CASE("a timeline follows its records", "[timeline]") {
  Timeline test;
  const std::string other = test.selling.CreateAccount();
  const sales::v1::Opportunity deal = test.Open(test.account);
  const std::string note = test.Note(shared::v1::SUBJECT_KIND_OPPORTUNITY, deal.id(), "About the deal");
  v1::Interaction meeting = test.Meeting("Named", kBegin);
  meeting.set_account_id(test.account);
  meeting.set_opportunity_id(deal.id());
  meeting = test.Add(meeting);
  const auto records = [&](const std::string& account) {
    v1::ListTimelineRequest request = test.OfAccount(account);
    request.add_types(v1::TIMELINE_TYPE_NOTE);
    request.add_types(v1::TIMELINE_TYPE_INTERACTION);
    return test.Told(test.owner, request);
  };
  CHECK(records(test.account) == Lines{"NOTE About the deal", "INTERACTION Named"});
  test.MoveTo(deal.id(), other);
  CHECK(records(test.account) == Lines{"INTERACTION Named"});
  CHECK(records(other) == Lines{"NOTE About the deal"});
  test.Note(shared::v1::SUBJECT_KIND_OPPORTUNITY, deal.id(), "After that");
  CHECK(records(other) == Lines{"NOTE After that", "NOTE About the deal"});

  v1::DeleteNoteRequest remove;
  remove.set_id(note);
  test.Do(test.owner, &v1::NoteService::Stub::DeleteNote, remove);
  CHECK(records(other) == Lines{"NOTE After that"});
  v1::UndeleteNoteRequest back;
  back.set_id(note);
  test.Do(test.owner, &v1::NoteService::Stub::UndeleteNote, back);
  CHECK(records(other) == Lines{"NOTE After that", "NOTE About the deal"});

  v1::UpdateInteractionRequest later;
  later.mutable_interaction()->set_id(meeting.id());
  later.mutable_interaction()->mutable_start_time()->set_seconds(kBegin + 60);
  later.mutable_update_mask()->add_paths("start_time");
  test.Do(test.owner, &v1::InteractionService::Stub::UpdateInteraction, later);
  v1::ListTimelineRequest request = test.OfAccount(test.account);
  request.add_types(v1::TIMELINE_TYPE_INTERACTION);
  CHECK(test.List(test.owner, request).entries(0).entry_time().seconds() == kBegin + 60);
}

TEST_CASE("what is about a contact and an opportunity is in the timeline of the opportunity's account, if it has one",
          "[timeline]") {
  Timeline test;
  const std::string other = test.selling.CreateAccount();
  const std::string contact = test.AddContact(test.account);
  const sales::v1::Opportunity deal = test.selling.Open(test.selling.Desks());  // of no account
  v1::Interaction meeting = test.Meeting("Lunch", kBegin);
  meeting.set_contact_id(contact);
  meeting.set_opportunity_id(deal.id());
  test.Add(meeting);
  const auto met = [&](const std::string& account) {
    v1::ListTimelineRequest request = test.OfAccount(account);
    request.add_types(v1::TIMELINE_TYPE_INTERACTION);
    return test.Told(test.owner, request).size();
  };
  CHECK(met(test.account) == 1);
  test.MoveTo(deal.id(), other);
  CHECK(met(test.account) == 0);
  CHECK(met(other) == 1);
  test.MoveTo(deal.id(), "");
  CHECK(met(test.account) == 1);
  CHECK(met(other) == 0);
  sales::v1::UpdateContactRequest move;
  move.mutable_contact()->set_id(contact);
  move.mutable_contact()->set_account_id(other);
  move.mutable_update_mask()->add_paths("account_id");
  test.Do(test.owner, &sales::v1::ContactService::Stub::UpdateContact, move);
  CHECK(met(test.account) == 0);
  CHECK(met(other) == 1);
}

TEST_CASE("a timeline shows what the caller may read", "[timeline][attack]") {
  Timeline test;
  const TestCaller member = test.server.AddMember(test.owner, "MEMBER");
  const TestCaller stranger = test.server.SignUp();
  const std::string contact = test.AddContact(test.account);
  test.Task(contact, tasks::v1::TASK_VISIBILITY_PRIVATE);
  test.Task(contact, tasks::v1::TASK_VISIBILITY_PUBLIC);
  const std::string note = test.Note(shared::v1::SUBJECT_KIND_CONTACT, contact, "Secret");
  const v1::ListTimelineRequest request = test.OfAccount(test.account);
  for (const TestCaller* const caller : {&member, &stranger}) {
    const auto refused = test.server.Call(caller, &Stub::ListTimeline, request);
    CHECK(refused.status.error_code() == grpc::StatusCode::NOT_FOUND);
  }
  // The member gets the account, and not its contact.
  sales::v1::UpdateAccountRequest give;
  give.mutable_account()->set_id(test.account);
  give.mutable_account()->set_owner_id(member.user_id);
  give.mutable_update_mask()->add_paths("owner_id");
  test.Do(test.owner, &sales::v1::AccountService::Stub::UpdateAccount, give);
  CHECK(test.Told(member, request) == Lines{"ACTIVITY account.updated", "TASK Call back", "ACTIVITY account.created"});
  CHECK(test.Told(test.owner, request).size() == 6);

  testing::AddRole(test.owner.tenant_id, "TIMES", "timeline:read=ALL;account:read=ALL;note:read=ALL");
  CHECK(test.Told(test.server.AddMember(test.owner, "TIMES"), request) ==
        Lines{"ACTIVITY account.updated", "NOTE Secret", "ACTIVITY account.created"});
  testing::AddRole(test.owner.tenant_id, "NO_TIMES", "account:read=ALL");
  const TestCaller without = test.server.AddMember(test.owner, "NO_TIMES");
  CHECK(test.server.Call(&without, &Stub::ListTimeline, request).status.error_code() ==
        grpc::StatusCode::PERMISSION_DENIED);
}

TEST_CASE("a wrong question about a timeline names what is wrong", "[timeline]") {
  Timeline test;
  const auto fields = [&](const v1::ListTimelineRequest& request) {
    const auto refused = test.server.Call(&test.owner, &Stub::ListTimeline, request);
    CHECK(refused.status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
    return FieldsOf(refused.status);
  };
  CHECK(fields({}) == "subject");
  CHECK(fields(test.Of(shared::v1::SUBJECT_KIND_UNSPECIFIED, test.account)) == "subject.kind");
  CHECK(fields(test.OfAccount("acme")) == "subject.id");
  v1::ListTimelineRequest request = test.OfAccount(test.account);
  request.set_page_size(-1);
  CHECK(fields(request) == "page_size");
  request.set_page_size(0);
  request.add_types(v1::TIMELINE_TYPE_NOTE);
  request.add_types(v1::TIMELINE_TYPE_NOTE);
  CHECK(fields(request) == "types");
  request.clear_types();
  request.mutable_from_time()->set_seconds(kBegin);
  request.mutable_to_time()->set_seconds(kBegin - 1);
  CHECK(fields(request) == "to_time");
  // A page of another question.
  request = test.OfAccount(test.account);
  test.Note(shared::v1::SUBJECT_KIND_ACCOUNT, test.account, "One");
  request.set_page_size(1);
  request.set_page_token(test.List(test.owner, request).next_page_token());
  REQUIRE_FALSE(request.page_token().empty());
  request.add_types(v1::TIMELINE_TYPE_NOTE);
  const auto other = test.server.Call(&test.owner, &Stub::ListTimeline, request);
  CHECK(ReasonOf(other.status) == "INVALID_PAGE_TOKEN");
  CHECK(test.server.Call(&test.owner, &Stub::ListTimeline, test.OfAccount("00000000-0000-7000-8000-000000000000"))
            .status.error_code() == grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace pipewright::collaboration
