// Merges and their undoing, through a channel.
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "pipewright/organization/v1/custom_field_definition_service.grpc.pb.h"
#include "pipewright/sales/v1/merge_service.grpc.pb.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/server/sales/selling.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/tenant_contents.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::sales {
namespace {

using grpc::StatusCode;
using testing::Answer;
using testing::EverythingOf;
using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;
using AccountStub = v1::AccountService::Stub;
using ContactStub = v1::ContactService::Stub;
using MergeStub = v1::MergeService::Stub;
using TaskStub = tasks::v1::TaskService::Stub;
namespace org = organization::v1;

// The subjects of an error's violations.
std::vector<std::string> SubjectsOf(const grpc::Status& status) {
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  std::vector<std::string> subjects;
  for (const auto& detail : details.details()) {
    google::rpc::PreconditionFailure failure;
    if (!detail.UnpackTo(&failure)) continue;
    for (const auto& violation : failure.violations()) subjects.push_back(violation.subject());
  }
  return subjects;
}

struct Merging : Selling {
  v1::Account Add(const std::function<void(v1::Account&)>& fill = nullptr, const TestCaller* by = nullptr) {
    v1::CreateAccountRequest request;
    request.mutable_account()->set_name("Acme");
    if (fill != nullptr) fill(*request.mutable_account());
    const auto created = server.Call(by == nullptr ? &owner : by, &AccountStub::CreateAccount, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }
  v1::Contact AddContact(const std::function<void(v1::Contact&)>& fill = nullptr) {
    v1::CreateContactRequest request;
    request.mutable_contact()->set_last_name("Berg");
    if (fill != nullptr) fill(*request.mutable_contact());
    const auto created = server.Call(&owner, &ContactStub::CreateContact, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }
  tasks::v1::Task AddTask(pipewright::shared::v1::SubjectKind kind, const std::string& id) {
    tasks::v1::CreateTaskRequest request;
    request.mutable_task()->set_title("Call");
    request.mutable_task()->mutable_subject()->set_kind(kind);
    request.mutable_task()->mutable_subject()->set_id(id);
    request.mutable_task()->set_visibility(tasks::v1::TASK_VISIBILITY_PRIVATE);
    const auto created = server.Call(&owner, &TaskStub::CreateTask, request);
    REQUIRE(created.ok());
    return created.response;
  }
  void DefineReference(org::CustomFieldEntity entity, org::CustomFieldReferenceKind kind) {
    org::CreateCustomFieldDefinitionRequest request;
    auto& field = *request.mutable_custom_field_definition();
    field.set_entity(entity);
    field.set_key("buyer");
    field.set_label("Buyer");
    field.set_type(org::CUSTOM_FIELD_TYPE_REFERENCE);
    field.set_reference_kind(kind);
    REQUIRE(server.Call(&owner, &org::CustomFieldDefinitionService::Stub::CreateCustomFieldDefinition, request).ok());
  }

  v1::MergeAccountsRequest Into(const std::string& survivor, const std::vector<std::string>& losers) {
    v1::MergeAccountsRequest request;
    request.set_survivor_id(survivor);
    for (const std::string& loser : losers) request.add_losers()->set_id(loser);
    return request;
  }
  Answer<v1::Merge> Merge(const v1::MergeAccountsRequest& request) {
    return server.Call(&owner, &MergeStub::MergeAccounts, request);
  }
  Answer<v1::Merge> Undo(const std::string& id, const TestCaller* by = nullptr) {
    v1::UndoMergeRequest request;
    request.set_id(id);
    return server.Call(by == nullptr ? &owner : by, &MergeStub::UndoMerge, request);
  }
  std::vector<v1::MergePart> PartsOf(const std::string& id, const TestCaller* by = nullptr) {
    v1::ListMergePartsRequest request;
    request.set_id(id);
    const auto page = server.Call(by == nullptr ? &owner : by, &MergeStub::ListMergeParts, request);
    INFO(page.status.error_message());
    REQUIRE(page.ok());
    return {page->parts().begin(), page->parts().end()};
  }

  v1::Account Account(const std::string& id) {
    v1::GetAccountRequest request;
    request.set_id(id);
    return server.Call(&owner, &AccountStub::GetAccount, request).response;
  }
  v1::Contact Contact(const std::string& id) {
    v1::GetContactRequest request;
    request.set_id(id);
    return server.Call(&owner, &ContactStub::GetContact, request).response;
  }
  tasks::v1::Task Task(const std::string& id) {
    tasks::v1::GetTaskRequest request;
    request.set_id(id);
    return server.Call(&owner, &TaskStub::GetTask, request).response;
  }
};

// As it is but for what every change changes.
template <class Record>
std::string Content(Record record) {
  record.clear_etag();
  record.clear_update_time();
  record.clear_updated_by();
  return record.ShortDebugString();
}

TEST_CASE("everything that referred to a merged account refers to the survivor, until the merge is undone", "[merge]") {
  Merging m;
  m.DefineReference(org::CUSTOM_FIELD_ENTITY_CONTACT, org::CUSTOM_FIELD_REFERENCE_KIND_ACCOUNT);
  const std::string acme = m.Add([](v1::Account& account) { account.set_industry("Retail"); }).id();
  const std::string twin = m.Add([](v1::Account& account) {
                              account.set_industry("Energy");
                              account.set_email("info@acme.example");
                            }).id();
  const std::string third = m.Add().id();
  const std::string child = m.Add([&](v1::Account& account) { account.set_parent_account_id(third); }).id();
  const std::string contact = m.AddContact([&](v1::Contact& one) {
                                 one.set_account_id(twin);
                                 auto& fields = *one.mutable_custom_fields()->mutable_fields();
                                 fields["buyer"].set_string_value(third);
                               }).id();
  const std::string deleted = m.AddContact([&](v1::Contact& one) { one.set_account_id(twin); }).id();
  v1::DeleteContactRequest remove;
  remove.set_id(deleted);
  REQUIRE(m.server.Call(&m.owner, &ContactStub::DeleteContact, remove).ok());
  v1::CreateOpportunityRequest desks = m.Desks();
  desks.mutable_opportunity()->set_account_id(twin);
  const std::string deal = m.Open(desks).id();
  const std::string task = m.AddTask(pipewright::shared::v1::SUBJECT_KIND_ACCOUNT, third).id();

  std::map<std::string, std::function<std::string()>> records;
  for (const std::string& id : {acme, twin, third, child}) records[id] = [&m, id] { return Content(m.Account(id)); };
  for (const std::string& id : {contact, deleted}) records[id] = [&m, id] { return Content(m.Contact(id)); };
  records[deal] = [&] { return Content(m.Read(deal)); };
  records[task] = [&] { return Content(m.Task(task)); };
  std::map<std::string, std::string> before;
  for (const auto& [id, read] : records) before[id] = read();

  v1::MergeAccountsRequest request = m.Into(acme, {twin, third});
  request.add_taken_fields()->set_field("email");
  request.mutable_taken_fields(0)->set_from_id(twin);
  const std::string contents = EverythingOf(m.owner.tenant_id);
  request.set_validate_only(true);
  REQUIRE(m.Merge(request).ok());
  CHECK(EverythingOf(m.owner.tenant_id) == contents);
  request.set_validate_only(false);
  const auto merge = m.Merge(request);
  INFO(merge.status.error_message());
  REQUIRE(merge.ok());
  CHECK(merge->resource() == "account");
  CHECK(merge->created_by() == m.owner.user_id);

  CHECK(m.Account(acme).industry() == "Retail");
  CHECK(m.Account(acme).email() == "info@acme.example");
  for (const std::string& loser : {twin, third}) {
    CHECK(m.Account(loser).has_delete_time());
    CHECK(m.Account(loser).merged_into_id() == acme);
  }
  CHECK(m.Account(child).parent_account_id() == acme);
  CHECK(m.Contact(contact).account_id() == acme);
  CHECK(m.Contact(contact).custom_fields().fields().at("buyer").string_value() == acme);
  CHECK(m.Contact(deleted).account_id() == acme);
  CHECK(m.Read(deal).account_id() == acme);
  CHECK(m.Task(task).subject().id() == acme);

  std::map<std::string, int64_t> counts;
  for (const auto& field : merge->repointed()) counts[field.resource() + "." + field.field()] = field.count();
  CHECK(counts == std::map<std::string, int64_t>{{"account.parent_account_id", 1},
                                                 {"contact.account_id", 2},
                                                 {"contact.custom_fields.buyer", 1},
                                                 {"opportunity.account_id", 1},
                                                 {"task.subject", 1}});
  const std::vector<v1::MergePart> parts = m.PartsOf(merge->id());
  REQUIRE(parts.size() == 7);
  CHECK(parts[0].record_id() == acme);
  CHECK(parts[0].field() == "email");
  CHECK(parts[0].before().has_null_value());
  CHECK(parts[0].after().string_value() == "info@acme.example");

  const auto undone = m.Undo(merge->id());
  INFO(undone.status.error_message());
  REQUIRE(undone.ok());
  CHECK(undone->has_undo_time());
  for (const auto& [id, read] : records) CHECK(read() == before.at(id));
  CHECK(ReasonOf(m.Undo(merge->id()).status) == "MERGE_UNDONE");
}

TEST_CASE("merged accounts keep the survivor's primary contact, until the merge is undone", "[merge]") {
  Merging m;
  const std::string acme = m.Add().id();
  const std::string twin = m.Add().id();
  const auto primary_of = [&](const std::string& account) {
    return m
        .AddContact([&](v1::Contact& one) {
          one.set_account_id(account);
          one.set_primary_contact(true);
        })
        .id();
  };
  const std::string kept = primary_of(acme);
  const std::string yielding = primary_of(twin);
  const auto merged = m.Merge(m.Into(acme, {twin}));
  INFO(merged.status.error_message());
  REQUIRE(merged.ok());
  CHECK(m.Contact(kept).primary_contact());
  CHECK(m.Contact(yielding).account_id() == acme);
  CHECK_FALSE(m.Contact(yielding).primary_contact());
  REQUIRE(m.Undo(merged->id()).ok());
  CHECK(m.Contact(kept).primary_contact());
  CHECK(m.Contact(yielding).account_id() == twin);
  CHECK(m.Contact(yielding).primary_contact());

  // Of accounts one of which has none, the other's is it.
  const auto into_other = m.Merge(m.Into(m.Add().id(), {twin}));
  REQUIRE(into_other.ok());
  CHECK(m.Contact(yielding).primary_contact());
}

TEST_CASE("a merged contact's place among others goes to the survivor, who is there once", "[merge]") {
  Merging m;
  const std::string maria = m.AddContact([](v1::Contact& contact) { contact.set_email("maria@acme.example"); }).id();
  const std::string twin = m.AddContact([&](v1::Contact& contact) { contact.set_email("m.berg@acme.example"); }).id();
  const std::string clerk = m.AddContact([&](v1::Contact& contact) { contact.set_reports_to_id(twin); }).id();
  v1::CreateOpportunityRequest desks = m.Desks();
  desks.mutable_opportunity()->set_primary_contact_id(twin);
  const auto add_role = [&](const std::string& id, v1::ContactRoleKind kind) {
    auto* const role = desks.mutable_opportunity()->add_contact_roles();
    role->set_contact_id(id);
    role->set_role(kind);
  };
  add_role(twin, v1::CONTACT_ROLE_KIND_CHAMPION);
  add_role(maria, v1::CONTACT_ROLE_KIND_DECISION_MAKER);
  const std::string both = m.Open(desks).id();
  desks.mutable_opportunity()->mutable_contact_roles()->DeleteSubrange(1, 1);
  add_role(clerk, v1::CONTACT_ROLE_KIND_DECISION_MAKER);
  const std::string one = m.Open(desks).id();

  v1::MergeContactsRequest request;
  request.set_survivor_id(maria);
  request.add_losers()->set_id(twin);
  request.add_taken_fields()->set_field("email");  // which only one live contact may have
  request.mutable_taken_fields(0)->set_from_id(twin);
  const auto merge = m.server.Call(&m.owner, &MergeStub::MergeContacts, request);
  INFO(merge.status.error_message());
  REQUIRE(merge.ok());
  CHECK(m.Contact(maria).email() == "m.berg@acme.example");
  CHECK(m.Contact(clerk).reports_to_id() == maria);
  CHECK(m.Read(both).primary_contact_id() == maria);
  REQUIRE(m.Read(both).contact_roles_size() == 1);
  CHECK(m.Read(both).contact_roles(0).role() == v1::CONTACT_ROLE_KIND_DECISION_MAKER);
  REQUIRE(m.Read(one).contact_roles_size() == 2);
  CHECK(m.Read(one).contact_roles(0).contact_id() == maria);
  CHECK(m.Read(one).contact_roles(0).role() == v1::CONTACT_ROLE_KIND_CHAMPION);

  // Roles of others may come and go meanwhile.
  v1::UpdateOpportunityRequest update;
  update.mutable_opportunity()->set_id(one);
  *update.mutable_opportunity()->add_contact_roles() = m.Read(one).contact_roles(0);
  update.mutable_update_mask()->add_paths("contact_roles");
  REQUIRE(m.server.Call(&m.owner, &OpportunityStub::UpdateOpportunity, update).ok());
  const auto undone = m.Undo(merge->id());
  INFO(undone.status.error_message());
  REQUIRE(undone.ok());
  CHECK(m.Contact(maria).email() == "maria@acme.example");
  CHECK(m.Contact(twin).email() == "m.berg@acme.example");
  CHECK(m.Contact(clerk).reports_to_id() == twin);
  CHECK(m.Read(both).contact_roles_size() == 2);
  REQUIRE(m.Read(one).contact_roles_size() == 1);
  CHECK(m.Read(one).contact_roles(0).contact_id() == twin);
}

TEST_CASE("a survivor that stood below a loser is in its place, and back when that is undone", "[merge]") {
  Merging m;
  const std::string top = m.Add().id();
  const std::string holding = m.Add([&](v1::Account& account) { account.set_parent_account_id(top); }).id();
  const std::string between = m.Add([&](v1::Account& account) { account.set_parent_account_id(holding); }).id();
  const std::string acme = m.Add([&](v1::Account& account) { account.set_parent_account_id(between); }).id();
  const auto merge = m.Merge(m.Into(acme, {holding}));
  REQUIRE(merge.ok());
  CHECK(m.Account(acme).parent_account_id() == top);
  CHECK(m.Account(between).parent_account_id() == acme);
  REQUIRE(m.Undo(merge->id()).ok());
  CHECK(m.Account(acme).parent_account_id() == between);
  CHECK(m.Account(between).parent_account_id() == holding);
}

TEST_CASE("everything that has changed since a merge is named, and nothing is undone", "[merge]") {
  Merging m;
  const std::string acme = m.AddContact([](v1::Contact& one) { one.set_title("Buyer"); }).id();
  const std::string twin = m.AddContact([](v1::Contact& one) {
                              one.set_email("m.berg@acme.example");
                              one.set_title("Head of Desks");
                            }).id();
  const std::string third = m.AddContact().id();
  const std::string clerk = m.AddContact([&](v1::Contact& one) { one.set_reports_to_id(twin); }).id();
  const std::string other = m.AddContact([&](v1::Contact& one) { one.set_reports_to_id(twin); }).id();
  v1::MergeContactsRequest request;
  request.set_survivor_id(acme);
  request.add_losers()->set_id(twin);
  request.add_losers()->set_id(third);
  request.add_taken_fields()->set_field("title");
  request.mutable_taken_fields(0)->set_from_id(twin);
  const auto merge = m.server.Call(&m.owner, &MergeStub::MergeContacts, request);
  REQUIRE(merge.ok());

  // The survivor gets another title, a clerk another superior, one loser comes back, and the other one's address goes
  // to somebody new.
  v1::UpdateContactRequest update;
  update.mutable_contact()->set_id(acme);
  update.mutable_contact()->set_title("Head of Chairs");
  REQUIRE(m.server.Call(&m.owner, &ContactStub::UpdateContact, update).ok());
  update.Clear();
  update.mutable_contact()->set_id(clerk);
  update.mutable_contact()->set_reports_to_id(other);
  REQUIRE(m.server.Call(&m.owner, &ContactStub::UpdateContact, update).ok());
  v1::UndeleteContactRequest undelete;
  undelete.set_id(third);
  REQUIRE(m.server.Call(&m.owner, &ContactStub::UndeleteContact, undelete).ok());
  m.AddContact([](v1::Contact& one) { one.set_email("m.berg@acme.example"); });

  const std::string before = EverythingOf(m.owner.tenant_id);
  const auto refused = m.Undo(merge->id());
  CHECK(refused.status.error_code() == StatusCode::FAILED_PRECONDITION);
  CHECK(ReasonOf(refused.status) == "MERGE_CONTRADICTED");
  std::vector<std::string> subjects = SubjectsOf(refused.status);
  std::sort(subjects.begin(), subjects.end());
  std::vector<std::string> expected = {absl::StrCat("contact/", acme, ".title"), absl::StrCat("contact/", third),
                                       absl::StrCat("contact/", twin, ".email"),
                                       absl::StrCat("contact/", clerk, ".reports_to_id")};
  std::sort(expected.begin(), expected.end());
  CHECK(subjects == expected);
  CHECK(EverythingOf(m.owner.tenant_id) == before);

  v1::DeleteContactRequest remove;
  remove.set_id(acme);
  REQUIRE(m.server.Call(&m.owner, &ContactStub::DeleteContact, remove).ok());
  CHECK(SubjectsOf(m.Undo(merge->id()).status).size() == 5);
}

TEST_CASE("merges are undone from the last one on", "[merge]") {
  Merging m;
  const std::string a = m.Add().id();
  const std::string b = m.Add().id();
  const std::string c = m.Add().id();
  const std::string contact = m.AddContact([&](v1::Contact& one) { one.set_account_id(c); }).id();
  const std::string first = m.Merge(m.Into(b, {c}))->id();
  const std::string second = m.Merge(m.Into(a, {b}))->id();
  CHECK(m.Contact(contact).account_id() == a);
  CHECK(m.Account(c).merged_into_id() == b);
  const auto refused = m.Undo(first);
  CHECK(SubjectsOf(refused.status) ==
        std::vector<std::string>{absl::StrCat("account/", b), absl::StrCat("contact/", contact, ".account_id")});
  CHECK_THAT(refused.status.error_message(), Catch::Contains("undo that merge first"));
  REQUIRE(m.Undo(second).ok());
  REQUIRE(m.Undo(first).ok());
  CHECK(m.Contact(contact).account_id() == c);
}

TEST_CASE("an undo that would put an account below itself is refused", "[merge]") {
  Merging m;
  const std::string holding = m.Add().id();
  const std::string twin = m.Add([&](v1::Account& account) { account.set_parent_account_id(holding); }).id();
  const std::string child = m.Add([&](v1::Account& account) { account.set_parent_account_id(twin); }).id();
  const std::string acme = m.Add().id();
  const auto merge = m.Merge(m.Into(acme, {twin}));
  REQUIRE(merge.ok());
  v1::UpdateAccountRequest update;
  update.mutable_account()->set_id(holding);
  update.mutable_account()->set_parent_account_id(child);
  REQUIRE(m.server.Call(&m.owner, &AccountStub::UpdateAccount, update).ok());
  CHECK(SubjectsOf(m.Undo(merge->id()).status) ==
        std::vector<std::string>{absl::StrCat("account/", twin, ".parent_account_id")});
}

TEST_CASE("what is wrong with a merge is named as the request has it", "[merge]") {
  Merging m;
  const std::string acme = m.Add().id();
  const std::string twin = m.Add().id();
  v1::MergeAccountsRequest request = m.Into(acme, {acme, twin, twin});
  CHECK(FieldsOf(m.Merge(request).status) == "losers[0].id,losers[2].id");
  request = m.Into(acme, {});
  CHECK(FieldsOf(m.Merge(request).status) == "losers");
  request = m.Into(acme, {twin});
  request.add_taken_fields()->set_field("code");
  request.mutable_taken_fields(0)->set_from_id(twin);
  CHECK(FieldsOf(m.Merge(request).status) == "taken_fields[0].field");
  request.mutable_taken_fields(0)->set_field("name");
  request.mutable_taken_fields(0)->set_from_id(acme);
  CHECK(FieldsOf(m.Merge(request).status) == "taken_fields[0].from_id");
  request.clear_taken_fields();
  request.mutable_losers(0)->set_etag("7");
  CHECK(ReasonOf(m.Merge(request).status) == "STALE_ETAG");
}

TEST_CASE("a member merges accounts of their own, and with them what others have hung on those", "[merge]") {
  Merging m;
  const TestCaller member = m.server.AddMember(m.owner, "MEMBER");
  const std::string mine = m.Add(nullptr, &member).id();
  const std::string twin = m.Add(nullptr, &member).id();
  const std::string theirs = m.Add().id();
  const std::string contact = m.AddContact([&](v1::Contact& one) { one.set_account_id(twin); }).id();
  const std::string task = m.AddTask(pipewright::shared::v1::SUBJECT_KIND_ACCOUNT, twin).id();
  CHECK(m.server.Call(&member, &MergeStub::MergeAccounts, m.Into(mine, {theirs})).status.error_code() ==
        StatusCode::NOT_FOUND);
  CHECK(m.server.Call(&member, &MergeStub::MergeAccounts, m.Into(theirs, {mine})).status.error_code() ==
        StatusCode::NOT_FOUND);
  const auto merge = m.server.Call(&member, &MergeStub::MergeAccounts, m.Into(mine, {twin}));
  INFO(merge.status.error_message());
  REQUIRE(merge.ok());
  CHECK(m.Contact(contact).account_id() == mine);
  CHECK(m.Task(task).subject().id() == mine);
  // They learn how much that was, not what.
  CHECK(merge->repointed_size() == 2);
  CHECK(m.PartsOf(merge->id(), &member).empty());
  CHECK(m.PartsOf(merge->id()).size() == 2);

  const TestCaller colleague = m.server.AddMember(m.owner, "MEMBER");
  CHECK(m.Undo(merge->id(), &colleague).status.error_code() == StatusCode::NOT_FOUND);
  const TestCaller viewer = m.server.AddMember(m.owner, "VIEWER");
  CHECK(m.Undo(merge->id(), &viewer).status.error_code() == StatusCode::PERMISSION_DENIED);
  // Once the survivor is somebody else's, its merge is out of the member's hands.
  v1::UpdateAccountRequest give;
  give.mutable_account()->set_id(mine);
  give.mutable_account()->set_owner_id(m.owner.user_id);
  REQUIRE(m.server.Call(&m.owner, &AccountStub::UpdateAccount, give).ok());
  CHECK_FALSE(m.Undo(merge->id(), &member).ok());
  CHECK(m.Undo(merge->id()).ok());
}

TEST_CASE("merges of one tenant are nothing to another", "[merge]") {
  Merging m;
  Merging other;
  const std::string acme = m.Add().id();
  const std::string twin = m.Add().id();
  const std::string foreign = other.Add().id();
  CHECK(m.Merge(m.Into(acme, {foreign})).status.error_code() == StatusCode::NOT_FOUND);
  const auto merge = m.Merge(m.Into(acme, {twin}));
  REQUIRE(merge.ok());
  CHECK(other.Undo(merge->id()).status.error_code() == StatusCode::NOT_FOUND);
  CHECK(other.server.Call(&other.owner, &MergeStub::ListMerges, {})->merges_size() == 0);
  v1::ListMergesRequest list;
  list.set_filter(absl::StrCat("loser_ids:\"", twin, "\""));
  CHECK(m.server.Call(&m.owner, &MergeStub::ListMerges, list)->merges_size() == 1);
  list.set_filter(absl::StrCat("loser_ids:\"", acme, "\""));
  CHECK(m.server.Call(&m.owner, &MergeStub::ListMerges, list)->merges_size() == 0);
}

TEST_CASE("merges at the same time leave no reference to what is gone", "[merge][concurrency]") {
  Merging m;
  std::vector<std::string> accounts;
  for (int i = 0; i < 6; ++i) {
    accounts.push_back(m.Add().id());
    for (int k = 0; k < 3; ++k) m.AddContact([&](v1::Contact& one) { one.set_account_id(accounts.back()); });
  }
  std::vector<std::string> unexpected(accounts.size());
  std::vector<std::thread> callers;
  for (size_t i = 0; i < accounts.size(); ++i) {
    callers.emplace_back([&, i] {
      // Each takes its neighbour: a ring of which every two share a record.
      const auto merge = m.Merge(m.Into(accounts[i], {accounts[(i + 1) % accounts.size()]}));
      const bool fair =
          merge.ok() || merge.status.error_code() == StatusCode::ABORTED || ReasonOf(merge.status) == "RECORD_DELETED";
      if (!fair) unexpected[i] = merge.status.error_message();
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(unexpected == std::vector<std::string>(accounts.size()));

  testing::AdminConnection database(testing::TestDatabase::Get().owner_url());
  database.Ask("select set_config('app.tenant_id', $1, false)", {m.owner.tenant_id});
  CHECK(database.Ask("select count(*) from contacts c join accounts a on a.tenant_id = c.tenant_id and a.id = "
                     "c.account_id where c.tenant_id = $1::uuid and a.delete_time is not null",
                     {m.owner.tenant_id}) == "0");
  CHECK(database.Ask("select count(*) from contacts where tenant_id = $1::uuid", {m.owner.tenant_id}) == "18");
  // As many are gone as merges took, and there is always one left.
  CHECK(database.Ask("select count(*) from accounts where tenant_id = $1::uuid and merged_into_id is not null",
                     {m.owner.tenant_id}) ==
        database.Ask("select count(*) from merge_losers where tenant_id = $1::uuid", {m.owner.tenant_id}));
  CHECK(database.Ask("select count(*) > 0 from accounts where tenant_id = $1::uuid and delete_time is null",
                     {m.owner.tenant_id}) == "t");
}

}  // namespace
}  // namespace pipewright::sales
