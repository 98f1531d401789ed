#include "server/sales/exchange_rate_proto.h"

#include "domain/shared/status_macros.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::sales {
namespace {

using server::ResourceReader;

void ReadExchangeRate(const v1::ExchangeRate& rate, ResourceReader& reader, ExchangeRateChanges& changes) {
  reader.Parsed("currency_code", rate.currency_code(), changes.currency_code);
  reader.Message("valid_from_date", rate.valid_from_date(), changes.valid_from_date);
  reader.Parsed("rate", rate.rate(), changes.rate);
}

}  // namespace

absl::StatusOr<CreateExchangeRate> FromProto(const v1::CreateExchangeRateRequest& request) {
  CreateExchangeRate command;
  ResourceReader reader("exchange_rate", request.exchange_rate());
  ReadExchangeRate(request.exchange_rate(), reader, command.details);
  command.id =
      server::ReadOptionalId<ExchangeRateId>("exchange_rate_id", request.exchange_rate_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateExchangeRate> FromProto(const v1::UpdateExchangeRateRequest& request) {
  UpdateExchangeRate command;
  ResourceReader reader("exchange_rate", request.exchange_rate(), request.update_mask());
  ReadExchangeRate(request.exchange_rate(), reader, command.changes);
  reader.violations().Take("exchange_rate.id", ExchangeRateId::Parse(request.exchange_rate().id()), &command.id);
  command.etag = server::ReadEtag("exchange_rate.etag", request.exchange_rate().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const ExchangeRateState& rate, v1::ExchangeRate* out) {
  server::WriteRecord(rate, out);
  out->set_currency_code(rate.currency_code.code());
  server::Write(rate.valid_from_date, out->mutable_valid_from_date());
  out->set_rate(rate.rate.ToString());
  out->set_base_currency_code(rate.base_currency_code.code());
}

}  // namespace pipewright::sales
