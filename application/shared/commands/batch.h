// Many commands of a kind in one unit of work.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/shared/call/request_context.h"
#include "application/shared/commands/set_wise.h"
#include "application/unit_of_work.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

// What a handler answers to a command.
template <class Handler, class Command>
using ResultOf = typename decltype(std::declval<const Handler&>().Handle(
    std::declval<const RequestContext&>(), std::declval<const Command&>(), std::declval<UnitOfWork&>()))::value_type;

// Carries the commands out as if one after the other, each through the handler of a single one, and writes them
// set-wise (set_wise.h). One answer a command: its result, or why not. A handler may have `Prepare(commands, uow)`,
// which reads at once what the commands will need (prefetch.h).
//
// With kStop and kCollect the caller must let the unit of work fail when an answer is an error; those not tried because
// of another are kCancelled. Returns an error only when the unit of work can't go on.
template <class Handler, class Command>
absl::StatusOr<std::vector<absl::StatusOr<ResultOf<Handler, Command>>>> RunBatch(const RequestContext& context,
                                                                                 const Handler& handler,
                                                                                 absl::Span<const Command> commands,
                                                                                 OnFailure on_failure,
                                                                                 UnitOfWork& uow) {
  using Result = ResultOf<Handler, Command>;
  std::vector<std::optional<Result>> results(commands.size());
  std::vector<absl::Status> outcomes;
  RETURN_IF_ERROR(RunSetWise(uow,
                             {.count = commands.size(),
                              .on_failure = on_failure,
                              .prepare = [&](size_t first, size_t last) -> absl::Status {
                                // The results of an earlier run were undone with it.
                                for (size_t i = first; i < results.size(); ++i) results[i].reset();
                                if constexpr (requires { handler.Prepare(commands, uow); }) {
                                  return handler.Prepare(commands.subspan(first, last - first), uow);
                                }
                                return absl::OkStatus();
                              },
                              .run = [&](size_t i) -> absl::Status {
                                ASSIGN_OR_RETURN(results[i], handler.Handle(context, commands[i], uow));
                                return absl::OkStatus();
                              }},
                             outcomes));
  std::vector<absl::StatusOr<Result>> answers;
  answers.reserve(commands.size());
  for (size_t i = 0; i < commands.size(); ++i) {
    if (!outcomes[i].ok()) {
      answers.emplace_back(outcomes[i]);
    } else if (results[i].has_value()) {
      answers.emplace_back(*std::move(results[i]));
    } else {
      answers.emplace_back(absl::CancelledError("not tried: another command of the batch failed"));
    }
  }
  return answers;
}

}  // namespace pipewright
