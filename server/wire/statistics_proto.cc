#include "server/wire/statistics_proto.h"

namespace pipewright::server {

void Write(const Figures& figures, shared::v1::StatisticsFigures* out) {
  out->set_count(figures.count);
  for (const AmountTotal& total : figures.totals) {
    shared::v1::StatisticsTotal* const written = out->add_totals();
    written->set_count(total.count);
    Write(total.amount, written->mutable_amount());
    if (total.expected.has_value()) Write(*total.expected, written->mutable_expected_amount());
  }
}

}  // namespace pipewright::server
