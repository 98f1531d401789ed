// Two units of work at the same time.
#pragma once

#include <atomic>
#include <thread>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "domain/shared/status_macros.h"
#include "tests/support/await.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/worlds.h"

namespace pipewright::testing {

// What becomes of `first`, and of `second` that is begun when `first` has done all but commit.
struct SideBySide {
  absl::Status first;
  absl::Status second;
};

// `first` commits when `second` has ended or waits for it.
inline SideBySide RunSideBySide(PostgresWorld& world, absl::FunctionRef<absl::Status(UnitOfWork&)> first,
                                absl::FunctionRef<absl::Status(UnitOfWork&)> second) {
  SideBySide result;
  AdminConnection admin(TestDatabase::Get().owner_url());
  std::atomic<bool> ended = false;
  std::thread other;
  result.first = world.Run([&](UnitOfWork& uow) -> absl::Status {
    RETURN_IF_ERROR(first(uow));
    other = std::thread([&] {
      result.second = world.Run(second);
      ended = true;
    });
    const bool met = Await([&] {
      return ended || admin.Ask(
                          "select exists (select from pg_stat_activity where datname = current_database() "
                          "and cardinality(pg_blocking_pids(pid)) > 0)") == "t";
    });
    return met ? absl::OkStatus() : absl::InternalError("the second neither ended nor waited");
  });
  if (other.joinable()) other.join();
  return result;
}

// The same for commands: `run(handler, command)` of each.
template <class FirstHandler, class First, class SecondHandler, class Second>
SideBySide RunSideBySide(PostgresWorld& world, const FirstHandler& first_handler, const First& first,
                         const SecondHandler& second_handler, const Second& second) {
  return RunSideBySide(
      world, [&](UnitOfWork& uow) { return first_handler.Handle(world.context(), first, uow).status(); },
      [&](UnitOfWork& uow) { return second_handler.Handle(world.context(), second, uow).status(); });
}

}  // namespace pipewright::testing
