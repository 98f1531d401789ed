#include "bench/batch_create.h"

#include <libpq-fe.h>

#include <cstdlib>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/libpq_session.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/security/system_clock.h"
#include "infrastructure/security/uuid_generator.h"
#include "pipewright/sales/v1/opportunity_service.grpc.pb.h"

namespace pipewright::bench {
namespace {

namespace v1 = sales::v1;

constexpr int kBatch = 1000;

void FillRequest(const BenchTenant& tenant, int64_t number, v1::CreateOpportunityRequest* request) {
  v1::Opportunity& opportunity = *request->mutable_opportunity();
  opportunity.set_title(absl::StrCat("New ", number));
  opportunity.set_pipeline_id(tenant.pipeline_id);
  opportunity.set_stage_id(tenant.open_stage_ids[0]);
  opportunity.mutable_amount()->set_currency_code("EUR");
  opportunity.mutable_amount()->set_units(number % 10'000);
}

LoadCall Batches(v1::OpportunityService::Stub& stub, const BenchTenant& tenant) {
  return [&stub, &tenant](int, int64_t round) {
    grpc::ClientContext call;
    call.AddMetadata("authorization", absl::StrCat("Bearer ", tenant.access_token));
    v1::BatchCreateOpportunitiesRequest request;
    for (int i = 0; i < kBatch; ++i) FillRequest(tenant, round * kBatch + i, request.add_requests());
    v1::BatchCreateOpportunitiesResponse response;
    const grpc::Status status = stub.BatchCreateOpportunities(&call, request, &response);
    if (status.ok() && response.opportunities_size() != kBatch) return std::string("opportunities are missing");
    return status.ok() ? std::string() : status.error_message();
  };
}

LoadCall Singles(v1::OpportunityService::Stub& stub, const BenchTenant& tenant) {
  return [&stub, &tenant](int caller, int64_t round) {
    grpc::ClientContext call;
    call.AddMetadata("authorization", absl::StrCat("Bearer ", tenant.access_token));
    v1::CreateOpportunityRequest request;
    FillRequest(tenant, caller * 1'000'000 + round, &request);
    v1::Opportunity response;
    const grpc::Status status = stub.CreateOpportunity(&call, request, &response);
    return status.ok() ? std::string() : status.error_message();
  };
}

// The rows that a batch of ours leaves, straight into the tables.
class BulkWriter {
 public:
  // Takes the texts of changes and record from what the server has written, so that the rows are as large.
  BulkWriter(const std::string& url, const BenchTenant& tenant) : session_(url, tenant.tenant_id), tenant_(tenant) {
    PGresult* const written = session_.Query(
        "select changes, record from events where tenant_id = $1 and type = 'opportunity.created' limit 1",
        {tenant.tenant_id.c_str()});
    if (PQntuples(written) == 1) {
      changes_ = PQgetvalue(written, 0, 0);
      record_ = PQgetvalue(written, 0, 1);
    }
    PQclear(written);
  }

  // One statement a table, with arrays of what differs between the rows.
  void Unnest(int64_t round) {
    std::vector<std::string> ids;
    std::vector<std::string> titles;
    std::vector<std::string> amounts;
    std::vector<std::string> trail;
    for (int i = 0; i < kBatch; ++i) {
      ids.push_back(ids_.NewUuid().ToString());
      titles.push_back(absl::StrCat("New ", round * kBatch + i));
      amounts.push_back(absl::StrCat(i * 10'000));
      trail.push_back(ids_.NewUuid().ToString());
    }
    const std::string id_array = postgres::ArrayLiteral(ids);
    const std::string title_array = postgres::ArrayLiteral(titles);
    const std::string amount_array = postgres::ArrayLiteral(amounts);
    const std::string trail_array = postgres::ArrayLiteral(trail);
    const char* const tenant = tenant_.tenant_id.c_str();
    const char* const user = tenant_.user_id.c_str();
    const char* const stage = tenant_.open_stage_ids[0].c_str();
    session_.Execute("begin", {});
    session_.Execute(
        "insert into opportunities (tenant_id, id, version, create_time, update_time, created_by, updated_by, code, "
        "title, "
        "description, pipeline_id, stage_id, stage_enter_time, status, amount_e4, amount_currency, probability, "
        "stage_probability, manual_probability, expected_revenue_e4, expected_revenue_currency, forecast_category, "
        "manual_forecast_category, lost_reason, lost_reason_text, competitor, priority, next_step, owner_id) "
        "select $1, u.id, 1, now(), now(), $2, $2, u.id::text, u.title, '', $3, $4, now(), 'OPEN', u.amount, 'EUR', "
        "10, 10, false, "
        "u.amount / 10, 'EUR', 'PIPELINE', false, '', '', '', 'MEDIUM', '', $2 "
        "from unnest($5::uuid[], $6::text[], $7::bigint[]) as u(id, title, amount)",
        {tenant, user, tenant_.pipeline_id.c_str(), stage, id_array.c_str(), title_array.c_str(),
         amount_array.c_str()});
    session_.Execute(
        "insert into opportunity_stage_history (tenant_id, opportunity_id, entry_version, to_stage_id, enter_time, "
        "user_id, amount_e4, amount_currency) select $1, u.id, 1, $3, now(), $2, u.amount, 'EUR' "
        "from unnest($4::uuid[], $5::bigint[]) as u(id, amount)",
        {tenant, user, stage, id_array.c_str(), amount_array.c_str()});
    session_.Execute(
        "insert into audit_entries (tenant_id, id, create_time, actor_user_id, resource, record_id, action, changes, "
        "request_id, client_address, user_agent) select $1, u.trail, now(), $2, 'opportunity', u.id, "
        "'opportunity.created', $3, 'bench', '127.0.0.1', 'bench' from unnest($4::uuid[], $5::uuid[]) as u(id, trail)",
        {tenant, user, changes_.c_str(), id_array.c_str(), trail_array.c_str()});
    session_.Execute(
        "insert into events (tenant_id, id, create_time, type, resource, record_id, record_version, actor_user_id, "
        "request_id, changes, record) select $1, u.trail, now(), 'opportunity.created', 'opportunity', u.id, 1, $2, "
        "'bench', $3, $4 from unnest($5::uuid[], $6::uuid[]) as u(id, trail)",
        {tenant, user, changes_.c_str(), record_.c_str(), id_array.c_str(), trail_array.c_str()});
    session_.Execute("commit", {});
  }

  // COPY, whole rows as text.
  void Copy(int64_t round) {
    const std::string now = absl::FormatTime("%Y-%m-%d %H:%M:%E6S+00", absl::Now(), absl::UTCTimeZone());
    const std::string& tenant = tenant_.tenant_id;
    const std::string& user = tenant_.user_id;
    const std::string& stage = tenant_.open_stage_ids[0];
    const std::string changes = Escaped(changes_);
    const std::string record = Escaped(record_);
    std::string opportunities;
    std::string history;
    std::string audit;
    std::string events;
    for (int i = 0; i < kBatch; ++i) {
      const std::string id = ids_.NewUuid().ToString();
      const std::string amount = absl::StrCat(i * 10'000);
      absl::StrAppend(&opportunities, tenant, "\t", id, "\t1\t", now, "\t", now, "\t", user, "\t", user, "\t", id,
                      "\tNew ", round * kBatch + i, "\t\t", tenant_.pipeline_id, "\t", stage, "\t", now, "\tOPEN\t",
                      amount, "\tEUR\t10\t10\tf\t", i * 1'000, "\tEUR\tPIPELINE\tf\t\t\t\tMEDIUM\t\t");
      absl::StrAppend(&opportunities, user, "\n");
      absl::StrAppend(&history, tenant, "\t", id, "\t1\t", stage, "\t", now, "\t", user, "\t", amount, "\tEUR\n");
      absl::StrAppend(&audit, tenant, "\t", ids_.NewUuid().ToString(), "\t", now, "\t", user, "\topportunity\t", id,
                      "\topportunity.created\t", changes, "\tbench\t127.0.0.1\tbench\n");
      absl::StrAppend(&events, tenant, "\t", ids_.NewUuid().ToString(), "\t", now,
                      "\topportunity.created\topportunity\t", id, "\t1\t");
      absl::StrAppend(&events, user, "\tbench\t", changes, "\t", record, "\n");
    }
    session_.Execute("begin", {});
    session_.Copy(
        "copy opportunities (tenant_id, id, version, create_time, update_time, created_by, updated_by, code, title, "
        "description, pipeline_id, stage_id, stage_enter_time, status, amount_e4, amount_currency, probability, "
        "stage_probability, manual_probability, expected_revenue_e4, expected_revenue_currency, forecast_category, "
        "manual_forecast_category, lost_reason, lost_reason_text, competitor, priority, next_step, owner_id) "
        "from stdin",
        opportunities);
    session_.Copy(
        "copy opportunity_stage_history (tenant_id, opportunity_id, entry_version, to_stage_id, enter_time, user_id, "
        "amount_e4, amount_currency) from stdin",
        history);
    session_.Copy(
        "copy audit_entries (tenant_id, id, create_time, actor_user_id, resource, record_id, action, changes, "
        "request_id, client_address, user_agent) from stdin",
        audit);
    session_.Copy(
        "copy events (tenant_id, id, create_time, type, resource, record_id, record_version, actor_user_id, "
        "request_id, changes, record) from stdin",
        events);
    session_.Execute("commit", {});
  }

 private:
  static std::string Escaped(const std::string& text) {
    std::string escaped;
    for (const char c : text) {
      if (c == '\\') escaped += '\\';
      escaped += c;
    }
    return escaped;
  }

  LibpqSession session_;
  const BenchTenant& tenant_;
  security::SystemClock clock_;
  security::UuidGenerator ids_{clock_};
  std::string changes_ = "{}";
  std::string record_ = "{}";
};

LoadCall Writing(const std::function<void(int64_t)>& write) {
  return [write](int, int64_t round) {
    try {
      write(round);
      return std::string();
    } catch (const std::exception& thrown) {
      return std::string(thrown.what());
    }
  };
}

LoadResult PerRow(LoadResult result) {
  result.per_second *= kBatch;
  return result;
}

}  // namespace

std::vector<Scenario> RunBatchCreate(const BatchBench& bench) {
  v1::OpportunityService::Stub stub(bench.channel);
  LoadOptions one = bench.load;
  one.connections = 1;
  one.streams = 1;
  const LoadResult singles = RunLoad(one, Singles(stub, bench.tenant));
  const LoadResult many_singles = RunLoad(bench.load, Singles(stub, bench.tenant));
  const LoadResult batches = PerRow(RunLoad(one, Batches(stub, bench.tenant)));
  BulkWriter by_unnest(bench.app_url, bench.tenant);
  const LoadResult unnest = PerRow(RunLoad(one, Writing([&](int64_t round) { by_unnest.Unnest(round); })));
  BulkWriter by_copy(bench.owner_url, bench.tenant);
  const LoadResult copy = PerRow(RunLoad(one, Writing([&](int64_t round) { by_copy.Copy(round); })));
  const int callers = bench.load.connections * bench.load.streams;
  return {{"batch create of 1,000, rows", batches, "single creates, 1 caller", singles},
          {"batch create of 1,000, rows", batches, absl::StrCat("single creates, ", callers, " callers"), many_singles},
          {"batch create of 1,000, rows", batches, "libpq unnest, the same rows", unnest},
          {"batch create of 1,000, rows", batches, "libpq COPY, the same rows", copy}};
}

}  // namespace pipewright::bench
