#include "bench/ceiling_service.h"

#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bench/libpq_session.h"
#include "domain/shared/uuid.h"

namespace pipewright::bench {
namespace {

namespace v1 = sales::v1;

constexpr char kColumns[] =
    "id, version, create_time, update_time, created_by, updated_by, title, description, account_id, pipeline_id, "
    "stage_id, "
    "stage_enter_time, status, amount_e4, amount_currency, probability, expected_revenue_e4, "
    "expected_revenue_currency, "
    "forecast_category, expected_close_date, competitor, priority, next_step, owner_id, line_items, tags";

// One for each worker thread of the ceiling.
LibpqSession& Session(const std::string& url, const std::string& tenant_id) {
  thread_local std::unique_ptr<LibpqSession> session;
  if (session == nullptr) session = std::make_unique<LibpqSession>(url, tenant_id);
  return *session;
}

int Number(const char* text, int size) {
  int number = 0;
  for (int i = 0; i < size; ++i) number = number * 10 + (text[i] - '0');
  return number;
}

void SetTime(const char* text, google::protobuf::Timestamp* out) {
  const absl::CivilSecond civil(Number(text, 4), Number(text + 5, 2), Number(text + 8, 2), Number(text + 11, 2),
                                Number(text + 14, 2), Number(text + 17, 2));
  out->set_seconds(civil - absl::CivilSecond());
  if (text[19] == '.') out->set_nanos(Number(text + 20, 6) * 1000);
}

void SetMoney(const char* e4, const char* currency, google::type::Money* out) {
  const int64_t value = std::strtoll(e4, nullptr, 10);
  out->set_currency_code(currency);
  out->set_units(value / 10'000);
  out->set_nanos(static_cast<int32_t>(value % 10'000 * 100'000));
}

void Fill(PGresult* result, int row, v1::Opportunity* out) {
  int column = 0;
  const auto text = [&] { return PQgetvalue(result, row, column++); };
  out->set_id(text());
  out->set_etag(text());
  SetTime(text(), out->mutable_create_time());
  SetTime(text(), out->mutable_update_time());
  out->set_created_by(text());
  out->set_updated_by(text());
  out->set_title(text());
  out->set_description(text());
  out->set_account_id(text());
  out->set_pipeline_id(text());
  out->set_stage_id(text());
  SetTime(text(), out->mutable_stage_enter_time());
  const char* const status = text();
  out->set_status(status[0] == 'O' ? v1::OPPORTUNITY_STATUS_OPEN
                                   : (status[0] == 'W' ? v1::OPPORTUNITY_STATUS_WON : v1::OPPORTUNITY_STATUS_LOST));
  const char* const amount = text();
  SetMoney(amount, text(), out->mutable_amount());
  out->set_probability(std::atoi(text()));
  const char* const expected = text();
  SetMoney(expected, text(), out->mutable_expected_revenue());
  out->set_forecast_category(text()[0] == 'P' ? v1::FORECAST_CATEGORY_PIPELINE : v1::FORECAST_CATEGORY_CLOSED);
  const char* const date = text();
  if (*date != '\0') {
    out->mutable_expected_close_date()->set_year(Number(date, 4));
    out->mutable_expected_close_date()->set_month(Number(date + 5, 2));
    out->mutable_expected_close_date()->set_day(Number(date + 8, 2));
  }
  out->set_competitor(text());
  out->set_priority(text()[0] == 'M' ? v1::OPPORTUNITY_PRIORITY_MEDIUM : v1::OPPORTUNITY_PRIORITY_HIGH);
  out->set_next_step(text());
  out->set_owner_id(text());
}

std::string NewUuid() {
  thread_local absl::BitGen random;
  std::array<uint8_t, 10> bytes{};
  for (uint8_t& byte : bytes) byte = absl::Uniform<uint8_t>(random);
  return Uuid::Version7(absl::Now(), bytes).ToString();
}

std::string NowText() { return absl::FormatTime("%Y-%m-%d %H:%M:%E6S+00", absl::Now(), absl::UTCTimeZone()); }

// What every write of ours leaves besides its row.
void WriteTrail(LibpqSession& session, const CeilingTenant& tenant, const std::string& record_id, const char* event,
                const char* version, const std::string& now, const std::string& record) {
  const std::string audit = NewUuid();
  const std::string outbox = NewUuid();
  session.Execute(
      "insert into audit_entries (tenant_id, id, create_time, actor_user_id, resource, record_id, action, changes, "
      "request_id, client_address, user_agent) values ($1, $2, $3, $4, 'opportunity', $5, $6, $7, 'bench', "
      "'127.0.0.1', 'bench')",
      {tenant.tenant_id.c_str(), audit.c_str(), now.c_str(), tenant.user_id.c_str(), record_id.c_str(), event,
       record.c_str()});
  session.Execute(
      "insert into events (tenant_id, id, create_time, type, resource, record_id, record_version, actor_user_id, "
      "request_id, changes, record) values ($1, $2, $3, $4, 'opportunity', $5, $6, $7, 'bench', $8, $8)",
      {tenant.tenant_id.c_str(), outbox.c_str(), now.c_str(), event, record_id.c_str(), version, tenant.user_id.c_str(),
       record.c_str()});
}

void Begin(LibpqSession& session, const CeilingTenant& tenant) {
  session.Execute("begin", {});
  session.Execute("select set_config('app.tenant_id', $1, true)", {tenant.tenant_id.c_str()});
}

}  // namespace

grpc::ServerUnaryReactor* EchoService::GetOpportunity(grpc::CallbackServerContext* call,
                                                      const v1::GetOpportunityRequest* request,
                                                      v1::Opportunity* response) {
  response->set_id(request->id());
  auto* const reactor = call->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

CeilingService::CeilingService(std::string database_url, CeilingTenant tenant, int threads)
    : url_(std::move(database_url)), tenant_(std::move(tenant)), executor_({.threads = threads, .queue = 1000}) {}

template <class Work>
grpc::ServerUnaryReactor* CeilingService::Run(grpc::CallbackServerContext* call, Work work) {
  auto* const reactor = call->DefaultReactor();
  executor_.Submit(
      tenant_.tenant_id,
      [this, reactor, work] {
        try {
          work(Session(url_, tenant_.tenant_id));
          reactor->Finish(grpc::Status::OK);
        } catch (const std::exception& thrown) {
          reactor->Finish(grpc::Status(grpc::StatusCode::INTERNAL, thrown.what()));
        }
      },
      [reactor] { reactor->Finish(grpc::Status(grpc::StatusCode::UNAVAILABLE, "too many")); }, absl::InfiniteFuture());
  return reactor;
}

grpc::ServerUnaryReactor* CeilingService::GetOpportunity(grpc::CallbackServerContext* call,
                                                         const v1::GetOpportunityRequest* request,
                                                         v1::Opportunity* response) {
  return Run(call, [this, request, response](LibpqSession& session) {
    static const std::string sql =
        absl::StrCat("select ", kColumns, " from opportunities where tenant_id = $1 and id = $2");
    PGresult* const result = session.Query(sql, {tenant_.tenant_id.c_str(), request->id().c_str()});
    if (PQntuples(result) == 1) Fill(result, 0, response);
    PQclear(result);
  });
}

// `filter` is the bare stage id here.
grpc::ServerUnaryReactor* CeilingService::ListOpportunities(grpc::CallbackServerContext* call,
                                                            const v1::ListOpportunitiesRequest* request,
                                                            v1::ListOpportunitiesResponse* response) {
  return Run(call, [this, request, response](LibpqSession& session) {
    static const std::string sql =
        absl::StrCat("select ", kColumns, " from opportunities where tenant_id = $1 and stage_id = $2 and ",
                     "delete_time is null order by amount_e4, id limit 51");
    PGresult* const result = session.Query(sql, {tenant_.tenant_id.c_str(), request->filter().c_str()});
    for (int row = 0; row < PQntuples(result) && row < 50; ++row) Fill(result, row, response->add_opportunities());
    PQclear(result);
  });
}

grpc::ServerUnaryReactor* CeilingService::CreateOpportunity(grpc::CallbackServerContext* call,
                                                            const v1::CreateOpportunityRequest* request,
                                                            v1::Opportunity* response) {
  return Run(call, [this, request, response](LibpqSession& session) {
    const v1::Opportunity& wanted = request->opportunity();
    const std::string id = NewUuid();
    const std::string now = NowText();
    const std::string amount = absl::StrCat(wanted.amount().units() * 10'000);
    const std::string expected = absl::StrCat(wanted.amount().units() * 1'000);
    const std::string record = absl::StrCat("{\"id\":[null,\"", id, "\"],\"title\":[null,\"", wanted.title(),
                                            "\"],\"stage_id\":[null,\"", wanted.stage_id(), "\"]}");
    Begin(session, tenant_);
    session.Execute("select * from pipelines where tenant_id = $1 and id = $2",
                    {tenant_.tenant_id.c_str(), tenant_.pipeline_id.c_str()});
    session.Execute(
        "insert into opportunities (tenant_id, id, version, create_time, update_time, created_by, updated_by, code, "
        "title, "
        "description, pipeline_id, stage_id, stage_enter_time, status, amount_e4, amount_currency, probability, "
        "stage_probability, manual_probability, expected_revenue_e4, expected_revenue_currency, forecast_category, "
        "manual_forecast_category, lost_reason, lost_reason_text, competitor, priority, next_step, owner_id) values "
        "($1, $2, 1, $3, $3, $4, $4, gen_random_uuid()::text, $5, '', $6, $7, $3, 'OPEN', $8, 'EUR', 10, 10, false, "
        "$9, 'EUR', 'PIPELINE', "
        "false, "
        "'', '', '', 'MEDIUM', '', $4)",
        {tenant_.tenant_id.c_str(), id.c_str(), now.c_str(), tenant_.user_id.c_str(), wanted.title().c_str(),
         tenant_.pipeline_id.c_str(), wanted.stage_id().c_str(), amount.c_str(), expected.c_str()});
    session.Execute(
        "insert into opportunity_stage_history (tenant_id, opportunity_id, entry_version, to_stage_id, enter_time, "
        "user_id, "
        "amount_e4, amount_currency) values ($1, $2, 1, $3, $4, $5, $6, 'EUR')",
        {tenant_.tenant_id.c_str(), id.c_str(), wanted.stage_id().c_str(), now.c_str(), tenant_.user_id.c_str(),
         amount.c_str()});
    WriteTrail(session, tenant_, id, "opportunity.created", "1", now, record);
    session.Execute("commit", {});
    *response = wanted;
    response->set_id(id);
  });
}

grpc::ServerUnaryReactor* CeilingService::MoveOpportunityStage(grpc::CallbackServerContext* call,
                                                               const v1::MoveOpportunityStageRequest* request,
                                                               v1::Opportunity* response) {
  return Run(call, [this, request, response](LibpqSession& session) {
    static const std::string get =
        absl::StrCat("select ", kColumns, " from opportunities where tenant_id = $1 and id = $2");
    const std::string now = NowText();
    Begin(session, tenant_);
    PGresult* const result = session.Query(get, {tenant_.tenant_id.c_str(), request->id().c_str()});
    Fill(result, 0, response);
    PQclear(result);
    session.Execute("select * from pipelines where tenant_id = $1 and id = $2",
                    {tenant_.tenant_id.c_str(), tenant_.pipeline_id.c_str()});
    int64_t version = 0;
    if (!absl::SimpleAtoi(response->etag(), &version)) throw std::runtime_error("no version");
    const std::string next = absl::StrCat(version + 1);
    session.Execute(
        "update opportunities set version = version + 1, update_time = $4, updated_by = $5, stage_id = $6, "
        "stage_enter_time = $4, probability = 30, stage_probability = 30, expected_revenue_e4 = amount_e4 * 3 / 10 "
        "where tenant_id = $1 and id = $2 and version = $3",
        {tenant_.tenant_id.c_str(), request->id().c_str(), response->etag().c_str(), now.c_str(),
         tenant_.user_id.c_str(), request->stage_id().c_str()});
    session.Execute(
        "update opportunity_stage_history set leave_time = $3 where tenant_id = $1 and opportunity_id = $2 and "
        "leave_time is null",
        {tenant_.tenant_id.c_str(), request->id().c_str(), now.c_str()});
    session.Execute(
        "insert into opportunity_stage_history (tenant_id, opportunity_id, entry_version, from_stage_id, to_stage_id, "
        "enter_time, user_id) values ($1, $2, $3, $4, $5, $6, $7)",
        {tenant_.tenant_id.c_str(), request->id().c_str(), next.c_str(), response->stage_id().c_str(),
         request->stage_id().c_str(), now.c_str(), tenant_.user_id.c_str()});
    const std::string changes =
        absl::StrCat("{\"stage_id\":[\"", response->stage_id(), "\",\"", request->stage_id(), "\"]}");
    WriteTrail(session, tenant_, request->id(), "opportunity.stage_changed", next.c_str(), now, changes);
    session.Execute("commit", {});
    response->set_stage_id(request->stage_id());
  });
}

}  // namespace pipewright::bench
