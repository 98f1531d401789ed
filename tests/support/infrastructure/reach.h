// Who may do what with a record, tried in a unit of work and, on PostgreSQL, by what its rule is in SQL.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "application/unit_of_work.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/reader.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::testing {

// "read and change", "read", or "nothing": of `user`, whose UNIT is `unit`, with these grants. `change`: makes a change
// that is one each time. SQL must show the record to the same callers.
template <class A, class World>
std::string ReachOf(World& world, const postgres::Table<A>& table, const typename A::State& record, const UserId& user,
                    Grants grants, const std::vector<UserId>& unit, absl::FunctionRef<absl::Status(A&)> change) {
  auto principal = std::make_shared<Principal>(*world.context().principal);
  principal->user = user;
  principal->grants = std::move(grants);
  principal->unit_users = unit;
  RequestContext call = world.context();
  call.principal = std::move(principal);
  call.permission = {std::string(A::kResource), "update"};
  absl::Status read;
  const absl::Status changed = world.RunAs(call, [&](UnitOfWork& uow) -> absl::Status {
    auto found = uow.Of<A>().Get(record.id);
    read = found.status();
    RETURN_IF_ERROR(read);
    RETURN_IF_ERROR(change(*found));
    return uow.Of<A>().Save(*found);
  });
  if constexpr (std::is_same_v<World, PostgresWorld>) {
    postgres::PostgresReader<A> reader(world.pool(), table);
    call.permission.action = "read";
    CHECK(reader.Get(call, record.id, std::nullopt).ok() == read.ok());
  }
  if (changed.ok()) return "read and change";
  if (!read.ok()) {
    CHECK(ReasonOf(read) == Reason::kRecordNotFound);
    return "nothing";
  }
  CHECK(ReasonOf(changed) == Reason::kPermissionDenied);
  return "read";
}

}  // namespace pipewright::testing
