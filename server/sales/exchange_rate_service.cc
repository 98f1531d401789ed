#include "server/sales/exchange_rate_service.h"

#include "pipewright/sales/v1/exchange_rate_service.pb.h"
#include "server/sales/exchange_rate_proto.h"

namespace pipewright::sales {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddExchangeRateService(server::Api& api, const ExchangeRateCommands& commands,
                            const RecordQueries<ExchangeRate>& queries, const KeyLookup& keys) {
  auto& s = server::AddRecord<ExchangeRate, v1::ExchangeRate>(api, kParse, commands, queries);
  s.Create<v1::CreateExchangeRateRequest>();
  s.Get<v1::GetExchangeRateRequest>();
  s.List<v1::ListExchangeRatesRequest>(&v1::ListExchangeRatesResponse::mutable_exchange_rates);
  s.Update<v1::UpdateExchangeRateRequest>();
  s.Delete<v1::DeleteExchangeRateRequest>();
  s.Undelete<v1::UndeleteExchangeRateRequest>();
  s.BatchGet<v1::BatchGetExchangeRatesRequest>(&v1::BatchGetExchangeRatesResponse::mutable_exchange_rates);
  s.BatchCreate<v1::BatchCreateExchangeRatesRequest>(&v1::BatchCreateExchangeRatesResponse::mutable_exchange_rates);
  s.BatchUpdate<v1::BatchUpdateExchangeRatesRequest>(&v1::BatchUpdateExchangeRatesResponse::mutable_exchange_rates);
  s.BatchDelete<v1::BatchDeleteExchangeRatesRequest>(&v1::BatchDeleteExchangeRatesResponse::mutable_exchange_rates);
  s.Import<v1::CreateExchangeRateRequest, v1::UpdateExchangeRateRequest>(keys, {"id"});
}

}  // namespace pipewright::sales
