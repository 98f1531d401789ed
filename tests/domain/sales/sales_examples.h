// Pipelines and people that the tests of sales share.
#pragma once

#include <array>
#include <cstdint>

#include "absl/time/time.h"
#include "domain/sales/opportunity.h"
#include "domain/sales/pipeline.h"
#include "domain/shared/id.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {

// The n-th id of its kind.
template <class T>
T NthId(uint8_t n) {
  std::array<uint8_t, 16> bytes{};
  bytes[15] = n;
  return T(Uuid(bytes));
}

inline const UserId kAnna = NthId<UserId>(1);
inline const UserId kBo = NthId<UserId>(2);
inline const AccountId kAcme = NthId<AccountId>(3);
inline const absl::Time kMonday = absl::FromUnixSeconds(1'767'600'000);

inline Moment At(absl::Time time) { return {kAnna, time, absl::ToCivilDay(time, absl::UTCTimeZone())}; }
inline Moment Monday() { return At(kMonday); }

// Stages 1 to 6: Prospecting 10, Qualification 25, Proposal 50, Negotiation 75, Won, Lost.
inline StageId StageNo(uint8_t n) { return NthId<StageId>(n); }
inline Pipeline StandardExample() {
  uint8_t next = 0;
  return Pipeline::Create(NthId<PipelineId>(1), StandardPipeline([&next] { return StageNo(++next); })).value();
}

inline Money Euro(int64_t units) { return Money::FromUnitsAndNanos("EUR", units, 0).value(); }

}  // namespace pipewright::sales
