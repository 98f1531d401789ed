// How many records of a kind there are and what they are worth: by status, by owner and over time. The same questions
// for every kind that has those.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/shared/filter/condition.h"
#include "application/shared/queries/field_catalog.h"
#include "application/shared/queries/list_checker.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright {

enum class PeriodLength { kMonth, kQuarter };
absl::Span<const EnumName<PeriodLength>> NamesOf(PeriodLength);

// What puts a record into a period: its creation, or its close (of an opportunity that is open, the expected one).
enum class PeriodBasis { kCreation, kClose };
absl::Span<const EnumName<PeriodBasis>> NamesOf(PeriodBasis);

struct GetStatistics {
  static constexpr int kDefaultPeriods = 12;
  static constexpr int kMaxPeriods = 120;

  std::string filter;  // as in a list; empty: all
  PeriodLength period_length = PeriodLength::kMonth;
  PeriodBasis period_basis = PeriodBasis::kCreation;
  // In the first period. Absent: so that the last one is the present one, of closes the one in the middle.
  std::optional<absl::CivilDay> first_day;
  int periods = kDefaultPeriods;  // 1 to kMaxPeriods
};

// Of records whose amount is in one currency; currencies are never added up. Sums end where amounts do (amounts.h).
struct AmountTotal {
  int64_t count = 0;
  Money amount;
  std::optional<Money> expected;  // weighted with the probability, of what has one
};

struct Figures {
  int64_t count = 0;  // those without an amount too
  std::vector<AmountTotal> totals;

  // Adds records in one currency, or without an amount.
  void Add(int64_t records, const std::optional<Money>& amount, const std::optional<Money>& expected);
};

struct StatusFigures {
  std::string status;  // its name
  Figures figures;
};

struct OwnerFigures {
  std::optional<UserId> owner_id;  // absent: of records without one
  Figures figures;
};

struct PeriodFigures {
  absl::CivilDay first_day;
  Figures figures;
};

struct Statistics {
  static constexpr int kMaxOwners = 100;

  Figures all;
  std::vector<StatusFigures> statuses;  // those that there are
  std::vector<OwnerFigures> owners;     // the kMaxOwners with the most records, those with more first
  int64_t other_owner_count = 0;
  Figures other_owners;
  std::vector<PeriodFigures> periods;  // each that was asked for
  Figures earlier;                     // before the first of them
  Figures later;                       // behind the last
  Figures undated;                     // in no period: they have no close
};

// What a store is asked, once it was checked.
struct StatisticsPlan {
  std::vector<filter::Condition> conditions;  // all of them hold
  PeriodBasis basis = PeriodBasis::kCreation;
  std::vector<absl::CivilDay> bounds;  // the first day of each period, and the one behind the last
};

// The port through which the records of one kind are counted: the live ones that the caller may read. Thread safe.
class StatisticsReader {
 public:
  virtual ~StatisticsReader() = default;

  virtual const FieldCatalog& catalog() const = 0;
  virtual absl::StatusOr<Statistics> Count(const RequestContext& context, const StatisticsPlan& plan) const = 0;
};

// The bounds of the periods that are asked for. `today`: in the tenant's zone.
std::vector<absl::CivilDay> PeriodBounds(const GetStatistics& query, absl::CivilDay today);

// The questions about one kind. kInvalidArgument/INVALID_FILTER as of a list. Thread safe.
class StatisticsQueries {
 public:
  // All outlive it.
  StatisticsQueries(const StatisticsReader& reader, const ListChecker& lists, const Clock& clock)
      : reader_(reader), lists_(lists), clock_(clock) {}

  absl::StatusOr<Statistics> Handle(const RequestContext& context, const GetStatistics& query) const;

 private:
  const StatisticsReader& reader_;
  const ListChecker& lists_;
  const Clock& clock_;
};

}  // namespace pipewright
