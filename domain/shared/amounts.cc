#include "domain/shared/amounts.h"

#include "domain/shared/errors.h"

namespace pipewright {

absl::Status CheckGiven(const Money& amount) {
  if (amount.is_negative()) return InvalidValue("must not be negative");
  if (amount.e4() > kLargestGivenE4) return InvalidValue("must be at most 100,000,000,000,000");
  return absl::OkStatus();
}

absl::StatusOr<Money> PlusInSum(const Money& a, const Money& b) {
  absl::StatusOr<Money> sum = a.Plus(b);
  if (sum.ok() && sum->e4() >= -kLargestSumE4 && sum->e4() <= kLargestSumE4) return sum;
  if (sum.status().code() == absl::StatusCode::kFailedPrecondition) return sum;
  // It ran over: both have one sign.
  return Money::Of(a.currency(), a.is_negative() ? -kLargestSumE4 : kLargestSumE4);
}

absl::StatusOr<Money> ConvertedInSum(const Money& sum, const Currency& currency, const Rate& rate) {
  absl::StatusOr<Money> worth = sum.Converted(currency, rate);
  if (worth.ok() && worth->e4() >= -kLargestSumE4 && worth->e4() <= kLargestSumE4) return worth;
  return Money::Of(currency, sum.is_negative() ? -kLargestSumE4 : kLargestSumE4);
}

}  // namespace pipewright
