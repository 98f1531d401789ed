#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "pipewright/integration/v1/saved_search_service.grpc.pb.h"
#include "pipewright/organization/v1/custom_field_definition_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/support/server/roles.h"
#include "tests/support/server/test_server.h"

namespace pipewright::integration {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using Stub = v1::SavedSearchService::Stub;

struct Searching {
  testing::TestServer& server = testing::TestServer::Get();
  TestCaller owner = server.SignUp();

  void CreateAccount(const TestCaller& caller, const std::string& name, const std::string& region) {
    sales::v1::CreateAccountRequest request;
    request.mutable_account()->set_name(name);
    request.mutable_account()->set_region(region);
    REQUIRE(server.Call(&caller, &sales::v1::AccountService::Stub::CreateAccount, request).ok());
  }
  static v1::CreateSavedSearchRequest North() {
    v1::CreateSavedSearchRequest request;
    v1::SavedSearch& search = *request.mutable_saved_search();
    search.set_name("The north");
    search.set_resource("account");
    search.set_filter("region = \"North\"");
    search.set_order_by("name desc");
    search.add_columns("name");
    return request;
  }
  auto Create(const TestCaller& caller, const v1::CreateSavedSearchRequest& request) {
    return server.Call(&caller, &Stub::CreateSavedSearch, request);
  }
  auto Run(const TestCaller& caller, const std::string& id, int page_size = 0, const std::string& token = "") {
    v1::RunSavedSearchRequest request;
    request.set_id(id);
    request.set_page_size(page_size);
    request.set_page_token(token);
    request.set_return_total_size(true);
    return server.Call(&caller, &Stub::RunSavedSearch, request);
  }
  // The names of accounts, in their order.
  static std::string NamesOf(const v1::RunSavedSearchResponse& found) {
    std::string names;
    for (const google::protobuf::Any& record : found.records()) {
      sales::v1::Account account;
      REQUIRE(record.UnpackTo(&account));
      absl::StrAppend(&names, account.name(), " ");
    }
    return names;
  }
};

TEST_CASE("a saved search finds its records by id, page by page", "[saved_search]") {
  Searching test;
  for (const char* name : {"Acme", "Bell", "Crown"}) test.CreateAccount(test.owner, name, "North");
  test.CreateAccount(test.owner, "Dune", "South");
  const auto search = test.Create(test.owner, Searching::North());
  INFO(search.status.error_message());
  REQUIRE(search.ok());
  CHECK(search->visibility() == v1::SAVED_SEARCH_VISIBILITY_PRIVATE);
  const auto first = test.Run(test.owner, search->id(), 2);
  INFO(first.status.error_message());
  REQUIRE(first.ok());
  CHECK(Searching::NamesOf(first.response) == "Crown Bell ");
  CHECK(first->total_size() == 3);
  CHECK(first->saved_search().columns(0) == "name");
  CHECK(Searching::NamesOf(test.Run(test.owner, search->id(), 2, first->next_page_token()).response) == "Acme ");

  // A page of another order than the one before would be no page of anything.
  v1::UpdateSavedSearchRequest update;
  update.mutable_saved_search()->set_id(search->id());
  update.mutable_saved_search()->set_order_by("name");
  REQUIRE(test.server.Call(&test.owner, &Stub::UpdateSavedSearch, update).ok());
  CHECK(ReasonOf(test.Run(test.owner, search->id(), 2, first->next_page_token()).status) == "INVALID_PAGE_TOKEN");
}

TEST_CASE("each finds by a shared search what they may read themselves, and private ones stay private",
          "[saved_search]") {
  Searching test;
  const TestCaller member = test.server.AddMember(test.owner, "MEMBER");
  test.CreateAccount(test.owner, "Acme", "North");
  test.CreateAccount(member, "Bell", "North");
  v1::CreateSavedSearchRequest request = Searching::North();
  request.mutable_saved_search()->set_visibility(v1::SAVED_SEARCH_VISIBILITY_SHARED);
  const std::string shared = test.Create(test.owner, request)->id();
  const std::string owners = test.Create(test.owner, Searching::North())->id();
  const std::string members = test.Create(member, Searching::North())->id();

  CHECK(Searching::NamesOf(test.Run(test.owner, shared).response) == "Bell Acme ");
  const auto found = test.Run(member, shared);
  CHECK(Searching::NamesOf(found.response) == "Bell ");
  CHECK(found->total_size() == 1);
  CHECK(test.Run(member, owners).status.error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(test.Run(test.owner, members).status.error_code() == grpc::StatusCode::NOT_FOUND);
  const auto seen = [&](const TestCaller& caller) {
    const auto list = test.server.Call(&caller, &Stub::ListSavedSearches, v1::ListSavedSearchesRequest());
    std::set<std::string> ids;
    for (const v1::SavedSearch& search : list->saved_searches()) ids.insert(search.id());
    return ids;
  };
  CHECK(seen(test.owner) == std::set<std::string>{shared, owners});
  CHECK(seen(member) == std::set<std::string>{shared, members});
  CHECK(seen(test.server.AddMember(test.owner, "MANAGER")) == std::set<std::string>{shared});

  v1::DeleteSavedSearchRequest remove;
  remove.set_id(shared);
  CHECK(test.server.Call(&member, &Stub::DeleteSavedSearch, remove).status.error_code() ==
        grpc::StatusCode::PERMISSION_DENIED);
}

TEST_CASE("a search shows nothing to those who may not read its records", "[saved_search]") {
  Searching test;
  v1::CreateSavedSearchRequest request = Searching::North();
  request.mutable_saved_search()->set_visibility(v1::SAVED_SEARCH_VISIBILITY_SHARED);
  const std::string shared = test.Create(test.owner, request)->id();
  testing::AddRole(test.owner.tenant_id, "READS_SEARCHES", "saved_search:read=ALL");
  const TestCaller reader = test.server.AddMember(test.owner, "READS_SEARCHES");
  CHECK(test.Run(reader, shared).status.error_code() == grpc::StatusCode::PERMISSION_DENIED);
}

TEST_CASE("a search that has become outdated says so, and works again when it is mended", "[saved_search]") {
  Searching test;
  using Fields = organization::v1::CustomFieldDefinitionService::Stub;
  organization::v1::CreateCustomFieldDefinitionRequest field;
  field.mutable_custom_field_definition()->set_entity(organization::v1::CUSTOM_FIELD_ENTITY_ACCOUNT);
  field.mutable_custom_field_definition()->set_key("tier");
  field.mutable_custom_field_definition()->set_label("Tier");
  field.mutable_custom_field_definition()->set_type(organization::v1::CUSTOM_FIELD_TYPE_TEXT);
  const auto defined = test.server.Call(&test.owner, &Fields::CreateCustomFieldDefinition, field);
  INFO(defined.status.error_message());
  REQUIRE(defined.ok());
  v1::CreateSavedSearchRequest request = Searching::North();
  request.mutable_saved_search()->set_filter("custom_fields.tier = \"gold\"");
  const auto search = test.Create(test.owner, request);
  INFO(search.status.error_message());
  REQUIRE(search.ok());
  REQUIRE(test.Run(test.owner, search->id()).ok());

  organization::v1::DeleteCustomFieldDefinitionRequest remove;
  remove.set_id(defined->id());
  REQUIRE(test.server.Call(&test.owner, &Fields::DeleteCustomFieldDefinition, remove).ok());
  CHECK(ReasonOf(test.Run(test.owner, search->id()).status) == "SAVED_SEARCH_OUTDATED");
  v1::UpdateSavedSearchRequest update;
  update.mutable_saved_search()->set_id(search->id());
  update.mutable_saved_search()->set_filter("region:*");
  REQUIRE(test.server.Call(&test.owner, &Stub::UpdateSavedSearch, update).ok());
  CHECK(test.Run(test.owner, search->id()).ok());

  v1::DeleteSavedSearchRequest gone;
  gone.set_id(search->id());
  REQUIRE(test.server.Call(&test.owner, &Stub::DeleteSavedSearch, gone).ok());
  CHECK(ReasonOf(test.Run(test.owner, search->id()).status) == "RECORD_DELETED");
}

TEST_CASE("what a saved search says wrongly is named", "[saved_search]") {
  Searching test;
  v1::CreateSavedSearchRequest request = Searching::North();
  request.mutable_saved_search()->add_columns("tonnage");
  request.mutable_saved_search()->add_columns("billing_address.city");
  CHECK(FieldsOf(test.Create(test.owner, request).status) == "saved_search.columns[1]");
  request = Searching::North();
  request.mutable_saved_search()->set_filter("tonnage > 3");
  const auto filter = test.Create(test.owner, request);
  CHECK(ReasonOf(filter.status) == "INVALID_FILTER");
  CHECK(FieldsOf(filter.status) == "saved_search.filter");
  request = Searching::North();
  request.mutable_saved_search()->set_order_by("tonnage");
  CHECK(FieldsOf(test.Create(test.owner, request).status) == "saved_search.order_by");
  request = Searching::North();
  request.mutable_saved_search()->set_resource("member");
  CHECK(FieldsOf(test.Create(test.owner, request).status) == "saved_search.resource");
  CHECK(FieldsOf(test.Run(test.owner, "x").status) == "id");
}

}  // namespace
}  // namespace pipewright::integration
