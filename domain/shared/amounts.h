// How large amounts of money become: those that people give, and sums over many records.
#pragma once

#include <cstdint>
#include <limits>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/shared/money.h"

namespace pipewright {

// The largest amount that somebody may give, in ten-thousandths: a hundred trillion units.
inline constexpr int64_t kLargestGivenE4 = 100'000'000'000'000 * Money::kScale;

// Where sums over many records end, in ten-thousandths: the largest that is an amount in every currency.
inline constexpr int64_t kLargestSumE4 = std::numeric_limits<int64_t>::max() / Money::kScale * Money::kScale;

// Whether `amount` may be given as a price or a worth: not negative, and at most kLargestGivenE4. kInvalidArgument.
absl::Status CheckGiven(const Money& amount);

// The sum of figures over many records, whose amounts are not for the reader to mend: it ends at ±kLargestSumE4.
// kFailedPrecondition/CURRENCY_MISMATCH for two currencies.
absl::StatusOr<Money> PlusInSum(const Money& a, const Money& b);

// What such a figure is worth in another currency: it ends there too.
absl::StatusOr<Money> ConvertedInSum(const Money& sum, const Currency& currency, const Rate& rate);

}  // namespace pipewright
