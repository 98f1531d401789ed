// Conversions, merges, their undoing, transfers, moves and splits on the same few records by 32 callers at once; a
// checker then reads the database.
#include <catch2/catch.hpp>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "pipewright/integration/v1/transfer_service.grpc.pb.h"
#include "pipewright/sales/v1/lead_service.grpc.pb.h"
#include "pipewright/sales/v1/merge_service.grpc.pb.h"
#include "tests/server/sales/selling.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/server/importing.h"

namespace pipewright::sales {
namespace {

using grpc::StatusCode;
using testing::Answer;
using testing::ReasonOf;
using testing::TestCaller;
using AccountStub = v1::AccountService::Stub;
using ContactStub = v1::ContactService::Stub;
using LeadStub = v1::LeadService::Stub;
using MergeStub = v1::MergeService::Stub;

constexpr int kCallers = 32;
constexpr int kStepsEach = 12;
constexpr unsigned kSeed = 20'261'126;

// A handful of accounts with their contacts and opportunities, and leads on the way to them.
struct Overlapping : Selling {
  testing::Importing& jobs = testing::Importing::Get();
  TestCaller colleague = server.AddMember(owner, "ADMIN");
  std::vector<std::string> accounts;
  std::vector<std::string> leads;
  std::vector<std::string> opportunities;

  std::mutex mutex;
  std::vector<std::string> merges;
  std::map<std::string, int> conversions;  // of a lead
  int contacts = 0;                        // that were added
  std::map<std::string, int> changes;      // of an opportunity, by who changes its stage or its team
  std::vector<std::string> transfers;
  std::set<std::string> unexpected;

  Overlapping() : Selling{testing::Importing::Get().server()} {
    for (int i = 0; i < 4; ++i) accounts.push_back(CreateAccount());
    for (int i = 0; i < 8; ++i) {
      v1::CreateOpportunityRequest open = Desks();
      open.mutable_opportunity()->set_account_id(accounts[i % accounts.size()]);
      opportunities.push_back(Open(open).id());
      v1::CreateLeadRequest lead;
      lead.mutable_lead()->set_name("Maria Berg");
      lead.mutable_lead()->set_company("Acme");
      const auto created = server.Call(&owner, &LeadStub::CreateLead, lead);
      INFO(created.status.error_message());
      REQUIRE(created.ok());
      leads.push_back(created->id());
    }
  }

  // Notes an answer that no rule explains; true for an OK.
  bool Explained(const char* what, const grpc::Status& status) {
    if (status.ok()) return true;
    static const auto* const rules = new std::set<std::string>{
        "RECORD_DELETED", "LEAD_CONVERTED", "MERGE_CONTRADICTED", "INVALID_LEAD_STATE", "MERGE_UNDONE",
    };
    if (status.error_code() != StatusCode::ABORTED && !rules->contains(ReasonOf(status))) {
      const std::lock_guard lock(mutex);
      unexpected.insert(
          absl::StrCat(what, ": ", status.error_code(), " ", ReasonOf(status), " ", status.error_message()));
    }
    return false;
  }

  void Convert(const std::string& lead, const std::string& account) {
    v1::ConvertLeadRequest request;
    request.set_id(lead);
    request.set_account_id(account);
    request.mutable_opportunity()->set_title("Fifty desks");
    request.mutable_opportunity()->set_pipeline_id(pipeline.id());
    if (!Explained("ConvertLead", server.Call(&owner, &LeadStub::ConvertLead, request).status)) return;
    const std::lock_guard lock(mutex);
    ++conversions[lead];
  }

  void MergeLead(const std::string& survivor, const std::string& loser) {
    v1::MergeLeadsRequest request;
    request.set_survivor_id(survivor);
    request.add_losers()->set_id(loser);
    const auto merged = server.Call(&owner, &MergeStub::MergeLeads, request);
    if (!Explained("MergeLeads", merged.status)) return;
    const std::lock_guard lock(mutex);
    merges.push_back(merged->id());
  }

  // All that one has to the other, by a job that runs at once.
  void Transfer(const TestCaller& from, const TestCaller& to) {
    namespace integration = pipewright::integration::v1;
    integration::TransferRecordsRequest request;
    request.set_from_user_id(from.user_id);
    request.set_to_user_id(to.user_id);
    for (const auto kind : {integration::TRANSFERABLE_KIND_ACCOUNT, integration::TRANSFERABLE_KIND_CONTACT,
                            integration::TRANSFERABLE_KIND_LEAD, integration::TRANSFERABLE_KIND_OPPORTUNITY}) {
      request.add_kinds(kind);
    }
    const auto job = server.Call(&owner, &integration::TransferService::Stub::TransferRecords, request);
    if (!Explained("TransferRecords", job.status)) return;
    const absl::Status worked = jobs.server().backend().job_runner().RunNext().status();
    const std::lock_guard lock(mutex);
    transfers.push_back(job->id());
    if (!worked.ok()) unexpected.insert(worked.ToString());
  }

  void Merge(const std::string& survivor, const std::string& loser) {
    v1::MergeAccountsRequest request;
    request.set_survivor_id(survivor);
    request.add_losers()->set_id(loser);
    const auto merged = server.Call(&owner, &MergeStub::MergeAccounts, request);
    if (!Explained("MergeAccounts", merged.status)) return;
    const std::lock_guard lock(mutex);
    merges.push_back(merged->id());
  }

  void UndoOne(size_t which) {
    v1::UndoMergeRequest request;
    {
      const std::lock_guard lock(mutex);
      if (merges.empty()) return;
      request.set_id(merges[which % merges.size()]);
    }
    Explained("UndoMerge", server.Call(&owner, &MergeStub::UndoMerge, request).status);
  }

  void MoveOne(const std::string& opportunity, int stage) {
    v1::MoveOpportunityStageRequest request;
    request.set_id(opportunity);
    request.set_stage_id(pipeline.stages(stage).id());
    const auto moved = server.Call(&owner, &OpportunityStub::MoveOpportunityStage, request);
    if (testing::FieldsOf(moved.status) == "stage_id") return;  // it is there already
    Explained("MoveOpportunityStage", moved.status);
  }

  // What newly refers to an account that is merged at the same moment.
  void AddContact(const std::string& account) {
    v1::CreateContactRequest request;
    request.mutable_contact()->set_last_name("Berg");
    request.mutable_contact()->set_account_id(account);
    if (!Explained("CreateContact", server.Call(&owner, &ContactStub::CreateContact, request).status)) return;
    const std::lock_guard lock(mutex);
    ++contacts;
  }

  // Reads, decides and writes: what a change in between makes stale must not be written.
  void Raise(const std::string& opportunity) {
    v1::GetOpportunityRequest get;
    get.set_id(opportunity);
    const auto read = server.Call(&owner, &OpportunityStub::GetOpportunity, get);
    if (!Explained("GetOpportunity", read.status)) return;
    v1::UpdateOpportunityRequest request;
    request.mutable_opportunity()->set_id(opportunity);
    request.mutable_opportunity()->set_etag(read->etag());
    request.mutable_opportunity()->mutable_amount()->set_currency_code("EUR");
    request.mutable_opportunity()->mutable_amount()->set_units(read->amount().units() + 1);
    const auto divide = [&](const TestCaller& who, int basis_points) {
      auto& member = *request.mutable_opportunity()->add_team();
      member.set_user_id(who.user_id);
      member.set_split_basis_points(basis_points);
    };
    const int share = static_cast<int>(read->amount().units() % 9'000) + 500;
    divide(owner, share);
    divide(colleague, 10'000 - share);
    request.mutable_update_mask()->add_paths("amount");
    request.mutable_update_mask()->add_paths("team");
    if (!Explained("UpdateOpportunity", server.Call(&owner, &OpportunityStub::UpdateOpportunity, request).status))
      return;
    const std::lock_guard lock(mutex);
    ++changes[opportunity];
  }

  void Step(std::mt19937& random) {
    const auto any = [&](const std::vector<std::string>& of) { return of[random() % of.size()]; };
    switch (random() % 11) {
      case 0:
        return Convert(any(leads), any(accounts));
      case 1: {
        const size_t survivor = random() % accounts.size();
        return Merge(accounts[survivor], accounts[(survivor + 1 + random() % (accounts.size() - 1)) % accounts.size()]);
      }
      case 2:
        return UndoOne(random());
      case 3:
        return MoveOne(any(opportunities), static_cast<int>(random() % 2));
      case 4:
      case 5:
        return Raise(any(opportunities));
      case 6: {
        const size_t survivor = random() % leads.size();
        return MergeLead(leads[survivor], leads[(survivor + 1 + random() % (leads.size() - 1)) % leads.size()]);
      }
      case 7:
        return random() % 2 == 0 ? Transfer(owner, colleague) : Transfer(colleague, owner);
      default:
        return AddContact(any(accounts));
    }
  }
};

// How many rows an SQL condition finds in the tenant.
struct Checker {
  explicit Checker(std::string tenant) : tenant_(std::move(tenant)) {
    database_.Ask("select set_config('app.tenant_id', $1, false)", {tenant_});
  }
  std::string Count(const std::string& rows) {
    return database_.Ask("select count(*) from " + rows + " and t.tenant_id = $1::uuid", {tenant_});
  }

 private:
  testing::AdminConnection database_{testing::Importing::Get().owner_url()};
  std::string tenant_;
};

TEST_CASE("conversions, merges, undoing, transfers, moves and splits on the same records leave all of them whole",
          "[merge][lead][opportunity][concurrency]") {
  Overlapping test;
  std::vector<std::thread> callers;
  callers.reserve(kCallers);
  for (unsigned i = 0; i < kCallers; ++i) {
    callers.emplace_back([&test, i] {
      std::mt19937 random(kSeed + i);
      for (int step = 0; step < kStepsEach; ++step) test.Step(random);
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(test.unexpected == std::set<std::string>());

  Checker check(test.owner.tenant_id);
  {
    INFO("nothing refers to what is gone");
    for (const char* const referring : {"opportunities", "contacts"}) {
      INFO(referring);
      CHECK(check.Count(absl::StrCat(referring,
                                     " t join accounts a on a.tenant_id = t.tenant_id and a.id = t.account_id "
                                     "where t.delete_time is null and a.delete_time is not null")) == "0");
    }
  }
  {
    INFO("a lead was converted once, and into records that are there");
    int converted = 0;
    for (const auto& [lead, times] : test.conversions) {
      CHECK(times == 1);
      ++converted;
    }
    CHECK(converted > 0);
    CHECK(check.Count("leads t where t.status = 'CONVERTED'") == absl::StrCat(converted));
    CHECK(check.Count("lead_conversions t where true") == absl::StrCat(converted));
    CHECK(check.Count("opportunities t where t.delete_time is null") ==
          absl::StrCat(test.opportunities.size() + converted));
    CHECK(check.Count("contacts t where t.delete_time is null") == absl::StrCat(converted + test.contacts));
  }
  {
    INFO("no acknowledged change was lost, and splits come to a whole");
    int raised = 0;
    for (const std::string& id : test.opportunities) {
      const v1::Opportunity opportunity = test.Read(id);
      CHECK(opportunity.amount().units() == 1000 + test.changes[id]);
      raised += test.changes[id];
      int split = 0;
      for (const auto& member : opportunity.team()) split += member.split_basis_points();
      CHECK(split == (test.changes[id] == 0 ? 0 : 10'000));
    }
    CHECK(raised > 0);
    CHECK(check.Count("opportunities t where t.version <> 1 + (select count(*) from opportunity_versions v "
                      "where v.tenant_id = t.tenant_id and v.id = t.id)") == "0");
    CHECK(check.Count("opportunities t where 1 <> (select count(*) from opportunity_stage_history h where "
                      "h.tenant_id = t.tenant_id and h.opportunity_id = t.id and h.leave_time is null)") == "0");
  }
  {
    INFO("each transfer came to its end, and what it told to have given is what changed hands");
    CHECK_FALSE(test.transfers.empty());
    // Those that somebody's change stood in the way of wait for their next try, which is now; those whose worker gave
    // up before it could say so, for the end of its lease, which is now too.
    const std::string due =
        "with due as (update job_work set available_time = now() - interval '1 minute', lease_expire_time = case "
        "when lease_expire_time is not null then now() - interval '1 minute' end returning 1) "
        "select count(*) from due";
    for (int tries = 0; tries < 10 && test.jobs.Ask(test.owner.tenant_id, due) != "0"; ++tries) test.jobs.RunJobs();
    int64_t given = 0;
    for (const std::string& id : test.transfers) {
      const integration::v1::Job job = test.jobs.GetJob(test.owner, id);
      CHECK(job.status() == integration::v1::JOB_STATUS_SUCCEEDED);
      given += job.updated_count();
    }
    CHECK(given > 0);
    for (const char* const owned : {"accounts", "contacts", "leads", "opportunities"}) {
      INFO(owned);
      CHECK(check.Count(absl::StrCat(owned, " t where t.owner_id not in ('", test.owner.user_id, "', '",
                                     test.colleague.user_id, "')")) == "0");
    }
    CHECK(check.Count("events t where t.type = 'opportunity.reassigned'") != "0");
  }
  {
    INFO("of a record that was merged away, one merge that stands has taken it");
    CHECK_FALSE(test.merges.empty());
    for (const char* const merged : {"accounts", "leads"}) {
      INFO(merged);
      CHECK(check.Count(
                absl::StrCat(merged, " t where (t.delete_time is not null) <> (t.merged_into_id is not null)")) == "0");
      CHECK(check.Count(absl::StrCat(
                merged,
                " t where (case when t.merged_into_id is null then 0 else 1 end) <> (select count(*) from "
                "merge_losers l join merges m on m.tenant_id = l.tenant_id and m.id = l.merge_id "
                "where l.tenant_id = t.tenant_id and l.loser_id = t.id::text and m.undo_time is null)")) == "0");
    }
    CHECK(check.Count("accounts t where t.delete_time is null") != "0");
  }
}

}  // namespace
}  // namespace pipewright::sales
