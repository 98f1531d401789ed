#include "tests/support/server/test_server.h"

#include <unistd.h>

#include <atomic>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "pipewright/organization/v1/member_service.grpc.pb.h"
#include "tests/support/at_end.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::testing {
namespace {

namespace v1 = organization::v1;

constexpr char kPassword[] = "correct horse battery staple";

class SilentObserver : public server::CallObserver {
 public:
  void OnFinished(const server::FinishedCall& call) override {
    // What a client isn't told, whoever runs the test should be.
    if (!call.internal_message.empty()) fprintf(stderr, "INTERNAL: %s\n", std::string(call.internal_message).c_str());
  }
};

void Expect(const grpc::Status& status, const char* what) {
  if (!status.ok()) throw std::runtime_error(absl::StrCat(what, ": ", status.error_message()));
}

// Unlike any other of any test process.
std::string UniqueWord() {
  static std::atomic<int> count = 0;
  return absl::StrCat("t", getpid(), "-", absl::ToUnixMicros(absl::Now()), "-", ++count);
}

template <class Detail>
bool Find(const grpc::Status& status, Detail* detail) {
  google::rpc::Status rpc;
  if (!rpc.ParseFromString(status.error_details())) return false;
  for (const auto& any : rpc.details()) {
    if (any.UnpackTo(detail)) return true;
  }
  return false;
}

}  // namespace

void TestCaller::Authorize(grpc::ClientContext& call) const {
  call.AddMetadata("authorization", absl::StrCat("Bearer ", access_token));
}

TestServer& TestServer::Get() {
  static TestServer* const server = [] {
    auto* const one = new TestServer(TestDatabase::Get().app_url());
    AtEnd([one] { delete one; });
    return one;
  }();
  return *server;
}

TestServer::TestServer(const std::string& database_url, const std::function<void(server::BackendOptions&)>& adjust)
    : observer_(std::make_unique<SilentObserver>()) {
  server::BackendOptions options;
  options.database.url = database_url;
  options.pool_size = 4;
  // So that nobody waits long for what comes every few seconds.
  options.events.checkpoint_interval = absl::Milliseconds(50);
  options.events.recheck_interval = absl::Milliseconds(50);
  options.content.folder = content_.path();
  options.mail.folder = content_.path() + "/mail";
  if (adjust) adjust(options);
  auto backend = server::Backend::Create(options, *observer_);
  if (!backend.ok()) throw std::runtime_error(std::string(backend.status().message()));
  backend_ = *std::move(backend);
  grpc::ServerBuilder builder;
  for (grpc::Service* const service : backend_->services()) builder.RegisterService(service);
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  server_ = builder.BuildAndStart();
  channel_ = server_->InProcessChannel(grpc::ChannelArguments());
  network_channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials());
}

TestServer::~TestServer() { server_->Shutdown(std::chrono::system_clock::now()); }

TestCaller TestServer::SignUp() {
  const std::string word = UniqueWord();
  v1::SignUpRequest request;
  request.set_email(absl::StrCat(word, "@example.com"));
  request.set_password(kPassword);
  request.set_given_name("Olga");
  request.set_family_name("Owner");
  request.set_tenant_name(absl::StrCat("Tenant ", word));
  request.set_tenant_slug(word);
  request.set_base_currency_code("EUR");
  request.set_time_zone("Europe/Berlin");
  request.set_locale("de-DE");
  const auto answer = Call(nullptr, &v1::AuthService::Stub::SignUp, request);
  Expect(answer.status, "sign up");
  return {answer->access_token(), answer->tenant().id(), answer->user().id()};
}

TestCaller TestServer::AddMember(const TestCaller& owner, const std::string& role, const std::string& manager_user_id) {
  const std::string email = absl::StrCat(UniqueWord(), "@example.com");
  v1::AddMemberRequest request;
  request.mutable_member()->set_email(email);
  request.mutable_member()->set_given_name("Max");
  request.mutable_member()->set_family_name("Member");
  request.mutable_member()->add_roles(role);
  request.mutable_member()->set_manager_id(manager_user_id);
  request.set_initial_password(kPassword);
  Expect(Call(&owner, &v1::MemberService::Stub::AddMember, request).status, "add member");
  v1::SignInRequest sign_in;
  sign_in.set_email(email);
  sign_in.set_password(kPassword);
  const auto answer = Call(nullptr, &v1::AuthService::Stub::SignIn, sign_in);
  Expect(answer.status, "sign in");
  return {answer->access_token(), answer->tenant().id(), answer->user().id()};
}

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::ErrorInfo info;
  return Find(status, &info) ? info.reason() : "";
}

std::string MetadataOf(const grpc::Status& status, const std::string& key) {
  google::rpc::ErrorInfo info;
  if (!Find(status, &info)) return "";
  const auto found = info.metadata().find(key);
  return found == info.metadata().end() ? "" : found->second;
}

absl::Duration RetryDelayOf(const grpc::Status& status) {
  google::rpc::RetryInfo info;
  if (!Find(status, &info)) return absl::ZeroDuration();
  return absl::Seconds(info.retry_delay().seconds()) + absl::Nanoseconds(info.retry_delay().nanos());
}

std::string FieldsOf(const grpc::Status& status) {
  google::rpc::BadRequest bad_request;
  std::string fields;
  if (!Find(status, &bad_request)) return fields;
  for (const auto& violation : bad_request.field_violations()) {
    absl::StrAppend(&fields, fields.empty() ? "" : ",", violation.field());
  }
  return fields;
}

}  // namespace pipewright::testing
