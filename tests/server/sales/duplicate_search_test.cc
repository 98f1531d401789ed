// The search for duplicates over all records of a kind: a job that runs when a test says so.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/sales/v1/duplicate_service.grpc.pb.h"
#include "tests/support/server/importing.h"

namespace pipewright::sales {
namespace {

using grpc::StatusCode;
using testing::Importing;
using testing::ReasonOf;
using testing::TestCaller;
using AccountStub = v1::AccountService::Stub;
using Stub = v1::DuplicateService::Stub;
using Ids = std::set<std::string>;

struct Searching {
  Importing& jobs = Importing::Get();
  testing::TestServer& server = jobs.server();
  TestCaller owner = server.SignUp();

  std::string Add(const std::string& name, const std::string& email = "", const TestCaller* by = nullptr) {
    v1::CreateAccountRequest request;
    request.mutable_account()->set_name(name);
    request.mutable_account()->set_email(email);
    const auto created = server.Call(by == nullptr ? &owner : by, &AccountStub::CreateAccount, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created->id();
  }
  integration::v1::Job Search(const TestCaller& caller) {
    v1::SearchDuplicatesRequest request;
    request.set_resource("account");
    const auto job = server.Call(&caller, &Stub::SearchDuplicates, request);
    INFO(job.status.error_message());
    REQUIRE(job.ok());
    jobs.RunJobs();
    return jobs.GetJob(caller, job->job_id());
  }
  // In pages of two, each checked to be behind the one before.
  std::vector<v1::DuplicatePair> PairsOf(const TestCaller& caller, const std::string& job) {
    v1::ListDuplicatePairsRequest request;
    request.set_job_id(job);
    request.set_page_size(2);
    std::vector<v1::DuplicatePair> pairs;
    do {
      const auto page = server.Call(&caller, &Stub::ListDuplicatePairs, request);
      INFO(page.status.error_message());
      REQUIRE(page.ok());
      for (const auto& pair : page->pairs()) {
        if (!pairs.empty()) CHECK(pairs.back().score() >= pair.score());
        pairs.push_back(pair);
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return pairs;
  }
};

std::set<Ids> IdsOf(const std::vector<v1::DuplicatePair>& pairs) {
  std::set<Ids> ids;
  for (const auto& pair : pairs) ids.insert(Ids{pair.first_id(), pair.second_id()});
  CHECK(ids.size() == pairs.size());
  return ids;
}

TEST_CASE("a search finds each pair once, the surest first, over many slices", "[duplicates][job]") {
  Searching search;
  const std::string acme = search.Add("Acme GmbH", "info@acme.example");
  for (int i = 0; i < 250; ++i) search.Add(absl::StrCat("Company number ", i * 7919));
  const std::string twin = search.Add("ACME", "info@acme.example");
  const std::string third = search.Add("acme ltd");
  const integration::v1::Job job = search.Search(search.owner);
  CHECK(job.kind() == integration::v1::JOB_KIND_DUPLICATE_SEARCH);
  CHECK(job.status() == integration::v1::JOB_STATUS_SUCCEEDED);
  CHECK(job.resource() == "account");
  CHECK(job.rows_total() == 253);
  CHECK(job.rows_done() == 253);

  v1::ListDuplicatePairsRequest first;
  first.set_job_id(job.id());
  first.set_page_size(1);
  const auto surest = search.server.Call(&search.owner, &Stub::ListDuplicatePairs, first);
  REQUIRE(surest->pairs_size() == 1);
  CHECK(Ids{surest->pairs(0).first_id(), surest->pairs(0).second_id()} == Ids{acme, twin});
  CHECK(surest->pairs(0).reasons(0) == v1::MATCH_REASON_NAME);

  const std::vector<v1::DuplicatePair> pairs = search.PairsOf(search.owner, job.id());
  CHECK(static_cast<int64_t>(pairs.size()) == job.created_count());
  const std::set<Ids> ids = IdsOf(pairs);
  for (const Ids& pair : {Ids{acme, twin}, Ids{acme, third}, Ids{twin, third}}) CHECK(ids.contains(pair));

  // A pair of which one is gone isn't one any more.
  v1::DeleteAccountRequest remove;
  remove.set_id(third);
  REQUIRE(search.server.Call(&search.owner, &AccountStub::DeleteAccount, remove).ok());
  const std::set<Ids> left = IdsOf(search.PairsOf(search.owner, job.id()));
  CHECK(left.contains(Ids{acme, twin}));
  CHECK_FALSE(left.contains(Ids{acme, third}));
}

TEST_CASE("a search looks at what its caller may read, and shows it to nobody else", "[duplicates][job]") {
  Searching search;
  const TestCaller member = search.server.AddMember(search.owner, "MEMBER");
  search.Add("Acme");
  const std::string mine = search.Add("Acme", "", &member);
  const std::string twin = search.Add("Acme", "", &member);
  const integration::v1::Job of_member = search.Search(member);
  CHECK(of_member.rows_total() == 2);
  CHECK(IdsOf(search.PairsOf(member, of_member.id())) == std::set<Ids>{Ids{mine, twin}});
  const integration::v1::Job of_owner = search.Search(search.owner);
  CHECK(search.PairsOf(search.owner, of_owner.id()).size() == 3);

  v1::ListDuplicatePairsRequest request;
  request.set_job_id(of_owner.id());
  CHECK(search.server.Call(&member, &Stub::ListDuplicatePairs, request).status.error_code() == StatusCode::NOT_FOUND);
  const TestCaller stranger = search.server.SignUp();
  CHECK(search.server.Call(&stranger, &Stub::ListDuplicatePairs, request).status.error_code() == StatusCode::NOT_FOUND);
  // Somebody who may see the job sees those pairs of it whose records they may read.
  request.set_job_id(of_member.id());
  CHECK(search.server.Call(&search.owner, &Stub::ListDuplicatePairs, request)->pairs_size() == 1);
  request.set_page_token("made-up");
  CHECK(ReasonOf(search.server.Call(&search.owner, &Stub::ListDuplicatePairs, request).status) == "INVALID_PAGE_TOKEN");
}

}  // namespace
}  // namespace pipewright::sales
