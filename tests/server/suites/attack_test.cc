// Every method of the API, attacked: without credentials, with another tenant's ids, without the right, with bad input.
// The methods come from the descriptors, so a new one is attacked from its first day.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "pipewright/collaboration/v1/attachment_service.grpc.pb.h"
#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/sales/v1/merge_service.grpc.pb.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/tenant_contents.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/server/event_stream.h"
#include "tests/support/server/request_maker.h"
#include "tests/support/server/test_server.h"

namespace pipewright {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using grpc::StatusCode;
using testing::AllMethods;
using testing::CallMethod;
using testing::EverythingOf;
using testing::FieldPath;
using testing::FieldsOf;
using testing::LeavesOf;
using testing::Method;
using testing::PermissionOf;
using testing::RawAnswer;
using testing::ReasonOf;
using testing::RequestMaker;
using testing::TestCaller;
using testing::TestServer;

// The id of no record; another one each time.
std::string NobodysId() {
  static int count = 0;
  return absl::StrFormat("0190f3c2-0000-7c3a-9d4e-%012d", ++count);
}

// A tenant with a record of every kind that the API creates.
struct Company {
  explicit Company(const std::string& word) : requests(word) {
    TestServer& server = TestServer::Get();
    owner = server.SignUp();
    requests.Know("user", owner.user_id);
    requests.Know("tenant", owner.tenant_id);
    // What one needs another creates, in some order.
    std::vector<const Method*> left;
    for (const Method* const method : AllMethods()) {
      const bool creates = absl::StartsWith(method->name(), "Create") || absl::StartsWith(method->name(), "Add") ||
                           absl::StartsWith(method->name(), "Import");
      if (creates && PermissionOf(*method).access() == shared::v1::ACCESS_UNSPECIFIED) left.push_back(method);
    }
    std::string refused = "nothing was tried";
    for (int round = 0; round < 5 && !left.empty(); ++round) {
      std::vector<const Method*> failed;
      for (const Method* const method : left) {
        const RawAnswer answer =
            CallMethod(server.network_channel(), *method, *requests.Make(*method), owner.access_token);
        if (answer.status.ok()) {
          requests.KnowAllOf(PermissionOf(*method).resource(), *answer.response);
        } else {
          refused = absl::StrCat(method->full_name(), ": ", answer.status.error_message());
          failed.push_back(method);
        }
      }
      left = failed;
    }
    INFO(refused);
    REQUIRE(left.empty());
    MakeMerge();
    MakeContent();
  }

  // An attachment is downloaded when its content is there.
  void MakeContent() {
    TestServer& server = TestServer::Get();
    collaboration::v1::CreateAttachmentRequest create;
    create.mutable_attachment()->set_file_name("x");
    create.mutable_attachment()->set_size(1);
    create.mutable_attachment()->mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_ACCOUNT);
    create.mutable_attachment()->mutable_subject()->set_id(requests.ids().at("account"));
    using Attachments = collaboration::v1::AttachmentService::Stub;
    const auto made = server.Call(&owner, &Attachments::CreateAttachment, create);
    INFO(made.status.error_message());
    REQUIRE(made.ok());
    grpc::ClientContext context;
    owner.Authorize(context);
    Attachments stub(server.channel());
    collaboration::v1::Attachment filled;
    const auto writer = stub.UploadAttachment(&context, &filled);
    collaboration::v1::UploadAttachmentRequest message;
    message.mutable_spec()->set_id(made->id());
    message.set_content("x");
    writer->Write(message);
    writer->WritesDone();
    REQUIRE(writer->Finish().ok());
    requests.Know("attachment", made->id());
  }

  // It takes two records, so it can't be made by a request with what each kind of field holds.
  void MakeMerge() {
    sales::v1::CreateAccountRequest create;
    create.mutable_account()->set_name("Twice there");
    TestServer& server = TestServer::Get();
    const auto loser = server.Call(&owner, &sales::v1::AccountService::Stub::CreateAccount, create);
    sales::v1::MergeAccountsRequest request;
    request.set_survivor_id(requests.ids().at("account"));
    request.add_losers()->set_id(loser->id());
    const auto merge = server.Call(&owner, &sales::v1::MergeService::Stub::MergeAccounts, request);
    INFO(merge.status.error_message());
    REQUIRE(merge.ok());
    requests.Know("merge", merge->id());
  }

  RawAnswer Call(const Method& method, const Message& request) const {
    return CallMethod(TestServer::Get().network_channel(), method, request, owner.access_token);
  }

  TestCaller owner;
  RequestMaker requests;
};

// An answer that a client can work with: no bug, and an error says why.
void CheckCivil(const grpc::Status& status) {
  INFO("answered " << status.error_code() << " " << status.error_message().substr(0, 300));
  const std::vector<StatusCode> rude = {StatusCode::UNKNOWN,          StatusCode::INTERNAL,  StatusCode::UNIMPLEMENTED,
                                        StatusCode::UNAVAILABLE,      StatusCode::DATA_LOSS, StatusCode::CANCELLED,
                                        StatusCode::DEADLINE_EXCEEDED};
  CHECK(std::find(rude.begin(), rude.end(), status.error_code()) == rude.end());
  if (!status.ok()) CHECK(ReasonOf(status) != "");
}

bool Names(const grpc::Status& status, const std::string& field) {
  const std::vector<std::string> fields = absl::StrSplit(FieldsOf(status), ',');
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

// The door comes before the request: operators' methods are closed to everybody here.
bool IsOpen(const Method& method) { return PermissionOf(method).access() != shared::v1::ACCESS_OPERATOR; }

TEST_CASE("no method is answered without credentials unless it is public", "[attack]") {
  const RequestMaker requests("x");
  for (const Method* const method : AllMethods()) {
    if (PermissionOf(*method).access() == shared::v1::ACCESS_PUBLIC) continue;
    CAPTURE(method->full_name());
    const auto channel = TestServer::Get().network_channel();
    const auto request = requests.Make(*method);
    for (const std::string& token : {std::string(), std::string("nonsense"), std::string("a.b.c")}) {
      const RawAnswer answer = CallMethod(channel, *method, *request, token);
      CHECK(answer.status.error_code() == StatusCode::UNAUTHENTICATED);
      CHECK(ReasonOf(answer.status) == (token.empty() ? "CREDENTIALS_MISSING" : "CREDENTIALS_INVALID"));
    }
  }
}

TEST_CASE("every kind of record that leaves events is shown in them", "[attack][events]") {
  const Company company("Acme");
  integration::v1::ListEventsRequest request;
  request.set_page_size(1000);
  const auto list = testing::ListSettledEvents(company.owner, request);
  REQUIRE(list.ok());
  CHECK(list->caught_up());
  std::map<std::string, int> shown;
  for (const auto& event : list->events()) ++shown[event.type()];
  testing::AdminConnection database(testing::TestDatabase::Get().owner_url());
  database.Ask("select set_config('app.tenant_id', $1, false)", {company.owner.tenant_id});
  std::map<std::string, int> stored;
  for (const auto& row : database.Rows("select type, count(*) from events where tenant_id = $1::uuid group by 1",
                                       {company.owner.tenant_id})) {
    stored[row[0]] = std::stoi(row[1]);
  }
  CHECK(shown == stored);
}

TEST_CASE("a token whose content was changed is worth nothing", "[attack]") {
  const TestCaller owner = TestServer::Get().SignUp();
  const std::vector<std::string> parts = absl::StrSplit(owner.access_token, '.');
  REQUIRE(parts.size() == 3);
  std::string changed = parts[1];
  changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
  const RequestMaker requests("x");
  for (const Method* const method : AllMethods()) {
    if (PermissionOf(*method).access() == shared::v1::ACCESS_PUBLIC) continue;
    CAPTURE(method->full_name());
    for (const std::string& token :
         {absl::StrCat(parts[0], ".", changed, ".", parts[2]), absl::StrCat(parts[0], ".", parts[1], ".")}) {
      const RawAnswer answer = CallMethod(TestServer::Get().network_channel(), *method, *requests.Make(*method), token);
      CHECK(answer.status.error_code() == StatusCode::UNAUTHENTICATED);
    }
  }
}

TEST_CASE("another tenant's id is as good as one that doesn't exist", "[attack]") {
  const std::string secret = "Undisclosed";
  const Company victim(secret);
  const Company attacker("Mallory");
  const std::string before = EverythingOf(victim.owner.tenant_id);
  REQUIRE(absl::StrContains(before, secret));
  const auto request_with = [&](const Method& method, const FieldPath& path, const std::string& id) {
    auto request = attacker.requests.Make(method, path);
    testing::SetText(*request, path, id);
    return request;
  };
  const auto check_secret = [&](const RawAnswer& answer) {
    CheckCivil(answer.status);
    CHECK_FALSE(absl::StrContains(answer.response->SerializeAsString(), secret));
    CHECK_FALSE(absl::StrContains(answer.status.error_message(), secret));
    CHECK_FALSE(absl::StrContains(answer.status.error_details(), secret));
  };

  // Ids that the client chooses for something new: they come last, since what they make exists from then on.
  std::vector<std::pair<const Method*, FieldPath>> chosen;
  int refused = 0;
  for (const Method* const method : AllMethods()) {
    const FieldDescriptor* const validate_only = method->input_type()->FindFieldByName("validate_only");
    for (const FieldPath& path : LeavesOf(*method->input_type())) {
      const FieldDescriptor& field = *path.back();
      if (!testing::IsId(field)) continue;
      if (testing::IsOutputOnly(field) && !testing::IsUpdatedId(path)) continue;
      CAPTURE(method->full_name(), testing::NameOf(path));
      if (validate_only != nullptr) {
        const auto trial = request_with(*method, path, NobodysId());
        trial->GetReflection()->SetBool(trial.get(), validate_only, true);
        if (attacker.Call(*method, *trial).status.ok()) {
          chosen.emplace_back(method, path);
          continue;
        }
      }
      const RawAnswer nobody = attacker.Call(*method, *request_with(*method, path, NobodysId()));
      for (const auto& [kind, id] : victim.requests.ids()) {
        CAPTURE(kind);
        const RawAnswer answer = attacker.Call(*method, *request_with(*method, path, id));
        check_secret(answer);
        CHECK(answer.status.error_code() == nobody.status.error_code());
        CHECK(ReasonOf(answer.status) == ReasonOf(nobody.status));
        if (!answer.status.ok()) ++refused;
      }
    }
  }
  // A chosen id is free or taken within the caller's own tenant alone; what it makes is the caller's.
  for (const auto& [method, path] : chosen) {
    CAPTURE(method->full_name(), testing::NameOf(path));
    CHECK((absl::StartsWith(method->name(), "Create") || absl::StartsWith(method->name(), "Add") || path.size() > 1));
    for (const auto& [kind, id] : victim.requests.ids()) {
      CAPTURE(kind);
      check_secret(attacker.Call(*method, *request_with(*method, path, id)));
    }
  }
  CHECK(refused > 100);
  CHECK(EverythingOf(victim.owner.tenant_id) == before);
}

TEST_CASE("a viewer reads and changes nothing", "[attack]") {
  const Company company("Acme");
  const TestCaller viewer = TestServer::Get().AddMember(company.owner, "VIEWER");
  for (const Method* const method : AllMethods()) {
    if (PermissionOf(*method).access() == shared::v1::ACCESS_PUBLIC ||
        PermissionOf(*method).access() == shared::v1::ACCESS_SIGNED_IN) {
      continue;  // of their own: no role is needed
    }
    CAPTURE(method->full_name());
    const RawAnswer answer =
        CallMethod(TestServer::Get().network_channel(), *method, *company.requests.Make(*method), viewer.access_token);
    CheckCivil(answer.status);
    const bool refused = testing::IsMutation(*method) || !IsOpen(*method);
    CHECK((answer.status.error_code() == StatusCode::PERMISSION_DENIED) == refused);
    if (!refused) CHECK(answer.status.ok());
  }
}

TEST_CASE("a text with NUL or a control character is refused, and the field named", "[attack]") {
  const Company company("Acme");
  for (const Method* const method : AllMethods()) {
    for (const FieldPath& path : LeavesOf(*method->input_type())) {
      if (path.back()->type() != FieldDescriptor::TYPE_STRING || !IsOpen(*method)) continue;
      CAPTURE(method->full_name(), testing::NameOf(path));
      for (const std::string& text : {std::string("a\0b", 3), std::string("a\x01"), std::string("\x1B[2J")}) {
        auto request = company.requests.Make(*method, path);
        testing::SetText(*request, path, text);
        const RawAnswer answer = company.Call(*method, *request);
        CHECK(answer.status.error_code() == StatusCode::INVALID_ARGUMENT);
        CHECK(Names(answer.status, testing::NameOf(path)));
      }
    }
  }
}

TEST_CASE("a text of a megabyte or of emoji is taken or clearly refused", "[attack]") {
  const std::string megabyte(1 << 20, 'x');
  const std::string emoji = "\xF0\x9F\xA6\x84\xE2\x80\x8D\xF0\x9F\x8E\x89";
  for (const std::string& text : {megabyte, emoji}) {
    const Company company("Acme");
    for (const Method* const method : AllMethods()) {
      for (const FieldPath& path : LeavesOf(*method->input_type())) {
        if (path.back()->type() != FieldDescriptor::TYPE_STRING) continue;
        CAPTURE(method->full_name(), testing::NameOf(path), text.size());
        auto request = company.requests.Make(*method, path);
        testing::SetText(*request, path, text);
        CheckCivil(company.Call(*method, *request).status);
      }
    }
  }
}

TEST_CASE("a number that an enum doesn't have is refused, and the field named", "[attack]") {
  const Company company("Acme");
  for (const Method* const method : AllMethods()) {
    for (const FieldPath& path : LeavesOf(*method->input_type())) {
      if (path.back()->cpp_type() != FieldDescriptor::CPPTYPE_ENUM || !IsOpen(*method)) continue;
      CAPTURE(method->full_name(), testing::NameOf(path));
      for (const int number : {9999, -1}) {
        auto request = company.requests.Make(*method, path);
        testing::SetEnum(*request, path, number);
        const RawAnswer answer = company.Call(*method, *request);
        CHECK(answer.status.error_code() == StatusCode::INVALID_ARGUMENT);
        CHECK(Names(answer.status, testing::NameOf(path)));
      }
    }
  }
}

TEST_CASE("the largest and smallest numbers are taken or clearly refused", "[attack]") {
  const Company company("Acme");
  for (const Method* const method : AllMethods()) {
    for (const FieldPath& path : LeavesOf(*method->input_type())) {
      CAPTURE(method->full_name(), testing::NameOf(path));
      for (const bool lowest : {true, false}) {
        auto request = company.requests.Make(*method, path);
        const std::string plain = request->SerializeAsString();
        testing::SetNumber(*request, path, lowest);
        if (request->SerializeAsString() == plain) continue;  // no number
        const RawAnswer answer = company.Call(*method, *request);
        CheckCivil(answer.status);
        if (path.back()->name() == "page_size" && lowest && IsOpen(*method)) {
          CHECK(answer.status.error_code() == StatusCode::INVALID_ARGUMENT);
          CHECK(Names(answer.status, "page_size"));
        }
      }
    }
  }
}

TEST_CASE("what only the server gives out or reads is refused when it is made up", "[attack]") {
  const std::map<std::string, std::string> made_up = {
      {"page_token", "made-up"}, {"filter", "(((nonsense"}, {"order_by", "nonsense"}, {"etag", "made-up"},
      {"request_id", "made-up"}, {"id", "made-up"},         {"ids", "made-up"},       {"resume_token", "made-up"}};
  const Company company("Acme");
  for (const Method* const method : AllMethods()) {
    for (const FieldPath& path : LeavesOf(*method->input_type())) {
      const auto found = made_up.find(path.back()->name());
      if (path.size() > 1 || found == made_up.end() || !IsOpen(*method)) continue;
      CAPTURE(method->full_name(), testing::NameOf(path));
      auto request = company.requests.Make(*method, path);
      testing::SetText(*request, path, found->second);
      const RawAnswer answer = company.Call(*method, *request);
      CHECK(answer.status.error_code() == StatusCode::INVALID_ARGUMENT);
      CHECK(Names(answer.status, testing::NameOf(path)));
    }
  }
}

}  // namespace
}  // namespace pipewright
