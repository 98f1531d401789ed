// The two places where units of work run, for suites that hold both to one contract: memory and PostgreSQL.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "application/unit_of_work.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/read/kept_rows.h"
#include "infrastructure/postgres/write/transactor.h"
#include "infrastructure/security/uuid_generator.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright {
class FakeUnitOfWork;
}  // namespace pipewright

namespace pipewright::testing {

// One tenant with one member, who may do everything.
class FakeWorld {
 public:
  FakeWorld();
  ~FakeWorld();

  const RequestContext& context() const;
  FakeUnitOfWork& uow() { return *uow_; }
  IdGenerator& ids() { return ids_; }
  absl::Status Run(absl::FunctionRef<absl::Status(UnitOfWork&)> work) { return RunAs(context(), work); }
  absl::Status RunAs(const RequestContext& context, absl::FunctionRef<absl::Status(UnitOfWork&)> work);
  UserId AddMember() { return NewId<UserId>(ids_); }

 private:
  const std::unique_ptr<FakeUnitOfWork> uow_;
  FakeIds ids_;
};

class PostgresWorld {
 public:
  // On the test's database, or on one of the test's own.
  PostgresWorld() : PostgresWorld(TestDatabase::Get().app_url(), TestDatabase::Get().owner_url()) {}
  PostgresWorld(const std::string& app_url, std::string owner_url);

  const RequestContext& context() const { return context_; }
  IdGenerator& ids() { return ids_; }
  postgres::Pool& pool() { return pool_; }
  postgres::NumberBlocks& numbers() { return numbers_; }
  postgres::KeptRows& kept() { return kept_; }
  // Moves on by a minute with each unit of work.
  FakeClock& clock() { return clock_; }
  absl::Status Run(absl::FunctionRef<absl::Status(UnitOfWork&)> work);
  // The same as somebody else, or with other grants.
  absl::Status RunAs(const RequestContext& context, absl::FunctionRef<absl::Status(UnitOfWork&)> work);
  // Another member of the tenant.
  UserId AddMember();

 private:
  const std::string owner_url_;
  FakeClock clock_;
  security::UuidGenerator ids_{clock_};
  postgres::Pool pool_;
  postgres::NumberBlocks numbers_;
  postgres::KeptRows kept_{clock_};
  postgres::PostgresTransactor transactor_;
  RequestContext context_;
};

// The command's result, in a unit of work of its own; the unit of work's error when that is what failed.
template <class World, class Commands, class Command>
auto RunCommandAs(World& world, const RequestContext& context, const Commands& commands, const Command& command) {
  std::optional<decltype(commands.Handle(context, command, std::declval<UnitOfWork&>()))> result;
  const absl::Status stored = world.RunAs(context, [&](UnitOfWork& uow) {
    result.emplace(commands.Handle(context, command, uow));
    return result->status();
  });
  if (result->ok() && !stored.ok()) result.emplace(stored);
  return *std::move(result);
}
template <class World, class Commands, class Command>
auto RunCommand(World& world, const Commands& commands, const Command& command) {
  return RunCommandAs(world, world.context(), commands, command);
}

}  // namespace pipewright::testing
