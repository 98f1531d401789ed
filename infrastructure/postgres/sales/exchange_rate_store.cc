#include "infrastructure/postgres/sales/exchange_rate_store.h"

#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using sales::RateQuestion;
using S = sales::ExchangeRateState;

}  // namespace

const Table<sales::ExchangeRate>& ExchangeRateTable() {
  static const auto* const table =
      new Table<sales::ExchangeRate>(Table<sales::ExchangeRate>("exchange_rates",
                                                                {
                                                                    Col("currency_code", &S::currency_code),
                                                                    Col("base_currency_code", &S::base_currency_code),
                                                                    Col("valid_from_date", &S::valid_from_date),
                                                                    UnlistedCol("rate", &S::rate),
                                                                })
                                         .SortedBy({"currency_code", "valid_from_date"}));
  return *table;
}

absl::Status ReadRates(
    const TenantId& tenant, absl::Span<const RateQuestion> questions,
    absl::FunctionRef<absl::Status(const Sql&, const std::vector<Param>&, absl::FunctionRef<absl::Status(Row)>)> read,
    Rates& rates) {
  // One walk down the index for each question.
  static const auto* const sql = new Sql{
      "select q.currency, q.base, q.day, r.rate from unnest($2::text[], $3::text[], $4::date[]) as q (currency, base, "
      "day) cross join lateral (select t.rate from exchange_rates t where t.tenant_id = $1::uuid and "
      "t.base_currency_code = q.base and t.currency_code = q.currency and t.valid_from_date <= q.day "
      "and t.delete_time is null order by t.valid_from_date desc limit 1) as r",
      4};
  std::vector<std::string> currencies;
  std::vector<std::string> bases;
  std::vector<std::string> days;
  for (const RateQuestion& question : questions) {
    currencies.push_back(question.currency.code());
    bases.push_back(question.base.code());
    days.push_back(Codec<absl::CivilDay>::ToText(question.day));
  }
  const std::vector<Param> params = {tenant.ToString(), ArrayLiteral(currencies), ArrayLiteral(bases),
                                     ArrayLiteral(days)};
  return read(*sql, params, [&rates](Row row) -> absl::Status {
    RateQuestion question;
    RETURN_IF_ERROR(Codec<Currency>::FromText(row[0].text, question.currency));
    RETURN_IF_ERROR(Codec<Currency>::FromText(row[1].text, question.base));
    RETURN_IF_ERROR(Codec<absl::CivilDay>::FromText(row[2].text, question.day));
    return Codec<Rate>::FromText(row[3].text, rates[question]);
  });
}

PostgresExchangeRateRepository::PostgresExchangeRateRepository(WriteSession& session)
    : PostgresRepository(session, ExchangeRateTable()) {
  session.OnUndo([this] { known_.clear(); });
}

absl::StatusOr<std::optional<Rate>> PostgresExchangeRateRepository::RateFor(const RateQuestion& question) {
  if (!known_.contains(question)) RETURN_IF_ERROR(PrefetchRates({question}));
  return known_.at(question);
}

absl::Status PostgresExchangeRateRepository::PrefetchRates(absl::Span<const RateQuestion> questions) {
  Rates rates;
  RETURN_IF_ERROR(ReadRates(
      session().context().tenant(), questions,
      [this](const Sql& sql, const std::vector<Param>& params, absl::FunctionRef<absl::Status(Row)> on_row) {
        return session().Read(sql, params, on_row);
      },
      rates));
  for (const RateQuestion& question : questions) known_.insert_or_assign(question, std::nullopt);
  for (const auto& [question, rate] : rates) known_.insert_or_assign(question, rate);
  return absl::OkStatus();
}

absl::Status PostgresExchangeRateRepository::StoreMore(const sales::ExchangeRate& /*rate*/,
                                                       const std::vector<sales::ExchangeRateEvent>& /*events*/) {
  known_.clear();
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
