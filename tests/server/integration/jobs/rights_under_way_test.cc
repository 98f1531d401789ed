// Files on their way while their caller's rights are taken.
#include <catch2/catch.hpp>
#include <string>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "pipewright/organization/v1/member_service.grpc.pb.h"
#include "tests/support/server/importing.h"
#include "tests/support/server/roles.h"

namespace pipewright::integration {
namespace {

using organization::v1::MemberService;
using testing::AdminConnection;
using testing::Importing;
using testing::MetadataOf;
using testing::ReasonOf;
using testing::TestCaller;

// A tenant with somebody whose rights are taken.
struct Rights {
  explicit Rights(const std::string& role) : member(importing.server().AddMember(owner, role)) {
    testing::AddRole(importing.owner_url(), owner.tenant_id, "FILES", "export:read=ALL;job:create=OWN;job:read=OWN");
  }
  std::string Ask(const std::string& sql) { return importing.Ask(owner.tenant_id, sql); }
  std::string MembershipId() {
    return Ask(absl::StrCat("select id from memberships where user_id = '", member.user_id, "'"));
  }
  void Suspend() {
    organization::v1::SuspendMemberRequest request;
    request.set_id(MembershipId());
    REQUIRE(importing.server().Call(&owner, &MemberService::Stub::SuspendMember, request).ok());
  }
  // Leaves the member the right to export and to import, but none to any records.
  void TakeRecords() {
    organization::v1::UpdateMemberRequest request;
    request.mutable_member()->set_id(MembershipId());
    request.mutable_member()->add_roles("FILES");
    request.mutable_update_mask()->add_paths("roles");
    const auto updated = importing.server().Call(&owner, &MemberService::Stub::UpdateMember, request);
    INFO(updated.status.error_message());
    REQUIRE(updated.ok());
  }
  v1::ImportSpec Accounts() {
    v1::ImportSpec spec;
    spec.set_resource("account");
    return spec;
  }

  Importing& importing = Importing::Get();
  TestCaller owner = importing.server().SignUp();
  TestCaller member;
};

// Some two megabytes: many messages.
std::string LongFile() {
  std::string file = "name,description\n";
  for (int i = 0; i < 500; ++i) absl::StrAppend(&file, "Account ", i, ",", std::string(4000, 'x'), "\n");
  return file;
}

// How an export ends for a member from whom `take` takes something once the first message has come.
template <class Take>
grpc::Status EndOfExport(Rights& rights, Take take) {
  REQUIRE(rights.importing.Import(rights.member, rights.Accounts(), LongFile()).created_count() == 500);
  grpc::ClientContext context;
  rights.member.Authorize(context);
  v1::ExportRecordsRequest request;
  request.set_resource("account");
  v1::ExportService::Stub stub(rights.importing.server().channel());
  const auto reader = stub.ExportRecords(&context, request);
  v1::ExportRecordsResponse message;
  REQUIRE(reader->Read(&message));
  take();
  while (reader->Read(&message)) {
  }
  return reader->Finish();
}

TEST_CASE("an export ends when its caller is suspended", "[export]") {
  Rights rights("MEMBER");
  CHECK(ReasonOf(EndOfExport(rights, [&] { rights.Suspend(); })) == "MEMBERSHIP_SUSPENDED");
}

TEST_CASE("an export ends when its caller may no longer read such records", "[export]") {
  Rights rights("MEMBER");
  const grpc::Status end = EndOfExport(rights, [&] { rights.TakeRecords(); });
  CHECK(ReasonOf(end) == "PERMISSION_DENIED");
  CHECK(MetadataOf(end, "permission") == "account:read");
}

// How an upload ends for a member from whom `take` takes something while it is under way.
template <class Take>
grpc::Status EndOfUpload(Rights& rights, Take take) {
  grpc::ClientContext context;
  rights.member.Authorize(context);
  v1::ImportService::Stub stub(rights.importing.server().channel());
  v1::Job job;
  const auto writer = stub.ImportRecords(&context, &job);
  v1::ImportRecordsRequest message;
  *message.mutable_spec() = rights.Accounts();
  message.set_content("name\nAcme\n");
  REQUIRE(writer->Write(message));
  message.clear_spec();
  message.set_content("Bell\n");
  REQUIRE(writer->Write(message));
  take();
  writer->WritesDone();
  return writer->Finish();
}

TEST_CASE("an upload makes no job when its caller was suspended meanwhile", "[import]") {
  Rights rights("MEMBER");
  CHECK(ReasonOf(EndOfUpload(rights, [&] { rights.Suspend(); })) == "MEMBERSHIP_SUSPENDED");
  CHECK(rights.Ask("select count(*) from jobs") == "0");
}

TEST_CASE("an upload makes no job when its caller may no longer create such records", "[import]") {
  Rights rights("MEMBER");
  const grpc::Status end = EndOfUpload(rights, [&] { rights.TakeRecords(); });
  CHECK(MetadataOf(end, "permission") == "account:create");
  CHECK(rights.Ask("select count(*) from jobs") == "0");
}

// Changes the member as soon as the first thousand rows of a job are stored, and tells how the job ended.
v1::Job EndOfImport(Rights& rights, const std::string& change) {
  AdminConnection database(rights.importing.owner_url());
  database.Ask(absl::StrCat(
      "create function change_member() returns trigger language plpgsql as $$ begin update memberships set ", change,
      " where tenant_id = new.tenant_id and user_id = '", rights.member.user_id, "'; return new; end $$"));
  database.Ask(
      "create trigger change_member after update of rows_done on jobs for each row when (new.rows_done = 1000) "
      "execute function change_member()");
  const absl::Cleanup drop = [&] { database.Ask("drop function change_member cascade"); };
  std::string file = "name\n";
  for (int i = 0; i < 2500; ++i) absl::StrAppend(&file, "Account ", i, "\n");
  const auto uploaded = rights.importing.Upload(rights.member, rights.Accounts(), file);
  REQUIRE(uploaded.ok());
  rights.importing.RunJobs();
  return rights.importing.GetJob(rights.owner, uploaded->id());
}

TEST_CASE("rights that are taken while a job is worked at stop it at the next thousand rows", "[import]") {
  Rights rights("MEMBER");
  const v1::Job job = EndOfImport(rights, "roles = '[\"FILES\"]'");
  CHECK(job.status() == v1::JOB_STATUS_FAILED);
  CHECK(job.failure().reason() == "PERMISSION_DENIED");
  CHECK(rights.Ask("select count(*) from accounts") == "1000");
}

TEST_CASE("a job stops at the next thousand rows when its creator is suspended", "[import]") {
  Rights rights("MEMBER");
  const v1::Job job = EndOfImport(rights, "status = 'SUSPENDED'");
  CHECK(job.failure().reason() == "MEMBERSHIP_SUSPENDED");
  CHECK(rights.Ask("select count(*) from accounts") == "1000");
}

}  // namespace
}  // namespace pipewright::integration
