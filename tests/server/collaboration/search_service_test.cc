// One search over all kinds of record, through a channel.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "pipewright/catalog/v1/offering_service.grpc.pb.h"
#include "pipewright/collaboration/v1/interaction_service.grpc.pb.h"
#include "pipewright/collaboration/v1/note_service.grpc.pb.h"
#include "pipewright/collaboration/v1/search_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/sales/v1/contact_service.grpc.pb.h"
#include "pipewright/sales/v1/lead_service.grpc.pb.h"
#include "pipewright/sales/v1/vendor_service.grpc.pb.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/server/integration/events/event_office.h"
#include "tests/server/sales/selling.h"
#include "tests/support/server/roles.h"
#include "tests/support/server/test_server.h"

namespace pipewright::collaboration {
namespace {

using integration::Office;
using testing::FieldsOf;
using testing::TestCaller;
using Stub = v1::SearchService::Stub;
using Lines = std::vector<std::string>;

struct Searching {
  Office office;

  template <class Request, class Response, class S>
  Response Do(const TestCaller& caller, grpc::Status (S::*method)(grpc::ClientContext*, const Request&, Response*),
              const Request& request) {
    const auto done = office.server.Call(&caller, method, request);
    INFO(done.status.error_message());
    REQUIRE(done.ok());
    return done.response;
  }
  v1::SearchResponse Find(const TestCaller& caller, const std::string& query, int page_size = 0) {
    v1::SearchRequest request;
    request.set_query(query);
    request.set_page_size(page_size);
    return Do(caller, &Stub::Search, request);
  }
  // "ACCOUNT Acme ~" for each hit, "ACCOUNT …" for more; "~": a similar word.
  Lines Found(const TestCaller& caller, const std::string& query, int page_size = 0) {
    Lines lines;
    const v1::SearchResponse found = Find(caller, query, page_size);
    for (const v1::SearchGroup& group : found.groups()) {
      const std::string kind = v1::SearchedKind_Name(group.kind()).substr(14);
      for (const v1::SearchHit& hit : group.hits()) {
        lines.push_back(absl::StrCat(kind, " ", hit.title(), hit.similar() ? " ~" : ""));
      }
      if (group.more()) lines.push_back(absl::StrCat(kind, " …"));
    }
    return lines;
  }
  std::string Note(const TestCaller& author, const std::string& account, const std::string& text) {
    v1::CreateNoteRequest request;
    request.mutable_note()->set_text(text);
    request.mutable_note()->mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_ACCOUNT);
    request.mutable_note()->mutable_subject()->set_id(account);
    return Do(author, &v1::NoteService::Stub::CreateNote, request).id();
  }
};

// "name: They like [oak]." for each.
std::string Highlights(const v1::SearchHit& hit) {
  Lines lines;
  for (const v1::SearchHighlight& highlight : hit.highlights()) {
    std::string& line = lines.emplace_back(absl::StrCat(highlight.field(), ": "));
    for (const v1::SearchFragment& fragment : highlight.fragments()) {
      absl::StrAppend(&line, fragment.match() ? "[" : "", fragment.text(), fragment.match() ? "]" : "");
    }
  }
  return absl::StrJoin(lines, "\n");
}

TEST_CASE("records of every kind are found by a word, its beginning, and written without its accents", "[search]") {
  Searching test;
  const TestCaller& owner = test.office.owner;
  const auto account = test.office.CreateAccount("Méridian Gruppe");
  sales::v1::CreateContactRequest contact;
  contact.mutable_contact()->set_account_id(account.id());
  contact.mutable_contact()->set_first_name("Anna");
  contact.mutable_contact()->set_last_name("Kovács");
  contact.mutable_contact()->set_email("anna@meridian.example");
  test.Do(owner, &sales::v1::ContactService::Stub::CreateContact, contact);
  sales::v1::CreateLeadRequest lead;
  lead.mutable_lead()->set_name("Ben Ode");
  lead.mutable_lead()->set_company("Meridiana");
  test.Do(owner, &sales::v1::LeadService::Stub::CreateLead, lead);
  tasks::v1::CreateTaskRequest task;
  task.mutable_task()->set_title("Call Meridian");
  task.mutable_task()->set_type(tasks::v1::TASK_TYPE_CALL);
  test.Do(owner, &tasks::v1::TaskService::Stub::CreateTask, task);
  sales::v1::CreateVendorRequest vendor;
  vendor.mutable_vendor()->set_name("Meridian Logistics");
  test.Do(owner, &sales::v1::VendorService::Stub::CreateVendor, vendor);
  catalog::v1::CreateOfferingRequest offering;
  offering.mutable_offering()->set_name("Desk Meridian");
  offering.mutable_offering()->set_kind(catalog::v1::OFFERING_KIND_PRODUCT);
  test.Do(owner, &catalog::v1::OfferingService::Stub::CreateOffering, offering);
  v1::CreateInteractionRequest interaction;
  interaction.mutable_interaction()->set_type(v1::INTERACTION_TYPE_CALL);
  interaction.mutable_interaction()->set_title("Price call");
  interaction.mutable_interaction()->set_content("Talked about the meridian line.");
  interaction.mutable_interaction()->set_account_id(account.id());
  interaction.mutable_interaction()->mutable_start_time()->set_seconds(1790000000);
  test.Do(owner, &v1::InteractionService::Stub::CreateInteraction, interaction);
  test.Note(owner, account.id(), "# Visit\nThey want MERIDIAN in oak.");

  const Lines all = test.Found(owner, "meridian");
  CHECK(all.size() == 8);
  for (const char* const line :
       {"ACCOUNT Méridian Gruppe", "CONTACT Anna Kovács", "LEAD Ben Ode Meridiana", "TASK Call Meridian",
        "VENDOR Meridian Logistics", "OFFERING Desk Meridian", "INTERACTION Price call", "NOTE # Visit"}) {
    INFO(line << " of " << absl::StrJoin(all, ", "));
    CHECK(std::count(all.begin(), all.end(), line) == 1);
  }
  CHECK(test.Found(owner, "MÉRIDIAN gru") == Lines{"ACCOUNT Méridian Gruppe"});
  CHECK(test.Found(owner, "kovacs") == Lines{"CONTACT Anna Kovács"});
  CHECK(test.Found(owner, "anna meridian") == Lines{"CONTACT Anna Kovács"});
  CHECK(test.Found(owner, "m").empty());  // one letter is a word, and begins none
  CHECK(test.Found(owner, "meridian kovacs desk").empty());

  v1::SearchRequest some;
  some.set_query("meridian");
  some.add_kinds(v1::SEARCHED_KIND_NOTE);
  const v1::SearchResponse notes = test.Do(owner, &Stub::Search, some);
  REQUIRE(notes.groups_size() == 1);
  REQUIRE(notes.groups(0).hits_size() == 1);
  CHECK(Highlights(notes.groups(0).hits(0)) == "text: # Visit\nThey want [MERIDIAN] in oak.");
}

TEST_CASE("an opportunity is found by its title, its code and its next step", "[search]") {
  sales::Selling selling;
  sales::v1::CreateOpportunityRequest request = selling.Desks();
  request.mutable_opportunity()->set_title("Meridian renewal");
  request.mutable_opportunity()->set_next_step("Send the offer");
  const sales::v1::Opportunity opportunity = selling.Open(request);
  for (const std::string& query : {std::string("renewal"), opportunity.code(), std::string("send offer")}) {
    INFO(query);
    v1::SearchRequest search;
    search.set_query(query);
    search.add_kinds(v1::SEARCHED_KIND_OPPORTUNITY);
    const auto found = selling.server.Call(&selling.owner, &Stub::Search, search);
    REQUIRE(found.ok());
    REQUIRE(found->groups_size() == 1);
    REQUIRE(found->groups(0).hits_size() == 1);
    CHECK(found->groups(0).hits(0).id() == opportunity.id());
  }
}

TEST_CASE("words that are written nearly so are taken when there is nothing else", "[search]") {
  Searching test;
  const auto account = test.office.CreateAccount("Meridian Gruppe");
  test.office.CreateAccount("Meridiam");
  const TestCaller& owner = test.office.owner;
  CHECK(test.Found(owner, "meridain") == Lines{"ACCOUNT Meridian Gruppe ~"});
  CHECK(test.Found(owner, "meridain grupe") == Lines{"ACCOUNT Meridian Gruppe ~"});
  CHECK(test.Found(owner, "meridiam") == Lines{"ACCOUNT Meridiam"});
  CHECK(test.Found(owner, "grup") == Lines{"ACCOUNT Meridian Gruppe"});
  CHECK(test.Found(owner, "mrdn").empty());
  CHECK(test.Found(owner, "0000x").empty());
  test.Note(owner, account.id(), "They asked for receivables.");
  const v1::SearchResponse found = test.Find(owner, "recievables");
  REQUIRE(found.groups_size() == 1);
  CHECK(Highlights(found.groups(0).hits(0)) == "text: They asked for [receivables].");
}

TEST_CASE("what a record is called counts more than the rest, and a full match most", "[search]") {
  Searching test;
  const auto other = test.office.CreateAccount("Globex");
  auto described = test.office.CreateAccount("Initech");
  described.set_description("Bought by Acme.");
  test.office.Update(described, "description");
  test.office.CreateAccount("The Acme Group");
  test.office.CreateAccount("Acme");
  test.office.CreateAccount("Acme Holding");
  test.office.CreateAccount("Acmeter");
  CHECK(test.Found(test.office.owner, "acme") ==
        Lines{"ACCOUNT Acme", "ACCOUNT Acme Holding", "ACCOUNT The Acme Group", "ACCOUNT Acmeter", "ACCOUNT Initech"});
  CHECK(test.Found(test.office.owner, "acme", 2) == Lines{"ACCOUNT Acme", "ACCOUNT Acme Holding", "ACCOUNT …"});
  test.Note(test.office.owner, other.id(), "Like Acme.");
  CHECK(test.Find(test.office.owner, "acme").groups(0).kind() == v1::SEARCHED_KIND_ACCOUNT);
}

TEST_CASE("a search gives what the caller may read, and nothing tells of the rest", "[search][attack]") {
  Searching test;
  const TestCaller member = test.office.server.AddMember(test.office.owner, "MEMBER");
  const TestCaller stranger = test.office.server.SignUp();
  const auto secret = test.office.CreateAccount("Meridian Secret");
  test.Note(test.office.owner, secret.id(), "Meridian is for sale.");
  for (const char* const query : {"meridian", "meridain", "meridian secret", "secret", "mer", "sale"}) {
    INFO(query);
    CHECK_FALSE(test.Found(test.office.owner, query).empty());
    CHECK(test.Find(member, query).groups_size() == 0);
    CHECK(test.Find(stranger, query).groups_size() == 0);
  }
  const auto own = test.office.CreateAccount("Meridian Own", member.user_id);
  test.Note(test.office.owner, own.id(), "Meridian asks.");
  CHECK(test.Found(member, "meridian") == Lines{"ACCOUNT Meridian Own", "NOTE Meridian asks."});
  CHECK(test.Found(member, "meridain", 1) == Lines{"ACCOUNT Meridian Own ~", "NOTE Meridian asks. ~"});

  // What is nearer and not to be read hides nothing.
  const TestCaller other = test.office.server.AddMember(test.office.owner, "MEMBER");
  test.office.CreateAccount("Meridiam", other.user_id);
  CHECK(test.Found(other, "meridain") == Lines{"ACCOUNT Meridiam ~"});

  testing::AddRole(test.office.owner.tenant_id, "SEARCHER", "search:read=ALL;note:read=ALL");
  const TestCaller searcher = test.office.server.AddMember(test.office.owner, "SEARCHER");
  CHECK(test.Found(searcher, "meridian") == Lines{"NOTE Meridian asks.", "NOTE Meridian is for sale."});
  testing::AddRole(test.office.owner.tenant_id, "READER", "account:read=ALL");
  v1::SearchRequest request;
  request.set_query("meridian");
  CHECK(test.office.server.Call(&test.office.owner, &Stub::Search, request).ok());
  const TestCaller reader = test.office.server.AddMember(test.office.owner, "READER");
  CHECK(test.office.server.Call(&reader, &Stub::Search, request).status.error_code() ==
        grpc::StatusCode::PERMISSION_DENIED);
}

TEST_CASE("one's own record is found among very many of others with the same word", "[search]") {
  Searching test;
  const TestCaller member = test.office.server.AddMember(test.office.owner, "MEMBER");
  const auto own = test.office.CreateAccount("Acme Own", member.user_id);
  const std::string note = test.Note(member, own.id(), "Acme is mine.");
  sales::v1::BatchCreateAccountsRequest batch;
  v1::BatchCreateNotesRequest notes;
  const auto others = test.office.CreateAccount("Others");
  for (int i = 0; i < 150; ++i) {
    batch.add_requests()->mutable_account()->set_name(absl::StrCat("Acme ", i));
    v1::Note& written = *notes.add_requests()->mutable_note();
    written.set_text(absl::StrCat("Acme ", i));
    written.mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_ACCOUNT);
    written.mutable_subject()->set_id(others.id());
  }
  test.Do(test.office.owner, &sales::v1::AccountService::Stub::BatchCreateAccounts, batch);
  test.Do(test.office.owner, &v1::NoteService::Stub::BatchCreateNotes, notes);
  CHECK(test.Found(member, "acme") == Lines{"ACCOUNT Acme Own", "NOTE Acme is mine."});
  CHECK(test.Find(test.office.owner, "acme", 50).groups(0).hits_size() == 50);
}

TEST_CASE("a search follows its records", "[search]") {
  Searching test;
  auto account = test.office.CreateAccount("Acme");
  CHECK(test.Found(test.office.owner, "acme") == Lines{"ACCOUNT Acme"});
  account.set_name("Globex");
  test.office.Update(account, "name");
  CHECK(test.Found(test.office.owner, "acme").empty());
  CHECK(test.Found(test.office.owner, "globex") == Lines{"ACCOUNT Globex"});
  sales::v1::DeleteAccountRequest remove;
  remove.set_id(account.id());
  test.Do(test.office.owner, &sales::v1::AccountService::Stub::DeleteAccount, remove);
  CHECK(test.Found(test.office.owner, "globex").empty());
  sales::v1::UndeleteAccountRequest back;
  back.set_id(account.id());
  test.Do(test.office.owner, &sales::v1::AccountService::Stub::UndeleteAccount, back);
  CHECK(test.Found(test.office.owner, "globex") == Lines{"ACCOUNT Globex"});
}

TEST_CASE("a wrong search names what is wrong", "[search]") {
  Searching test;
  const auto refused = [&](const std::string& query, int page_size = 0) {
    v1::SearchRequest request;
    request.set_query(query);
    request.set_page_size(page_size);
    const auto answer = test.office.server.Call(&test.office.owner, &Stub::Search, request);
    CHECK(answer.status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
    return FieldsOf(answer.status);
  };
  CHECK(refused("") == "query");
  CHECK(refused("  ") == "query");
  CHECK(refused("%_' | & ! :* \\") == "query");
  CHECK(refused("a b c d e f g h i j k") == "query");
  CHECK(refused(std::string(201, 'x')) == "query");
  CHECK(refused("acme", -1) == "page_size");
  v1::SearchRequest twice;
  twice.set_query("acme");
  twice.add_kinds(v1::SEARCHED_KIND_NOTE);
  twice.add_kinds(v1::SEARCHED_KIND_NOTE);
  CHECK(FieldsOf(test.office.server.Call(&test.office.owner, &Stub::Search, twice).status) == "kinds");
  // What means something to the database is text here.
  test.office.CreateAccount("O'Hara's \\ Tables");
  CHECK(test.Found(test.office.owner, "o'hara \\ tables:*") == Lines{"ACCOUNT O'Hara's \\ Tables"});
  CHECK(test.Found(test.office.owner, "hara & !tables | x").empty());
}

}  // namespace
}  // namespace pipewright::collaboration
