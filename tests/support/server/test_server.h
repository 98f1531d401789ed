// The whole server in this process, on the test database, behind a real channel: what a server test talks to.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "server/composition/backend.h"
#include "tests/support/infrastructure/throwaway_folder.h"

namespace pipewright::testing {

// Somebody who is signed in.
struct TestCaller {
  std::string access_token;
  std::string tenant_id;
  std::string user_id;

  // Puts the credentials on a call.
  void Authorize(grpc::ClientContext& call) const;
};

// An answer or an error, as a client sees it.
template <class Response>
struct Answer {
  grpc::Status status;
  Response response;

  bool ok() const { return status.ok(); }
  const Response* operator->() const { return &response; }
};

class TestServer {
 public:
  // One per process, started with the first call and stopped after the last test.
  static TestServer& Get();
  // One of the test's own, on that database; for tests that do harm to it.
  explicit TestServer(const std::string& database_url,
                      const std::function<void(server::BackendOptions&)>& adjust = nullptr);
  // Cancels what is still running, and waits for its end.
  ~TestServer();

  std::shared_ptr<grpc::Channel> channel() const { return channel_; }
  // The same server over TCP, with what the network adds: limits of metadata, an address.
  std::shared_ptr<grpc::Channel> network_channel() const { return network_channel_; }
  server::Backend& backend() const { return *backend_; }

  // The owner of a new tenant; tests keep to tenants of their own, so they run side by side.
  TestCaller SignUp();
  // A new member of the caller's tenant with one role ("MEMBER", "VIEWER", …), signed in.
  TestCaller AddMember(const TestCaller& owner, const std::string& role, const std::string& manager_user_id = "");

  // Calls a method: Call(caller, &v1::AccountService::Stub::GetAccount, request). `caller` null: without credentials.
  template <class Service, class Request, class Response>
  Answer<Response> Call(const TestCaller* caller,
                        grpc::Status (Service::*method)(grpc::ClientContext*, const Request&, Response*),
                        const std::type_identity_t<Request>& request) {
    Service stub(channel_);
    grpc::ClientContext context;
    if (caller != nullptr) caller->Authorize(context);
    Answer<Response> answer;
    answer.status = (stub.*method)(&context, request, &answer.response);
    return answer;
  }

 private:
  ThrowawayFolder content_;
  std::unique_ptr<server::CallObserver> observer_;
  std::unique_ptr<server::Backend> backend_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::shared_ptr<grpc::Channel> network_channel_;
};

// The reason of an error ("STALE_ETAG"); empty when it carries none.
std::string ReasonOf(const grpc::Status& status);
// The value of a key in the error's metadata; empty when it isn't there.
std::string MetadataOf(const grpc::Status& status, const std::string& key);
// When to try again, as the error says; zero when it doesn't.
absl::Duration RetryDelayOf(const grpc::Status& status);
// The fields that the error names, separated by commas.
std::string FieldsOf(const grpc::Status& status);

}  // namespace pipewright::testing
