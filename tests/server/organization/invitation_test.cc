// Invitations and verified addresses, and who tries to get into a tenant by somebody else's address.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "pipewright/organization/v1/member_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/support/application/fake_security_events.h"
#include "tests/support/server/mail_server.h"

namespace pipewright::organization {
namespace {

using testing::Answer;
using testing::MailWorld;
using testing::ReasonOf;
using testing::TestCaller;
using Auth = v1::AuthService::Stub;
using Members = v1::MemberService::Stub;

constexpr char kPassword[] = "long walks by the sea";
constexpr char kInitialPassword[] = "what the company chose";
constexpr char kNewPassword[] = "short walks in the woods";

// A base, so that it outlives the server.
struct Told {
  FakeSecurityEvents told;
};

struct World : Told, MailWorld {
  World() : MailWorld([this](server::BackendOptions& options) { options.security_events = &told; }) {}

  TestCaller company = server().SignUp();

  Answer<v1::AuthSession> SignUp(const std::string& email) {
    v1::SignUpRequest request;
    request.set_email(email);
    request.set_password(kPassword);
    request.set_given_name("Anna");
    request.set_tenant_name("Own");
    return server().Call(nullptr, &Auth::SignUp, request);
  }
  Answer<v1::AuthSession> SignIn(const std::string& email, const std::string& password) {
    v1::SignInRequest request;
    request.set_email(email);
    request.set_password(password);
    return server().Call(nullptr, &Auth::SignIn, request);
  }
  Answer<v1::Member> Add(const std::string& email, const std::string& password = kInitialPassword,
                         bool validate_only = false) {
    v1::AddMemberRequest request;
    request.mutable_member()->set_email(email);
    request.mutable_member()->set_given_name("Anna");
    request.mutable_member()->add_roles("MEMBER");
    request.set_initial_password(password);
    request.set_validate_only(validate_only);
    return server().Call(&company, &Members::AddMember, request);
  }
  grpc::Status Accept(const std::string& token, const std::string& password = kNewPassword) {
    v1::AcceptInvitationRequest request;
    request.set_token(token);
    request.set_new_password(password);
    return server().Call(nullptr, &Auth::AcceptInvitation, request).status;
  }
  grpc::Status Join(const TestCaller& caller, const std::string& token) {
    v1::JoinTenantRequest request;
    request.set_token(token);
    return server().Call(&caller, &Auth::JoinTenant, request).status;
  }
  grpc::Status Verify(const TestCaller& caller, const std::string& token) {
    v1::VerifyEmailRequest request;
    request.set_token(token);
    return server().Call(&caller, &Auth::VerifyEmail, request).status;
  }
  static TestCaller CallerOf(const Answer<v1::AuthSession>& session) {
    return {session->access_token(), session->tenant().id(), session->user().id()};
  }
  // In the company's tenant.
  bool CanRead(const TestCaller& caller) {
    sales::v1::AccountService::Stub stub(server().channel());
    grpc::ClientContext context;
    caller.Authorize(context);
    context.AddMetadata("x-pipewright-tenant", company.tenant_id);
    sales::v1::ListAccountsResponse response;
    return stub.ListAccounts(&context, sales::v1::ListAccountsRequest(), &response).ok();
  }
  v1::MemberStatus StatusOf(const v1::Member& member) {
    v1::GetMemberRequest request;
    request.set_id(member.id());
    return server().Call(&company, &Members::GetMember, request)->status();
  }
  v1::Me MeOf(const TestCaller& caller) { return server().Call(&caller, &Auth::GetMe, v1::GetMeRequest()).response; }
};

TEST_CASE("who signed up with a stranger's address isn't handed the company that adds that address", "[attack][mail]") {
  World world;
  const auto squatter = world.SignUp("anna@example.com");
  REQUIRE(squatter.ok());
  const TestCaller before = World::CallerOf(squatter);
  const auto member = world.Add("anna@example.com");
  REQUIRE(member.ok());
  // Neither by an older session, nor by a new one.
  CHECK_FALSE(world.CanRead(before));
  const auto again = world.SignIn("anna@example.com", kPassword);
  REQUIRE(again.ok());
  CHECK_FALSE(world.CanRead(World::CallerOf(again)));
  // Who invites the stranger isn't told either.
  CHECK(again->tenants_size() == 1);
  CHECK(world.MeOf(before).tenants_size() == 1);

  // The owner of the address gets the letter, and with it the account.
  world.SendLetters();
  const std::string token = world.TokenFor("anna@example.com", "invited");
  REQUIRE(token != "");
  CHECK(ReasonOf(world.Join(before, token)) == "CREDENTIALS_INVALID");
  REQUIRE(world.Accept(token).ok());
  CHECK(world.told.events.back().kind == SecurityEventKind::kPasswordChanged);
  CHECK(world.told.events.back().user->ToString() == squatter->user().id());
  CHECK(world.told.events.back().tenant->ToString() == world.company.tenant_id);
  CHECK(world.StatusOf(member.response) == v1::MEMBER_STATUS_ACTIVE);
  CHECK_FALSE(world.CanRead(before));
  CHECK_FALSE(world.CanRead(World::CallerOf(again)));
  CHECK(ReasonOf(world.SignIn("anna@example.com", kPassword).status) == "CREDENTIALS_INVALID");
  const auto owner = world.SignIn("anna@example.com", kNewPassword);
  REQUIRE(owner.ok());
  CHECK(owner->user().email_verified());
  CHECK(world.CanRead(World::CallerOf(owner)));
  CHECK(ReasonOf(world.Accept(token)) == "CREDENTIALS_INVALID");
  CHECK(world.told.events.back().kind == SecurityEventKind::kPasswordChangeFailed);
}

TEST_CASE("whoever adds a member can't tell whether the address had an account", "[attack][mail]") {
  World world;
  REQUIRE(world.SignUp("anna@example.com").ok());
  std::set<std::string> accounts;
  for (const char* const either : {"anna@example.com", "anna@example.com", "ben@example.com", "ben@example.com"}) {
    const auto tried = world.Add(either, kInitialPassword, /*validate_only=*/true);
    REQUIRE(tried.ok());
    accounts.insert(tried->user_id());
    CHECK(tried->user_id()[14] == '4');  // a UUID of version 7 would tell how old the account is
  }
  CHECK(accounts.size() == 4);
  for (const bool validate_only : {true, false}) {
    const auto known = world.Add("anna@example.com", kInitialPassword, validate_only);
    const auto unknown = world.Add("ben@example.com", kInitialPassword, validate_only);
    REQUIRE(known.ok());
    REQUIRE(unknown.ok());
    CHECK(known->status() == v1::MEMBER_STATUS_INVITED);
    const auto shape = [](v1::Member member) {
      for (std::string* const id : {member.mutable_id(), member.mutable_user_id(), member.mutable_email()}) id->clear();
      member.clear_create_time();
      member.clear_update_time();
      return member.SerializeAsString();
    };
    CHECK(shape(known.response) == shape(unknown.response));
    CHECK(known->user_id()[14] == '4');
  }
  for (const char* const weak : {"anna@example.com", "ben@example.com"}) {
    CHECK(ReasonOf(world.Add(weak, "Password123").status) == "WEAK_PASSWORD");
  }
  // Both get the same letter.
  const auto said_to = [&](const std::string& address) {
    const std::string letter = world.LetterTo(address, "invited");
    const size_t begin = letter.find("\r\n\r\n");
    REQUIRE(begin != std::string::npos);
    const std::string token =
        letter.substr(letter.find("pwa_"), letter.find("\r\n", letter.find("pwa_")) - letter.find("pwa_"));
    return absl::StrReplaceAll(letter.substr(begin, letter.find("until") - begin), {{token, "TOKEN"}});
  };
  CHECK(said_to("anna@example.com") == said_to("ben@example.com"));
}

TEST_CASE("a person without an account comes in with the initial password, and only there", "[attack][mail]") {
  World world;
  const auto member = world.Add("ben@example.com");
  REQUIRE(member.ok());
  CHECK(world.StatusOf(member.response) == v1::MEMBER_STATUS_INVITED);
  const auto session = world.SignIn("ben@example.com", kInitialPassword);
  REQUIRE(session.ok());
  CHECK(session->tenant().id() == world.company.tenant_id);
  CHECK(world.CanRead(World::CallerOf(session)));
  CHECK(world.StatusOf(member.response) == v1::MEMBER_STATUS_ACTIVE);
  CHECK_FALSE(session->user().email_verified());

  // Another tenant that adds the address isn't open to whoever knows that password.
  const TestCaller first = std::exchange(world.company, world.server().SignUp());
  REQUIRE(world.Add("ben@example.com").ok());
  CHECK_FALSE(world.CanRead(World::CallerOf(session)));
  const auto later = world.SignIn("ben@example.com", kInitialPassword);
  REQUIRE(later.ok());
  CHECK_FALSE(world.CanRead(World::CallerOf(later)));
  world.company = first;
  CHECK(world.CanRead(World::CallerOf(later)));
}

TEST_CASE("whose address is verified joins by signing in, and keeps the password", "[mail]") {
  World world;
  const auto session = world.SignUp("anna@example.com");
  const TestCaller anna = World::CallerOf(session);
  CHECK_FALSE(world.MeOf(anna).user().email_verified());
  const std::string token = world.TokenFor("anna@example.com", "your e-mail address");
  // A letter is for its account alone.
  CHECK(ReasonOf(world.Verify(world.company, token)) == "CREDENTIALS_INVALID");
  REQUIRE(world.Verify(anna, token).ok());
  CHECK(world.MeOf(anna).user().email_verified());
  CHECK(ReasonOf(world.Verify(anna, token)) == "CREDENTIALS_INVALID");
  CHECK(world.server().Call(&anna, &Auth::ResendEmailVerification, v1::ResendEmailVerificationRequest()).ok());
  CHECK(world.TokenFor("anna@example.com") == "");

  REQUIRE(world.Add("anna@example.com").ok());
  CHECK_FALSE(world.CanRead(anna));
  CHECK(world.MeOf(anna).tenants_size() == 2);
  const std::string invitation = world.TokenFor("anna@example.com", "invited");
  CHECK(ReasonOf(world.Accept(invitation)) == "CREDENTIALS_MISSING");
  CHECK(ReasonOf(world.Join(world.company, invitation)) == "CREDENTIALS_INVALID");
  CHECK(ReasonOf(world.Verify(anna, invitation)) == "CREDENTIALS_INVALID");
  REQUIRE(world.Join(anna, invitation).ok());
  CHECK(world.CanRead(anna));
  CHECK(world.SignIn("anna@example.com", kPassword).ok());
}

TEST_CASE("an invitation is sent again, taken back, and made anew", "[mail]") {
  World world;
  const auto member = world.Add("ben@example.com", "");
  REQUIRE(member.ok());
  const std::string first = world.TokenFor("ben@example.com");
  v1::ResendInvitationRequest resend;
  resend.set_id(member->id());
  REQUIRE(world.server().Call(&world.company, &Members::ResendInvitation, resend).ok());
  const std::string second = world.TokenFor("ben@example.com");
  REQUIRE(second != "");
  CHECK(ReasonOf(world.Accept(first)) == "CREDENTIALS_INVALID");
  v1::RemoveMemberRequest remove;
  remove.set_id(member->id());
  REQUIRE(world.server().Call(&world.company, &Members::RemoveMember, remove).ok());
  CHECK(ReasonOf(world.Accept(second)) == "CREDENTIALS_INVALID");

  const auto back = world.Add("ben@example.com", "");
  REQUIRE(back.ok());
  CHECK(back->id() == member->id());
  REQUIRE(world.Accept(world.TokenFor("ben@example.com")).ok());
  const auto ben = world.SignIn("ben@example.com", kNewPassword);
  REQUIRE(ben.ok());
  CHECK(world.CanRead(World::CallerOf(ben)));
  CHECK(ReasonOf(world.server().Call(&world.company, &Members::ResendInvitation, resend).status) ==
        "INVALID_MEMBERSHIP_STATE");
}

}  // namespace
}  // namespace pipewright::organization
