#include "infrastructure/postgres/sales/lost_reason_store.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "domain/shared/status_macros.h"

namespace pipewright::postgres {
namespace {

using S = sales::LostReasonState;

}  // namespace

const Table<sales::LostReason>& LostReasonTable() {
  static const auto* const table =
      new Table<sales::LostReason>(Table<sales::LostReason>("lost_reasons",
                                                            {
                                                                Col("name", &S::name),
                                                                Col("active", &S::active),
                                                                Col("position", &S::position),
                                                            })
                                       .SortedBy({"name", "position"}));
  return *table;
}

PostgresLostReasonRepository::PostgresLostReasonRepository(WriteSession& session)
    : PostgresRepository(session, LostReasonTable()) {
  session.OnUndo([this] { live_.reset(); });
}

absl::StatusOr<sales::LostReasonList> PostgresLostReasonRepository::Live() {
  if (live_ != nullptr) return live_;
  std::vector<S> live;
  RETURN_IF_ERROR(SelectWhere("t.delete_time is null", {}, [&](S state) { live.push_back(std::move(state)); }));
  std::sort(live.begin(), live.end(), sales::ComesBefore);
  live_ = std::make_shared<const std::vector<S>>(std::move(live));
  return live_;
}

absl::Status PostgresLostReasonRepository::StoreMore(const sales::LostReason& reason,
                                                     const std::vector<sales::LostReasonEvent>& /*events*/) {
  if (live_ == nullptr) return absl::OkStatus();
  const S& stored = reason.state();
  // Others may hold the list as it was.
  std::vector<S> live = *live_;
  live.erase(std::remove_if(live.begin(), live.end(), [&](const S& one) { return one.id == stored.id; }), live.end());
  if (!stored.delete_time.has_value()) live.push_back(stored);
  std::sort(live.begin(), live.end(), sales::ComesBefore);
  live_ = std::make_shared<const std::vector<S>>(std::move(live));
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
