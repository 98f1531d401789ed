#include "infrastructure/postgres/organization/code_series_table.h"

namespace pipewright::postgres {

using S = organization::CodeSeriesState;

const Table<organization::CodeSeries>& CodeSeriesTable() {
  static const auto* const table = new Table<organization::CodeSeries>(
      "code_series", {Col("entity", &S::entity), Col("prefix", &S::prefix), Col("width", &S::width)});
  return *table;
}

}  // namespace pipewright::postgres
