// Exchange rates between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include "absl/status/statusor.h"
#include "application/sales/exchange_rate_commands.h"
#include "domain/sales/exchange_rate.h"
#include "pipewright/sales/v1/exchange_rate_service.pb.h"

namespace pipewright::sales {

absl::StatusOr<CreateExchangeRate> FromProto(const v1::CreateExchangeRateRequest& request);
absl::StatusOr<UpdateExchangeRate> FromProto(const v1::UpdateExchangeRateRequest& request);

void ToProto(const ExchangeRateState& rate, v1::ExchangeRate* out);

}  // namespace pipewright::sales
