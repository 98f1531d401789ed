#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/collaboration/v1/note_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/server/integration/events/event_office.h"
#include "tests/support/server/roles.h"
#include "tests/support/server/test_server.h"

namespace pipewright::collaboration {
namespace {

using integration::Office;
using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using Stub = v1::NoteService::Stub;

struct Notes {
  Office office;

  v1::CreateNoteRequest About(const std::string& account, const std::string& text = "They like oak.") const {
    v1::CreateNoteRequest request;
    request.mutable_note()->set_text(text);
    request.mutable_note()->mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_ACCOUNT);
    request.mutable_note()->mutable_subject()->set_id(account);
    return request;
  }
  v1::Note Write(const TestCaller& author, const v1::CreateNoteRequest& request) {
    const auto written = office.server.Call(&author, &Stub::CreateNote, request);
    INFO(written.status.error_message());
    REQUIRE(written.ok());
    return written.response;
  }
  std::set<std::string> Listed(const TestCaller& caller, const std::string& filter = "") {
    v1::ListNotesRequest request;
    request.set_filter(filter);
    request.set_return_total_size(true);
    const auto list = office.server.Call(&caller, &Stub::ListNotes, request);
    INFO(list.status.error_message());
    REQUIRE(list.ok());
    std::set<std::string> ids;
    for (const v1::Note& note : list->notes()) ids.insert(note.id());
    CHECK(list->total_size() == static_cast<int64_t>(ids.size()));
    return ids;
  }
  grpc::Status Get(const TestCaller& caller, const std::string& id) {
    v1::GetNoteRequest request;
    request.set_id(id);
    return office.server.Call(&caller, &Stub::GetNote, request).status;
  }
  grpc::Status Pin(const TestCaller& caller, const std::string& id) {
    v1::UpdateNoteRequest request;
    request.mutable_note()->set_id(id);
    request.mutable_note()->set_pinned(true);
    return office.server.Call(&caller, &Stub::UpdateNote, request).status;
  }
};

std::string Mention(const TestCaller& user) { return absl::StrCat("[@x](user:", user.user_id, ")"); }

TEST_CASE("a note about an account is read by whoever may read that, and changed by its author", "[note]") {
  Notes test;
  const TestCaller member = test.office.server.AddMember(test.office.owner, "MEMBER");
  const TestCaller other = test.office.server.AddMember(test.office.owner, "MEMBER");
  const TestCaller viewer = test.office.server.AddMember(test.office.owner, "VIEWER");
  const TestCaller manager = test.office.server.AddMember(test.office.owner, "MANAGER");
  auto account = test.office.CreateAccount("Acme", member.user_id);
  const std::string about_account = test.Write(test.office.owner, test.About(account.id())).id();
  const std::string mentioned = test.Write(test.office.owner, test.About(account.id(), "Ask " + Mention(other))).id();
  const std::string members = test.Write(member, test.About(account.id())).id();

  const std::set<std::string> all = {about_account, mentioned, members};
  CHECK(test.Listed(test.office.owner) == all);
  CHECK(test.Listed(member) == all);
  CHECK(test.Listed(member, absl::StrCat("account_id = \"", account.id(), "\"")) == all);
  CHECK(test.Listed(viewer) == all);
  CHECK(test.Listed(other) == std::set<std::string>{mentioned});
  CHECK(test.Listed(other, absl::StrCat("mentions:\"", other.user_id, "\"")) == std::set<std::string>{mentioned});
  CHECK(test.Listed(manager).empty());
  CHECK(test.Get(other, about_account).error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(test.Get(member, about_account).ok());
  CHECK(test.Pin(member, about_account).error_code() == grpc::StatusCode::PERMISSION_DENIED);
  CHECK(test.Pin(other, about_account).error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(test.Pin(member, members).ok());

  // Whoever gets the account gets its notes; whoever gives it away keeps their own.
  account.set_owner_id(other.user_id);
  test.office.Update(account, "owner_id");
  CHECK(test.Listed(other) == all);
  CHECK(test.Listed(member) == std::set<std::string>{members});
}

TEST_CASE("a grant to read notes opens none about records that the caller may not read", "[note]") {
  Notes test;
  const std::string note = test.Write(test.office.owner, test.About(test.office.CreateAccount("Acme").id())).id();
  testing::AddRole(test.office.owner.tenant_id, "NOTES", "note:*=OWN");
  testing::AddRole(test.office.owner.tenant_id, "ACCOUNTS", "account:*=ALL");
  testing::AddRole(test.office.owner.tenant_id, "BOTH", "account:read=ALL;note:read=OWN");
  CHECK(test.Listed(test.office.server.AddMember(test.office.owner, "NOTES")).empty());
  CHECK(test.Get(test.office.server.AddMember(test.office.owner, "ACCOUNTS"), note).error_code() ==
        grpc::StatusCode::PERMISSION_DENIED);
  CHECK(test.Listed(test.office.server.AddMember(test.office.owner, "BOTH")) == std::set<std::string>{note});
}

TEST_CASE("a note is refused about a record that the author may not read, and of whom isn't there", "[note]") {
  Notes test;
  Office elsewhere;
  const TestCaller member = test.office.server.AddMember(test.office.owner, "MEMBER");
  const auto refused = [&](const TestCaller& caller, const v1::CreateNoteRequest& request) {
    return test.office.server.Call(&caller, &Stub::CreateNote, request).status;
  };
  const std::string account = test.office.CreateAccount("Acme").id();
  CHECK(ReasonOf(refused(member, test.About(account))) == "REFERENCE_NOT_FOUND");
  CHECK(ReasonOf(refused(test.office.owner, test.About(elsewhere.CreateAccount("Acme").id()))) ==
        "REFERENCE_NOT_FOUND");
  CHECK(ReasonOf(refused(test.office.owner, test.About(account, Mention(elsewhere.owner)))) == "REFERENCE_NOT_FOUND");
  CHECK(FieldsOf(refused(test.office.owner, test.About(account, "[@x](user:maria)"))) == "note.text");
  CHECK(FieldsOf(refused(test.office.owner, test.About("x"))) == "note.subject.id");
  CHECK(FieldsOf(refused(test.office.owner, v1::CreateNoteRequest())) == "note");
}

TEST_CASE("the events of a note reach those who could read what it is about", "[note][events]") {
  Notes test;
  const TestCaller member = test.office.server.AddMember(test.office.owner, "MEMBER");
  const TestCaller other = test.office.server.AddMember(test.office.owner, "MEMBER");
  auto account = test.office.CreateAccount("Acme", member.user_id);
  const std::string start = test.office.Now();
  const v1::Note note = test.Write(test.office.owner, test.About(account.id()));
  account.set_owner_id(other.user_id);
  test.office.Update(account, "owner_id");
  REQUIRE(test.Pin(test.office.owner, note.id()).ok());
  const auto told = [&](const TestCaller& caller) {
    std::vector<std::string> types;
    for (const auto& event : test.office.AllSince(caller, start)) {
      if (event.resource() == "note") types.push_back(event.type());
    }
    return types;
  };
  CHECK(told(test.office.owner) == std::vector<std::string>{"note.created", "note.updated"});
  CHECK(told(member) == std::vector<std::string>{"note.created"});
  CHECK(told(other) == std::vector<std::string>{"note.updated"});
}

TEST_CASE("the events of a note that its author can't read the subject of any more reach the owner of that",
          "[note][events]") {
  Notes test;
  const TestCaller manager = test.office.server.AddMember(test.office.owner, "MANAGER");
  const TestCaller report = test.office.server.AddMember(test.office.owner, "MEMBER", manager.user_id);
  const TestCaller other = test.office.server.AddMember(test.office.owner, "MEMBER");
  auto account = test.office.CreateAccount("Acme", report.user_id);
  const v1::Note note = test.Write(manager, test.About(account.id()));
  account.set_owner_id(other.user_id);
  test.office.Update(account, "owner_id");
  const std::string start = test.office.Now();
  REQUIRE(test.Pin(manager, note.id()).ok());
  CHECK(test.office.AllSince(report, start).empty());
  CHECK(test.office.AllSince(other, start).size() == 1);
}

}  // namespace
}  // namespace pipewright::collaboration
