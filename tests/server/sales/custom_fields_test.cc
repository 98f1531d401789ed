// The values of custom fields, through a channel.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "pipewright/integration/v1/transaction_service.grpc.pb.h"
#include "pipewright/organization/v1/custom_field_definition_service.grpc.pb.h"
#include "pipewright/sales/v1/lead_service.grpc.pb.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/server/sales/selling.h"
#include "tests/support/server/event_stream.h"

namespace pipewright::sales {
namespace {

using google::protobuf::Struct;
using organization::v1::CustomFieldEntity;
using organization::v1::CustomFieldType;
using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using AccountStub = v1::AccountService::Stub;
using ContactStub = v1::ContactService::Stub;
using TaskStub = tasks::v1::TaskService::Stub;
namespace org = organization::v1;

void Set(Struct* fields, const std::string& key, const std::string& text) {
  (*fields->mutable_fields())[key].set_string_value(text);
}
void Set(Struct* fields, const std::string& key, double number) {
  (*fields->mutable_fields())[key].set_number_value(number);
}
void SetFlag(Struct* fields, const std::string& key, bool flag) {
  (*fields->mutable_fields())[key].set_bool_value(flag);
}
void Add(Struct* fields, const std::string& key, const std::string& text) {
  (*fields->mutable_fields())[key].mutable_list_value()->add_values()->set_string_value(text);
}

struct Fields : Selling {
  void Define(CustomFieldEntity entity, const std::string& key, CustomFieldType type,
              const std::vector<std::string>& options = {}, bool required = false) {
    org::CreateCustomFieldDefinitionRequest request;
    auto& field = *request.mutable_custom_field_definition();
    field.set_entity(entity);
    field.set_key(key);
    field.set_label("The " + key);
    field.set_type(type);
    for (const std::string& option : options) field.add_options(option);
    field.set_required(required);
    if (type == org::CUSTOM_FIELD_TYPE_REFERENCE) {
      field.set_reference_kind(org::CUSTOM_FIELD_REFERENCE_KIND_ACCOUNT);
    }
    const auto defined =
        server.Call(&owner, &org::CustomFieldDefinitionService::Stub::CreateCustomFieldDefinition, request);
    INFO(defined.status.error_message());
    REQUIRE(defined.ok());
  }
  void DefineAll(CustomFieldEntity entity) {
    Define(entity, "note", org::CUSTOM_FIELD_TYPE_TEXT);
    Define(entity, "seats", org::CUSTOM_FIELD_TYPE_NUMBER);
    Define(entity, "signed", org::CUSTOM_FIELD_TYPE_BOOLEAN);
    Define(entity, "renewal", org::CUSTOM_FIELD_TYPE_DATE);
    Define(entity, "tier", org::CUSTOM_FIELD_TYPE_SELECT, {"gold", "silver"});
    Define(entity, "regions", org::CUSTOM_FIELD_TYPE_MULTI_SELECT, {"north", "south", "west"});
    Define(entity, "wiki", org::CUSTOM_FIELD_TYPE_URL);
    Define(entity, "partner", org::CUSTOM_FIELD_TYPE_REFERENCE);
  }
  Struct All() {
    Struct fields;
    Set(&fields, "note", "likes tea");
    Set(&fields, "seats", 12.5);
    SetFlag(&fields, "signed", false);
    Set(&fields, "renewal", "2027-01-31");
    Set(&fields, "tier", "gold");
    Add(&fields, "regions", "north");
    Add(&fields, "regions", "south");
    Set(&fields, "wiki", "https://example.com/wiki");
    Set(&fields, "partner", CreateAccount());
    return fields;
  }

  testing::Answer<v1::Account> Create(const Struct& fields) {
    v1::CreateAccountRequest request;
    request.mutable_account()->set_name("Acme");
    *request.mutable_account()->mutable_custom_fields() = fields;
    return server.Call(&owner, &AccountStub::CreateAccount, request);
  }
  testing::Answer<v1::Account> Update(const std::string& id, const Struct& fields,
                                      const std::vector<std::string>& mask) {
    v1::UpdateAccountRequest request;
    request.mutable_account()->set_id(id);
    *request.mutable_account()->mutable_custom_fields() = fields;
    for (const std::string& path : mask) request.mutable_update_mask()->add_paths(path);
    return server.Call(&owner, &AccountStub::UpdateAccount, request);
  }
  int Count(const std::string& filter) {
    v1::ListAccountsRequest request;
    request.set_filter(filter);
    const auto list = server.Call(&owner, &AccountStub::ListAccounts, request);
    INFO(filter << ": " << list.status.error_message());
    REQUIRE(list.ok());
    return list->accounts_size();
  }
};

TEST_CASE("every kind of record that can have custom fields answers with them", "[custom_fields]") {
  Fields fields;
  for (const CustomFieldEntity entity :
       {org::CUSTOM_FIELD_ENTITY_ACCOUNT, org::CUSTOM_FIELD_ENTITY_CONTACT, org::CUSTOM_FIELD_ENTITY_LEAD,
        org::CUSTOM_FIELD_ENTITY_OPPORTUNITY, org::CUSTOM_FIELD_ENTITY_TASK}) {
    fields.DefineAll(entity);
  }
  const Struct all = fields.All();
  const auto same = [&](const auto& answer) {
    INFO(answer.status.error_message());
    REQUIRE(answer.ok());
    CHECK(answer->custom_fields().DebugString() == all.DebugString());
  };
  const auto account = fields.Create(all);
  same(account);
  v1::GetAccountRequest get;
  get.set_id(account->id());
  same(fields.server.Call(&fields.owner, &AccountStub::GetAccount, get));

  v1::CreateContactRequest contact;
  contact.mutable_contact()->set_last_name("Berg");
  *contact.mutable_contact()->mutable_custom_fields() = all;
  same(fields.server.Call(&fields.owner, &ContactStub::CreateContact, contact));

  v1::CreateLeadRequest lead;
  lead.mutable_lead()->set_name("Maria Berg");
  *lead.mutable_lead()->mutable_custom_fields() = all;
  same(fields.server.Call(&fields.owner, &v1::LeadService::Stub::CreateLead, lead));

  v1::CreateOpportunityRequest opportunity = fields.Desks();
  *opportunity.mutable_opportunity()->mutable_custom_fields() = all;
  same(fields.server.Call(&fields.owner, &OpportunityStub::CreateOpportunity, opportunity));

  tasks::v1::CreateTaskRequest task;
  task.mutable_task()->set_title("Call");
  *task.mutable_task()->mutable_custom_fields() = all;
  same(fields.server.Call(&fields.owner, &TaskStub::CreateTask, task));
}

TEST_CASE("wrong values are all told at once, each with what would fit", "[custom_fields]") {
  Fields fields;
  fields.DefineAll(org::CUSTOM_FIELD_ENTITY_ACCOUNT);
  Struct wrong;
  Set(&wrong, "note", 1.0);
  Set(&wrong, "seats", "many");
  Set(&wrong, "signed", "yes");
  Set(&wrong, "renewal", "31.1.2027");
  Set(&wrong, "teir", "gold");
  Set(&wrong, "tier", "glod");
  Add(&wrong, "regions", "nort");
  Set(&wrong, "wiki", "wiki");
  Set(&wrong, "partner", "Acme");
  const auto refused = fields.Create(wrong);
  CHECK(refused.status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(FieldsOf(refused.status) ==
        "account.custom_fields.note,account.custom_fields.partner,account.custom_fields.regions[0],account.custom_"
        "fields.renewal,account.custom_fields.seats,account.custom_fields.signed,account.custom_fields.teir,account."
        "custom_fields.tier,account.custom_fields.wiki");
  for (const char* hint : {"must be a text", "must be a number", "true or false", "2026-01-31", "did you mean tier?",
                           "did you mean north?", "UUID"}) {
    CHECK_THAT(refused.status.error_message(), Catch::Contains(hint));
  }
  Struct control;
  Set(&control, "note", std::string("a\x01"));
  CHECK_THAT(FieldsOf(fields.Create(control).status), Catch::StartsWith("account.custom_fields"));
}

TEST_CASE("an update sets and clears single fields, or replaces all", "[custom_fields]") {
  Fields fields;
  fields.DefineAll(org::CUSTOM_FIELD_ENTITY_ACCOUNT);
  const auto account = fields.Create(fields.All());
  REQUIRE(account.ok());
  Struct change;
  Set(&change, "seats", 20.0);
  Set(&change, "note", "not in the mask");
  (*change.mutable_fields())["wiki"].set_null_value(google::protobuf::NULL_VALUE);
  const auto updated =
      fields.Update(account->id(), change, {"custom_fields.seats", "custom_fields.wiki", "custom_fields.partner"});
  INFO(updated.status.error_message());
  REQUIRE(updated.ok());
  CHECK(updated->custom_fields().fields_size() == 6);
  CHECK(updated->custom_fields().fields().at("seats").number_value() == 20.0);
  CHECK(updated->custom_fields().fields().at("note").string_value() == "likes tea");
  CHECK(FieldsOf(fields.Update(account->id(), change, {"custom_fields.", "name.x"}).status) ==
        "update_mask,update_mask");
  CHECK(FieldsOf(fields.Update(account->id(), change, {"custom_fields.seat"}).status) == "account.custom_fields.seat");

  v1::UpdateAccountRequest rename;
  rename.mutable_account()->set_id(account->id());
  rename.mutable_account()->set_name("Globex");
  CHECK(fields.server.Call(&fields.owner, &AccountStub::UpdateAccount, rename)->custom_fields().fields_size() == 6);
  // Without a mask those that are given change, and the others stay.
  Set(&change, "note", "likes coffee");
  const auto in_part = fields.Update(account->id(), change, {});
  REQUIRE(in_part.ok());
  CHECK(in_part->custom_fields().fields_size() == 6);
  CHECK(in_part->custom_fields().fields().at("note").string_value() == "likes coffee");
  const auto replaced = fields.Update(account->id(), change, {"custom_fields"});
  REQUIRE(replaced.ok());
  CHECK(replaced->custom_fields().fields_size() == 2);
  CHECK_FALSE(fields.Update(account->id(), Struct(), {"custom_fields"})->has_custom_fields());
}

TEST_CASE("a required field must be there, and another tenant's definitions don't count", "[custom_fields]") {
  Fields fields;
  fields.Define(org::CUSTOM_FIELD_ENTITY_ACCOUNT, "tier", org::CUSTOM_FIELD_TYPE_SELECT, {"gold", "silver"}, true);
  CHECK(FieldsOf(fields.Create(Struct()).status) == "account.custom_fields.tier");
  Struct gold;
  Set(&gold, "tier", "gold");
  const auto account = fields.Create(gold);
  REQUIRE(account.ok());
  CHECK(FieldsOf(fields.Update(account->id(), Struct(), {"custom_fields.tier"}).status) ==
        "account.custom_fields.tier");
  Fields stranger;
  CHECK(stranger.Create(Struct()).ok());
  CHECK(FieldsOf(stranger.Create(gold).status) == "account.custom_fields.tier");
  v1::ListAccountsRequest list;
  list.set_filter("custom_fields.tier = gold");
  CHECK(ReasonOf(stranger.server.Call(&stranger.owner, &AccountStub::ListAccounts, list).status) == "INVALID_FILTER");
}

TEST_CASE("a reference must lead to a record that the caller may read", "[custom_fields]") {
  Fields fields;
  fields.Define(org::CUSTOM_FIELD_ENTITY_ACCOUNT, "partner", org::CUSTOM_FIELD_TYPE_REFERENCE);
  Fields stranger;
  Struct theirs;
  Set(&theirs, "partner", stranger.CreateAccount());
  CHECK(ReasonOf(fields.Create(theirs).status) == "REFERENCE_NOT_FOUND");
  const TestCaller member = fields.server.AddMember(fields.owner, "MEMBER");
  v1::CreateAccountRequest request;
  request.mutable_account()->set_name("Acme");
  Set(request.mutable_account()->mutable_custom_fields(), "partner", fields.CreateAccount());
  CHECK(ReasonOf(fields.server.Call(&member, &AccountStub::CreateAccount, request).status) == "REFERENCE_NOT_FOUND");
  CHECK(fields.server.Call(&fields.owner, &AccountStub::CreateAccount, request).ok());
}

TEST_CASE("lists are filtered by custom fields, also by those of a record referred to", "[custom_fields]") {
  Fields fields;
  fields.DefineAll(org::CUSTOM_FIELD_ENTITY_ACCOUNT);
  const auto account = fields.Create(fields.All());
  REQUIRE(account.ok());
  for (const char* filter :
       {"custom_fields.note = \"likes*\"", "custom_fields.seats > 12.4999", "custom_fields.signed = false",
        "custom_fields.renewal < 2027-02-01", "custom_fields.tier = gold", "custom_fields.regions:south",
        "custom_fields.wiki:EXAMPLE", "custom_fields:tier", "custom_fields:(tier AND regions)", "custom_fields:*",
        "custom_fields.partner:* custom_fields.regions = (north OR west)"}) {
    INFO(filter);
    CHECK(fields.Count(filter) == 1);
  }
  CHECK(fields.Count("custom_fields.regions:west") == 0);
  CHECK(fields.Count("-custom_fields.tier:*") == 1);
  CHECK(fields.Count("-custom_fields:tier") == 1);
  CHECK(fields.Count("-custom_fields:*") == 1);

  v1::CreateOpportunityRequest deal = fields.Desks();
  deal.mutable_opportunity()->set_account_id(account->id());
  fields.Open(deal);
  fields.Open(fields.Desks());
  v1::ListOpportunitiesRequest list;
  list.set_filter("account.custom_fields.tier = gold");
  CHECK(fields.server.Call(&fields.owner, &OpportunityStub::ListOpportunities, list)->opportunities_size() == 1);

  v1::ListAccountsRequest wrong;
  wrong.set_filter("vip = true OR custom_fields.tier = glod");
  const auto refused = fields.server.Call(&fields.owner, &AccountStub::ListAccounts, wrong);
  CHECK(ReasonOf(refused.status) == "INVALID_FILTER");
  CHECK_THAT(refused.status.error_message(), Catch::Contains("did you mean gold?"));
  wrong.clear_filter();
  wrong.set_order_by("custom_fields.tier");
  CHECK(ReasonOf(fields.server.Call(&fields.owner, &AccountStub::ListAccounts, wrong).status) == "INVALID_ORDER_BY");
}

TEST_CASE("a record is found by an option that was taken away", "[custom_fields]") {
  using Stub = org::CustomFieldDefinitionService::Stub;
  Fields fields;
  fields.Define(org::CUSTOM_FIELD_ENTITY_ACCOUNT, "tier", org::CUSTOM_FIELD_TYPE_SELECT, {"gold", "silver"});
  Struct values;
  Set(&values, "tier", "gold");
  REQUIRE(fields.Create(values).ok());
  const auto defined = fields.server.Call(&fields.owner, &Stub::ListCustomFieldDefinitions, {});
  REQUIRE(defined->custom_field_definitions_size() == 1);
  org::UpdateCustomFieldDefinitionRequest update;
  update.mutable_custom_field_definition()->set_id(defined->custom_field_definitions(0).id());
  update.mutable_custom_field_definition()->add_options("silver");
  const auto updated = fields.server.Call(&fields.owner, &Stub::UpdateCustomFieldDefinition, update);
  INFO(updated.status.error_message());
  REQUIRE(updated.ok());
  REQUIRE(updated->retired_options_size() == 1);
  CHECK(updated->retired_options(0) == "gold");
  CHECK(fields.Count("custom_fields.tier = gold") == 1);
  CHECK(fields.Count("custom_fields.tier = silver") == 0);
  CHECK(FieldsOf(fields.Create(values).status) == "account.custom_fields.tier");
}

TEST_CASE("batches, composite calls, reads of the past and events have them too", "[custom_fields]") {
  Fields fields;
  fields.DefineAll(org::CUSTOM_FIELD_ENTITY_OPPORTUNITY);
  v1::BatchCreateOpportunitiesRequest batch;
  for (int i = 0; i < 3; ++i) {
    *batch.add_requests() = fields.Desks();
    Set(batch.mutable_requests(i)->mutable_opportunity()->mutable_custom_fields(), "seats", i);
  }
  Set(batch.mutable_requests(1)->mutable_opportunity()->mutable_custom_fields(), "tier", "glod");
  CHECK(FieldsOf(fields.server.Call(&fields.owner, &OpportunityStub::BatchCreateOpportunities, batch).status) ==
        "requests[1].opportunity.custom_fields.tier");
  Set(batch.mutable_requests(1)->mutable_opportunity()->mutable_custom_fields(), "tier", "gold");
  const auto created = fields.server.Call(&fields.owner, &OpportunityStub::BatchCreateOpportunities, batch);
  INFO(created.status.error_message());
  REQUIRE(created.ok());
  const v1::Opportunity& before = created->opportunities(1);
  CHECK(before.custom_fields().fields_size() == 2);

  integration::v1::ExecuteRequest steps;
  auto& update = *steps.add_steps()->mutable_update_opportunity();
  update.mutable_opportunity()->set_id(before.id());
  Set(update.mutable_opportunity()->mutable_custom_fields(), "seats", 7.0);
  update.mutable_update_mask()->add_paths("custom_fields.seats");
  const auto executed = fields.server.Call(&fields.owner, &integration::v1::TransactionService::Stub::Execute, steps);
  INFO(executed.status.error_message());
  REQUIRE(executed.ok());
  CHECK(executed->answers(0).opportunity().custom_fields().fields().at("seats").number_value() == 7.0);

  v1::ListOpportunitiesRequest list;
  list.set_filter("custom_fields.seats = 1 custom_fields.tier:*");
  *list.mutable_read_time() = before.update_time();
  const auto past = fields.server.Call(&fields.owner, &OpportunityStub::ListOpportunities, list);
  INFO(past.status.error_message());
  REQUIRE(past.ok());
  REQUIRE(past->opportunities_size() == 1);
  CHECK(past->opportunities(0).DebugString() == before.DebugString());
  list.clear_read_time();
  CHECK(fields.server.Call(&fields.owner, &OpportunityStub::ListOpportunities, list)->opportunities_size() == 0);

  integration::v1::ListEventsRequest events;
  events.set_start(integration::v1::EVENT_START_OLDEST);
  events.mutable_filter()->add_changed_fields("custom_fields");
  events.mutable_filter()->add_types("opportunity.updated");
  const auto listed = testing::ListSettledEvents(fields.owner, events);
  INFO(listed.status.error_message());
  REQUIRE(listed.ok());
  REQUIRE(listed->events_size() == 1);
  REQUIRE(listed->events(0).changes_size() == 1);
  CHECK(listed->events(0).changes(0).field() == "custom_fields");
  const auto& now = listed->events(0).changes(0).new_value().struct_value().fields();
  REQUIRE(now.contains("seats"));
  CHECK(now.at("seats").number_value() == 7.0);
}

}  // namespace
}  // namespace pipewright::sales
