// StatisticsReader on PostgreSQL: all that is asked in one pass over the records.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "application/shared/queries/statistics.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/read/kept_rows.h"
#include "infrastructure/postgres/read/sums_question.h"
#include "infrastructure/postgres/table/table_layout.h"

namespace pipewright::postgres {

// Where a kind of record has what statistics are about: columns of its table, empty where it has none.
struct StatisticsColumns {
  std::string owner;        // "owner_id"
  std::string close_date;   // a date: SQL over t
  std::string close_time;   // a moment, where the close is no date
  std::string amount;       // "amount": two columns, amount_e4 and amount_currency
  std::string expected_e4;  // "expected_revenue_e4", in the currency of the amount
};

absl::StatusOr<SumsQuestion> CompileStatistics(const TableLayout& layout, const StatisticsColumns& columns,
                                               const RequestContext& context, const StatisticsPlan& plan);

// The table has a column "status", and an index from which all of this can be read alone: so counting everything costs
// what there is to be counted, and not what else the records hold. Later only the parts are counted that have changed.
class PostgresStatistics final : public StatisticsReader {
 public:
  // A part of so many records is counted in some milliseconds.
  static constexpr int64_t kRecordsInPart = 4000;

  // All outlive it.
  PostgresStatistics(Pool& pool, KeptRows& kept, const TableLayout& layout, StatisticsColumns columns,
                     int64_t records_in_part = kRecordsInPart)
      : pool_(pool), kept_(kept), layout_(layout), columns_(std::move(columns)), records_in_part_(records_in_part) {}

  const FieldCatalog& catalog() const override { return layout_.catalog; }
  absl::StatusOr<Statistics> Count(const RequestContext& context, const StatisticsPlan& plan) const override;

 private:
  Pool& pool_;
  KeptRows& kept_;
  const TableLayout& layout_;
  const StatisticsColumns columns_;
  const int64_t records_in_part_;
};

}  // namespace pipewright::postgres
