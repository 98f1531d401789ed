// The queries of a kind of record that callers are shown with what follows from the time.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/list_checker.h"
#include "application/shared/queries/list_request.h"
#include "application/shared/queries/reader.h"
#include "application/shared/queries/record_queries.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

// As RecordQueries; each record is answered as ViewOf(state, moment) makes it, at the moment whose state is asked for.
// Thread safe.
template <class A>
class ViewQueries {
 public:
  using State = typename A::State;
  using View = decltype(ViewOf(std::declval<State>(), absl::Time()));

  // All outlive it.
  ViewQueries(Reader<A>& reader, const ListChecker& lists, const Clock& clock)
      : records_(reader, lists), clock_(clock) {}

  absl::StatusOr<View> Handle(const RequestContext& context, const GetRecord<A>& query) const {
    ASSIGN_OR_RETURN(State state, records_.Handle(context, query));
    return ViewOf(std::move(state), MomentOf(query.read_time));
  }
  absl::StatusOr<std::vector<View>> Handle(const RequestContext& context, const BatchGetRecords<A>& query) const {
    ASSIGN_OR_RETURN(std::vector<State> states, records_.Handle(context, query));
    return ViewsOf(std::move(states), query.read_time);
  }
  absl::StatusOr<Page<View>> Handle(const RequestContext& context, const ListRecords<A>& query) const {
    ASSIGN_OR_RETURN(Page<State> page, records_.Handle(context, query));
    return Page<View>{ViewsOf(std::move(page.items), query.list.read_time), std::move(page.next_page_token),
                      page.total_size};
  }

 private:
  absl::Time MomentOf(const std::optional<absl::Time>& read_time) const { return read_time.value_or(clock_.Now()); }

  std::vector<View> ViewsOf(std::vector<State> states, const std::optional<absl::Time>& read_time) const {
    const absl::Time moment = MomentOf(read_time);
    std::vector<View> views;
    views.reserve(states.size());
    for (State& state : states) views.push_back(ViewOf(std::move(state), moment));
    return views;
  }

  const RecordQueries<A> records_;
  const Clock& clock_;
};

}  // namespace pipewright
