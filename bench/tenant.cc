#include "bench/tenant.h"

#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "bench/libpq_session.h"
#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "pipewright/sales/v1/pipeline_service.grpc.pb.h"

namespace pipewright::bench {
namespace {

void Expect(const grpc::Status& status, const char* what) {
  if (!status.ok()) throw std::runtime_error(absl::StrCat(what, ": ", status.error_message()));
}

void SignUp(const std::shared_ptr<grpc::Channel>& channel, const std::string& name, BenchTenant& tenant) {
  organization::v1::AuthService::Stub auth(channel);
  organization::v1::SignUpRequest request;
  request.set_email(absl::StrCat(name, "@example.com"));
  request.set_password("correct horse battery staple");
  request.set_given_name("Bench");
  request.set_tenant_name(name);
  request.set_tenant_slug(name);
  request.set_base_currency_code("EUR");
  request.set_time_zone("Europe/Berlin");
  organization::v1::AuthSession session;
  grpc::ClientContext call;
  Expect(auth.SignUp(&call, request, &session), "sign up");
  tenant.access_token = session.access_token();
  tenant.tenant_id = session.tenant().id();
  tenant.user_id = session.user().id();
}

void FindPipeline(const std::shared_ptr<grpc::Channel>& channel, BenchTenant& tenant) {
  sales::v1::PipelineService::Stub pipelines(channel);
  sales::v1::ListPipelinesResponse response;
  grpc::ClientContext call;
  call.AddMetadata("authorization", absl::StrCat("Bearer ", tenant.access_token));
  Expect(pipelines.ListPipelines(&call, {}, &response), "list pipelines");
  const sales::v1::Pipeline& pipeline = response.pipelines(0);
  tenant.pipeline_id = pipeline.id();
  for (const auto& stage : pipeline.stages()) {
    if (stage.kind() == sales::v1::STAGE_KIND_OPEN) tenant.open_stage_ids.push_back(stage.id());
  }
}

void Seed(const std::string& owner_url, int opportunities, BenchTenant& tenant) {
  LibpqSession session(owner_url, tenant.tenant_id);
  const std::string count = absl::StrCat(opportunities);
  std::string stages = "{";
  for (const std::string& stage : tenant.open_stage_ids) absl::StrAppend(&stages, stages.size() > 1 ? "," : "", stage);
  stages += "}";
  session.Execute(
      "insert into opportunities (tenant_id, id, version, create_time, update_time, created_by, updated_by, code, "
      "title, "
      "description, pipeline_id, stage_id, stage_enter_time, status, amount_e4, amount_currency, probability, "
      "stage_probability, manual_probability, expected_revenue_e4, expected_revenue_currency, forecast_category, "
      "manual_forecast_category, expected_close_date, lost_reason, lost_reason_text, competitor, priority, next_step, "
      "owner_id) select $1, gen_random_uuid(), 1, now(), now(), $2, $2, 'SEED-' || n, 'Opportunity ' || n, 'A seeded "
      "opportunity', "
      "$3, "
      "($4::uuid[])[1 + n % cardinality($4::uuid[])], now(), 'OPEN', n::bigint * 7919 % 10000 * 10000, 'EUR', 10, 10, "
      "false, n::bigint * 7919 % 10000 * 1000, 'EUR', 'PIPELINE', false, current_date + n % 365, '', '', '', 'MEDIUM', "
      "'Call', $2 from generate_series(1, $5::int) n",
      {tenant.tenant_id.c_str(), tenant.user_id.c_str(), tenant.pipeline_id.c_str(), stages.c_str(), count.c_str()});
  session.Execute(
      "insert into opportunity_stage_history (tenant_id, opportunity_id, entry_version, to_stage_id, enter_time, "
      "user_id) "
      "select tenant_id, id, 1, stage_id, stage_enter_time, owner_id from opportunities where tenant_id = $1",
      {tenant.tenant_id.c_str()});
  session.Execute("analyze", {});
  PGresult* const sample = session.Query("select id from opportunities where tenant_id = $1 order by id limit 10000",
                                         {tenant.tenant_id.c_str()});
  for (int row = 0; row < PQntuples(sample); ++row) tenant.opportunity_ids.emplace_back(PQgetvalue(sample, row, 0));
  PQclear(sample);
}

}  // namespace

BenchTenant MakeTenant(const std::shared_ptr<grpc::Channel>& channel, const std::string& owner_url, int opportunities,
                       const std::string& name) {
  BenchTenant tenant;
  SignUp(channel, name, tenant);
  FindPipeline(channel, tenant);
  Seed(owner_url, opportunities, tenant);
  return tenant;
}

}  // namespace pipewright::bench
