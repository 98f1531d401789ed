// Filters by the fields of other records: what they find, and that nobody learns through them what they may not read.
#include <set>

#include "tests/server/sales/selling.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/server/roles.h"

namespace pipewright::sales {
namespace {

using testing::AdminConnection;
using testing::MetadataOf;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestDatabase;

// The owner's tenant with opportunities of two accounts, of one without, and one of a member's.
struct Portfolio : Selling {
  Portfolio() {
    retail = Account("Shop", "retail", "vip gold");
    food = Account("Bakery", "food", "");
    of_retail = Open(Titled("of retail", retail));
    of_food = Open(Titled("of food", food));
    of_none = Open(Titled("of none", ""));
  }

  std::string Account(const std::string& name, const std::string& industry, const std::string& tag) {
    v1::CreateAccountRequest request;
    request.mutable_account()->set_name(name);
    request.mutable_account()->set_industry(industry);
    if (!tag.empty()) request.mutable_account()->add_tags(tag);
    const auto created = server.Call(&owner, &v1::AccountService::Stub::CreateAccount, request);
    REQUIRE(created.ok());
    return created->id();
  }

  v1::CreateOpportunityRequest Titled(const std::string& title, const std::string& account) const {
    v1::CreateOpportunityRequest request = Desks();
    request.mutable_opportunity()->set_title(title);
    request.mutable_opportunity()->set_account_id(account);
    return request;
  }

  // The titles found, in the order of creation; an error's message instead.
  std::string Found(const TestCaller& caller, const std::string& filter, bool show_deleted = false) {
    v1::ListOpportunitiesRequest request;
    request.set_filter(filter);
    request.set_show_deleted(show_deleted);
    request.set_return_total_size(true);
    const auto page = server.Call(&caller, &OpportunityStub::ListOpportunities, request);
    if (!page.ok()) return page.status.error_message();
    CHECK(page->total_size() == page->opportunities_size());
    std::string titles;
    for (const auto& opportunity : page->opportunities()) titles += (titles.empty() ? "" : ", ") + opportunity.title();
    return titles;
  }

  void DeleteAccount(const std::string& id) {
    v1::DeleteAccountRequest request;
    request.set_id(id);
    REQUIRE(server.Call(&owner, &v1::AccountService::Stub::DeleteAccount, request).ok());
  }

  std::string retail;
  std::string food;
  v1::Opportunity of_retail;
  v1::Opportunity of_food;
  v1::Opportunity of_none;
};

TEST_CASE("a list is filtered by the records that its own refer to", "[filter]") {
  Portfolio portfolio;
  const TestCaller& owner = portfolio.owner;
  CHECK(portfolio.Found(owner, "account.industry = \"retail\"") == "of retail");
  CHECK(portfolio.Found(owner, "account.industry = (retail OR food)") == "of retail, of food");
  CHECK(portfolio.Found(owner, "account.industry != retail") == "of food, of none");
  CHECK(portfolio.Found(owner, "account.name:SHO OR -account:*") == "of retail, of none");
  CHECK(portfolio.Found(owner, "account.tags:\"vip*\"") == "of retail");
  CHECK(portfolio.Found(owner, "account.tags:\"VIP*\"") == "of retail");
  CHECK(portfolio.Found(owner, "owner = me() owner.email:\"@\" created_by.status = ACTIVE") ==
        "of retail, of food, of none");
  CHECK(portfolio.Found(owner, "owner.email = \"nobody@example.com\"") == "");
  CHECK(portfolio.Found(owner, "pipeline.name = Projects AND stage.name = Talk AND stage.kind = OPEN") ==
        "of retail, of food, of none");
  REQUIRE(
      portfolio.server.Call(&owner, &OpportunityStub::MoveOpportunityStage, portfolio.Move(portfolio.of_food, 1)).ok());
  CHECK(portfolio.Found(owner, "stage.name = Offer") == "of food");
  CHECK(portfolio.Found(owner, "primary_contact.email:\"@acme\"") == "");
}

TEST_CASE("every reference of every kind of record can be followed", "[filter]") {
  Portfolio portfolio;
  const auto fits = [&](auto method, auto request, std::initializer_list<const char*> references) {
    for (const char* const reference : references) {
      for (const char* const field : {"create_time < now()", "updated_by:*", "id:*"}) {
        if (std::string(reference) == "stage" && std::string(field) != "id:*") continue;
        request.set_filter(std::string(reference) + "." + field);
        const auto answer = portfolio.server.Call(&portfolio.owner, method, request);
        INFO(request.filter() << ": " << answer.status.error_message());
        CHECK(answer.ok());
      }
    }
  };
  fits(&v1::AccountService::Stub::ListAccounts, v1::ListAccountsRequest(),
       {"owner", "parent_account", "created_by", "updated_by"});
  fits(&v1::ContactService::Stub::ListContacts, v1::ListContactsRequest(), {"account", "reports_to", "owner"});
  fits(&OpportunityStub::ListOpportunities, v1::ListOpportunitiesRequest(),
       {"account", "primary_contact", "pipeline", "stage", "owner"});
}

TEST_CASE("a deleted record is no longer found through a reference, but where deleted ones are shown", "[filter]") {
  Portfolio portfolio;
  v1::WinOpportunityRequest win;  // one with open opportunities isn't deleted
  win.set_id(portfolio.of_food.id());
  REQUIRE(portfolio.server.Call(&portfolio.owner, &OpportunityStub::WinOpportunity, win).ok());
  portfolio.DeleteAccount(portfolio.food);
  CHECK(portfolio.Found(portfolio.owner, "account.industry = food") == "");
  CHECK(portfolio.Found(portfolio.owner, "account.industry = food", /*show_deleted=*/true) == "of food");
  CHECK(portfolio.Found(portfolio.owner, "account.delete_time:*", /*show_deleted=*/true) == "of food");
  CHECK(portfolio.Found(portfolio.owner, "account:* -account.id:*") == "of food");
}

TEST_CASE("nobody probes records that they may not read through a reference", "[filter][attack]") {
  Portfolio portfolio;
  const TestCaller member = portfolio.server.AddMember(portfolio.owner, "MEMBER");
  // The member owns the opportunity, and not its account.
  v1::ReassignOpportunityRequest reassign;
  reassign.set_id(portfolio.of_retail.id());
  reassign.set_owner_id(member.user_id);
  REQUIRE(portfolio.server.Call(&portfolio.owner, &OpportunityStub::ReassignOpportunity, reassign).ok());
  CHECK(portfolio.Found(member, "") == "of retail");

  // Whatever is asked about the account, the answer is the one for no account.
  for (const char* const probe :
       {"account.industry = retail", "account.industry:*", "account.industry:r", "account.industry = \"r*\"",
        "account.industry >= r", "account.name = Shop", "account.tags:*", "account.tags:\"vip*\"", "account.id:*",
        "account.create_time < now()", "account.vip = false", "account.owner_id:*", "account.delete_time:*"}) {
    for (const bool show_deleted : {false, true}) {
      INFO(probe);
      CHECK(portfolio.Found(member, probe, show_deleted) == "");
      CHECK(portfolio.Found(member, std::string("-(") + probe + ")", show_deleted) == "of retail");
    }
  }
  CHECK(portfolio.Found(member, "account_id = \"" + portfolio.retail + "\"") == "of retail");

  // Once they may read it, they find by it.
  AdminConnection admin(TestDatabase::Get().owner_url());
  admin.Rows("update accounts set owner_id = $1::uuid where id = $2::uuid", {member.user_id, portfolio.retail});
  CHECK(portfolio.Found(member, "account.industry = retail") == "of retail");
}

TEST_CASE("a reference to a kind of record that the caller may not read is refused", "[filter][attack]") {
  Portfolio portfolio;
  testing::AddRole(portfolio.owner.tenant_id, "BLIND", "opportunity:read=ALL");
  const TestCaller blind = portfolio.server.AddMember(portfolio.owner, "BLIND");
  for (const auto& [filter, permission] : std::initializer_list<std::pair<const char*, const char*>>{
           {"account.industry = retail", "account:read"},
           {"-account.industry = retail", "account:read"},
           {"status = OPEN OR account.tags:\"v*\"", "account:read"},
           {"primary_contact.email:*", "contact:read"},
           {"owner.email:\"@\"", "member:read"},
           {"pipeline.name = Projects", "pipeline:read"},
           {"stage.name = Talk", "pipeline:read"}}) {
    v1::ListOpportunitiesRequest request;
    request.set_filter(filter);
    const auto answer = portfolio.server.Call(&blind, &OpportunityStub::ListOpportunities, request);
    INFO(filter << ": " << answer.status.error_message());
    CHECK(answer.status.error_code() == grpc::StatusCode::PERMISSION_DENIED);
    CHECK(ReasonOf(answer.status) == "PERMISSION_DENIED");
    CHECK(MetadataOf(answer.status, "permission") == permission);
  }
  CHECK(portfolio.Found(blind, "owner = me() OR account:*") == "of retail, of food");
}

TEST_CASE("another tenant's records are not found through a reference", "[filter][attack]") {
  Portfolio ours;
  Portfolio theirs;
  CHECK(ours.Found(ours.owner, "account.id = \"" + theirs.retail + "\"") == "");
  CHECK(ours.Found(ours.owner, "account.id = \"" + ours.retail + "\"") == "of retail");
}

TEST_CASE("a list is not sorted by another record's fields", "[filter]") {
  Portfolio portfolio;
  v1::ListOpportunitiesRequest request;
  request.set_order_by("account.name");
  const auto answer = portfolio.server.Call(&portfolio.owner, &OpportunityStub::ListOpportunities, request);
  CHECK(ReasonOf(answer.status) == "INVALID_ORDER_BY");
  CHECK_THAT(answer.status.error_message(), Catch::Contains("fields of another record"));
}

}  // namespace
}  // namespace pipewright::sales
