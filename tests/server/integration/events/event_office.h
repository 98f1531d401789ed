// A tenant whose events are read, as a stream and as pages.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/support/server/event_stream.h"
#include "tests/support/server/test_server.h"

namespace pipewright::integration {

using testing::EventStream;
using testing::TestCaller;
using testing::TestServer;
using Accounts = sales::v1::AccountService::Stub;

inline std::string TypeOf(const v1::Event& event) { return event.type(); }
inline std::string RecordOf(const v1::Event& event) { return event.record_id(); }

struct Office {
  TestServer& server = TestServer::Get();
  TestCaller owner = server.SignUp();

  sales::v1::Account CreateAccount(const std::string& name, const std::string& owner_id = "") {
    sales::v1::CreateAccountRequest request;
    request.mutable_account()->set_name(name);
    request.mutable_account()->set_owner_id(owner_id);
    const auto created = server.Call(&owner, &Accounts::CreateAccount, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }

  sales::v1::Account Update(const sales::v1::Account& account, const std::string& field) {
    sales::v1::UpdateAccountRequest request;
    *request.mutable_account() = account;
    request.mutable_account()->clear_etag();
    request.mutable_update_mask()->add_paths(field);
    const auto updated = server.Call(&owner, &Accounts::UpdateAccount, request);
    INFO(updated.status.error_message());
    REQUIRE(updated.ok());
    return updated.response;
  }

  // From now on, when the request doesn't say where.
  EventStream Watch(const TestCaller& caller, const v1::WatchRequest& request = {}) {
    if (request.resume_token().empty()) testing::SettleEvents();
    return EventStream(server.channel(), caller, request);
  }

  testing::Answer<v1::ListEventsResponse> List(const TestCaller& caller, const v1::ListEventsRequest& request) {
    return testing::ListSettledEvents(caller, request);
  }
  // Also beside a transaction that still runs.
  testing::Answer<v1::ListEventsResponse> ListNow(const TestCaller& caller, const v1::ListEventsRequest& request) {
    return server.Call(&caller, &v1::EventService::Stub::ListEvents, request);
  }

  // Where the tenant's events are now.
  std::string Now() {
    v1::ListEventsRequest request;
    request.set_start(v1::EVENT_START_NOW);
    return List(owner, request)->resume_token();
  }

  // All that the caller is given behind a place, page by page.
  std::vector<v1::Event> AllSince(const TestCaller& caller, std::string token, const v1::EventFilter& filter = {},
                                  int page_size = 3) {
    std::vector<v1::Event> events;
    for (;;) {
      v1::ListEventsRequest request;
      *request.mutable_filter() = filter;
      request.set_resume_token(token);
      request.set_page_size(page_size);
      const auto page = List(caller, request);
      INFO(page.status.error_message());
      REQUIRE(page.ok());
      for (const auto& event : page->events()) events.push_back(event);
      token = page->resume_token();
      if (page->caught_up()) return events;
    }
  }
};

inline std::vector<std::string> Types(const std::vector<v1::Event>& events) {
  std::vector<std::string> types;
  for (const v1::Event& event : events) types.push_back(event.type());
  return types;
}

inline std::vector<std::string> Records(const std::vector<v1::Event>& events) {
  std::vector<std::string> records;
  for (const v1::Event& event : events) records.push_back(event.record_id());
  return records;
}

inline const v1::FieldChange* ChangeOf(const v1::Event& event, const std::string& field) {
  for (const v1::FieldChange& change : event.changes()) {
    if (change.field() == field) return &change;
  }
  return nullptr;
}

}  // namespace pipewright::integration
