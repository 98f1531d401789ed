// Finding duplicates, through a channel.
#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/sales/v1/contact_service.grpc.pb.h"
#include "pipewright/sales/v1/duplicate_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::sales {
namespace {

using grpc::StatusCode;
using testing::FieldsOf;
using testing::MetadataOf;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;
using AccountStub = v1::AccountService::Stub;
using ContactStub = v1::ContactService::Stub;
using Stub = v1::DuplicateService::Stub;

v1::CreateAccountRequest Named(const std::string& name) {
  v1::CreateAccountRequest request;
  request.mutable_account()->set_name(name);
  return request;
}

TEST_CASE("an account is found by what is about to be created, and by another one", "[duplicates]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::CreateAccountRequest create = Named("M\xC3\xBCller & S\xC3\xB6hne GmbH");
  create.mutable_account()->set_phone("030 1234567");
  create.mutable_account()->set_website("https://www.mueller.example/shop");
  const auto first = server.Call(&owner, &AccountStub::CreateAccount, create);
  REQUIRE(first.ok());
  const auto typo = server.Call(&owner, &AccountStub::CreateAccount, Named("Muller S\xC3\xB6hnne"));
  REQUIRE(server.Call(&owner, &AccountStub::CreateAccount, Named("Globex")).ok());

  v1::FindDuplicateAccountsRequest find;
  find.mutable_account()->set_name("Mueller und Soehne");
  find.mutable_account()->set_phone("+49 30 1234567");
  find.mutable_account()->set_email("info@mueller.example");
  auto found = server.Call(&owner, &Stub::FindDuplicateAccounts, find);
  INFO(found.status.error_message());
  REQUIRE(found.ok());
  REQUIRE(found->duplicates_size() == 1);
  CHECK(found->duplicates(0).account().SerializeAsString() == first->SerializeAsString());
  CHECK(found->duplicates(0).score() == 96);
  REQUIRE(found->duplicates(0).reasons_size() == 3);
  CHECK(found->duplicates(0).reasons(0) == v1::MATCH_REASON_NAME);
  CHECK(found->duplicates(0).reasons(1) == v1::MATCH_REASON_PHONE);
  CHECK(found->duplicates(0).reasons(2) == v1::MATCH_REASON_DOMAIN);

  // A tenant that is content with less is told of more.
  v1::UpdateMatchRuleRequest update;
  update.mutable_match_rule()->set_resource("account");
  update.mutable_match_rule()->set_threshold(40);
  REQUIRE(server.Call(&owner, &Stub::UpdateMatchRule, update).ok());
  find.set_account_id(first->id());
  found = server.Call(&owner, &Stub::FindDuplicateAccounts, find);
  REQUIRE(found->duplicates_size() == 1);
  CHECK(found->duplicates(0).account().id() == typo->id());
  CHECK(found->duplicates(0).reasons(0) == v1::MATCH_REASON_SIMILAR_NAME);

  const TestCaller stranger = server.SignUp();
  CHECK(server.Call(&stranger, &Stub::FindDuplicateAccounts, find).status.error_code() == StatusCode::NOT_FOUND);
  find.mutable_account()->set_name("Mueller und Soehne");
  CHECK(server.Call(&stranger, &Stub::FindDuplicateAccounts, find)->duplicates_size() == 0);
  const TestCaller member = server.AddMember(owner, "MEMBER");
  CHECK(server.Call(&member, &Stub::FindDuplicateAccounts, find)->duplicates_size() == 0);
}

TEST_CASE("a creation looks for duplicates when it is asked to, and stores nothing then", "[duplicates]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::CreateContactRequest create;
  create.mutable_contact()->set_first_name("Maria");
  create.mutable_contact()->set_last_name("Berg");
  create.mutable_contact()->set_mobile("0171 1234567");
  create.set_duplicate_check(v1::DUPLICATE_CHECK_REJECT);
  const auto first = server.Call(&owner, &ContactStub::CreateContact, create);
  INFO(first.status.error_message());
  REQUIRE(first.ok());
  create.mutable_contact()->set_phone("+491711234567");
  create.mutable_contact()->clear_mobile();
  const auto refused = server.Call(&owner, &ContactStub::CreateContact, create);
  CHECK(refused.status.error_code() == StatusCode::ALREADY_EXISTS);
  CHECK(ReasonOf(refused.status) == "DUPLICATE_FOUND");
  CHECK(MetadataOf(refused.status, "duplicates") == absl::StrCat(first->id(), "=84"));
  create.clear_duplicate_check();
  REQUIRE(server.Call(&owner, &ContactStub::CreateContact, create).ok());
  CHECK(server.Call(&owner, &ContactStub::ListContacts, {})->contacts_size() == 2);
}

TEST_CASE("a tenant's rule begins with the defaults, and is its own", "[duplicates]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  v1::GetMatchRuleRequest get;
  get.set_resource("contact");
  auto rule = server.Call(&owner, &Stub::GetMatchRule, get);
  REQUIRE(rule.ok());
  CHECK(rule->email_weight() == 95);
  CHECK(rule->etag().empty());

  v1::UpdateMatchRuleRequest update;
  update.mutable_match_rule()->set_resource("contact");
  update.mutable_match_rule()->set_email_weight(0);
  update.mutable_match_rule()->set_etag("1");
  CHECK(ReasonOf(server.Call(&owner, &Stub::UpdateMatchRule, update).status) == "STALE_ETAG");
  update.mutable_match_rule()->clear_etag();
  REQUIRE(server.Call(&owner, &Stub::UpdateMatchRule, update).ok());
  update.mutable_match_rule()->set_name_weight(101);
  CHECK(FieldsOf(server.Call(&owner, &Stub::UpdateMatchRule, update).status) == "match_rule.name_weight");
  update.mutable_match_rule()->clear_name_weight();
  update.mutable_match_rule()->clear_email_weight();
  update.mutable_match_rule()->set_phone_weight(7);
  update.mutable_match_rule()->set_etag("1");
  const auto changed = server.Call(&owner, &Stub::UpdateMatchRule, update);
  REQUIRE(changed.ok());
  CHECK(changed->etag() == "2");
  CHECK(changed->email_weight() == 0);
  CHECK(changed->phone_weight() == 7);
  rule = server.Call(&owner, &Stub::GetMatchRule, get);
  CHECK(rule->SerializeAsString() == changed->SerializeAsString());
  update.mutable_update_mask()->add_paths("*");
  update.mutable_match_rule()->set_etag("2");
  CHECK(server.Call(&owner, &Stub::UpdateMatchRule, update)->email_weight() == 95);

  get.set_resource("opportunity");
  CHECK(FieldsOf(server.Call(&owner, &Stub::GetMatchRule, get).status) == "resource");
  const TestCaller member = server.AddMember(owner, "MEMBER");
  get.set_resource("contact");
  CHECK(server.Call(&member, &Stub::GetMatchRule, get).ok());
  update.mutable_match_rule()->clear_etag();
  CHECK(server.Call(&member, &Stub::UpdateMatchRule, update).status.error_code() == StatusCode::PERMISSION_DENIED);
  const TestCaller stranger = server.SignUp();
  CHECK(server.Call(&stranger, &Stub::GetMatchRule, get)->etag().empty());
}

}  // namespace
}  // namespace pipewright::sales
