#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "tests/server/sales/selling.h"

namespace pipewright::sales {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using Stub = v1::ContactService::Stub;

v1::CreateContactRequest Maria() {
  v1::CreateContactRequest request;
  v1::Contact& contact = *request.mutable_contact();
  contact.set_first_name("Maria");
  contact.set_email("Maria@Example.com");
  contact.set_mobile("0171 1234567");
  contact.set_source(v1::LEAD_SOURCE_EVENT);
  contact.set_score(80);
  contact.add_social_profiles()->set_network("LinkedIn");
  contact.mutable_social_profiles(0)->set_url("https://linkedin.example/maria");
  contact.mutable_preferences()->add_channels(v1::CONTACT_CHANNEL_EMAIL);
  contact.mutable_preferences()->set_do_not_contact(true);
  contact.mutable_address()->set_city("Berlin");
  contact.add_tags("vip");
  return request;
}

TEST_CASE("a contact comes back as it was created, in canonical form", "[contact]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  const auto created = server.Call(&owner, &Stub::CreateContact, Maria());
  INFO(created.status.error_message());
  REQUIRE(created.ok());
  CHECK(created->email() == "maria@example.com");
  CHECK(created->mobile() == "+491711234567");
  CHECK(created->social_profiles(0).network() == "linkedin");
  CHECK(created->status() == v1::CONTACT_STATUS_ACTIVE);
  CHECK(created->owner_id() == owner.user_id);
}

TEST_CASE("of contacts that become the primary one of an account at the same time one is it",
          "[contact][concurrency]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  v1::CreateAccountRequest account;
  account.mutable_account()->set_name("Acme");
  v1::CreateContactRequest request;
  request.mutable_contact()->set_last_name("Berg");
  request.mutable_contact()->set_primary_contact(true);
  request.mutable_contact()->set_account_id(
      server.Call(&owner, &v1::AccountService::Stub::CreateAccount, account)->id());
  std::vector<std::thread> callers;
  std::atomic<int> created = 0;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      if (server.Call(&owner, &Stub::CreateContact, request).ok()) ++created;
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(created > 0);
  v1::ListContactsRequest list;
  list.set_filter("primary_contact = true");
  CHECK(server.Call(&owner, &Stub::ListContacts, list)->contacts_size() == 1);
}

TEST_CASE("an e-mail address belongs to one live contact", "[contact]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  REQUIRE(server.Call(&owner, &Stub::CreateContact, Maria()).ok());
  const auto second = server.Call(&owner, &Stub::CreateContact, Maria());
  CHECK(second.status.error_code() == grpc::StatusCode::ALREADY_EXISTS);
  CHECK(testing::MetadataOf(second.status, "field") == "email");
}

TEST_CASE("a contact bounces, and a new address makes it active again", "[contact]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  const auto created = server.Call(&owner, &Stub::CreateContact, Maria());
  v1::MarkContactBouncedRequest bounce;
  bounce.set_id(created->id());
  CHECK(server.Call(&owner, &Stub::MarkContactBounced, bounce)->status() == v1::CONTACT_STATUS_BOUNCED);
  CHECK(ReasonOf(server.Call(&owner, &Stub::MarkContactBounced, bounce).status) == "INVALID_CONTACT_STATE");
  v1::UpdateContactRequest update;
  update.mutable_contact()->set_id(created->id());
  update.mutable_contact()->set_email("m@example.org");
  CHECK(server.Call(&owner, &Stub::UpdateContact, update)->status() == v1::CONTACT_STATUS_ACTIVE);
}

TEST_CASE("a full replacement that leaves out a contact's owner keeps the owner", "[contact]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  const testing::TestCaller member = server.AddMember(owner, "MEMBER");
  const auto created = server.Call(&member, &Stub::CreateContact, Maria());
  REQUIRE(created.ok());
  v1::UpdateContactRequest update;
  update.mutable_contact()->set_id(created->id());
  update.mutable_contact()->set_first_name("Marie");
  update.mutable_update_mask()->add_paths("*");
  const auto replaced = server.Call(&member, &Stub::UpdateContact, update);
  INFO(replaced.status.error_message());
  REQUIRE(replaced.ok());
  CHECK(replaced->email().empty());
  CHECK(replaced->owner_id() == member.user_id);
  CHECK(replaced->status() == v1::CONTACT_STATUS_ACTIVE);

  update.mutable_update_mask()->set_paths(0, "owner_id");
  const auto nobodys = server.Call(&owner, &Stub::UpdateContact, update);
  REQUIRE(nobodys.ok());
  CHECK(nobodys->owner_id().empty());
}

TEST_CASE("every wrong field of a contact is named at once", "[contact]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  v1::CreateContactRequest request = Maria();
  request.mutable_contact()->set_score(101);
  request.mutable_contact()->set_primary_contact(true);
  request.mutable_contact()->mutable_social_profiles(0)->set_url("ftp://x");
  CHECK(FieldsOf(server.Call(&owner, &Stub::CreateContact, request).status) ==
        "contact.social_profiles[0].url,contact.score,contact.primary_contact");
}

}  // namespace
}  // namespace pipewright::sales
