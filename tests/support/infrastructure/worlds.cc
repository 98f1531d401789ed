#include "tests/support/infrastructure/worlds.h"

#include <memory>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/connection/connection.h"
#include "tests/support/application/fake_unit_of_work.h"

namespace pipewright::testing {

FakeWorld::FakeWorld() : uow_(std::make_unique<FakeUnitOfWork>()) {}
FakeWorld::~FakeWorld() = default;

const RequestContext& FakeWorld::context() const { return uow_->context(); }

absl::Status FakeWorld::RunAs(const RequestContext& context, absl::FunctionRef<absl::Status(UnitOfWork&)> work) {
  const RequestContext mine = std::exchange(uow_->next_call(), RequestContext(context));
  uow_->clock.now += absl::Minutes(1);
  const absl::Status result = work(*uow_);
  uow_->next_call() = mine;
  return result;
}

PostgresWorld::PostgresWorld(const std::string& app_url, std::string owner_url)
    : owner_url_(std::move(owner_url)),
      pool_({app_url, ""}, 4),
      numbers_({app_url, ""}, clock_),
      transactor_(pool_, numbers_, clock_, ids_) {
  context_ = ContextOf();
  auto principal = std::make_shared<Principal>(*context_.principal);
  principal->tenant = NewId<TenantId>(ids_);
  context_.principal = principal;
  const UserId user = AddMember();
  principal = std::make_shared<Principal>(*principal);
  principal->user = user;
  context_.principal = std::move(principal);
}

absl::Status PostgresWorld::Run(absl::FunctionRef<absl::Status(UnitOfWork&)> work) { return RunAs(context_, work); }

absl::Status PostgresWorld::RunAs(const RequestContext& context, absl::FunctionRef<absl::Status(UnitOfWork&)> work) {
  clock_.now += absl::Minutes(1);
  return transactor_.Run(context, Transactor::Mode::kCommit, work);
}

UserId PostgresWorld::AddMember() {
  const auto user = NewId<UserId>(ids_);
  auto connection = postgres::Connection::Open({owner_url_, ""});
  if (!connection.ok()) throw std::runtime_error(std::string(connection.status().message()));
  absl::Status status = (*connection)->PrepareSession(context_.tenant(), absl::InfiniteFuture());
  if (status.ok()) {
    const std::string email = absl::StrCat(user.ToString(), "@example.com");
    status = (*connection)
                 ->Pipeline({{"insert into users (id, version, create_time, update_time, email, given_name, "
                              "family_name, password_hash, status, password_change_time) values ($1::uuid, 1, now(), "
                              "now(), $2::text, 'Max', 'Member', '', 'ACTIVE', now())",
                              {user.ToString(), email},
                              nullptr},
                             {"insert into memberships (tenant_id, id, version, create_time, update_time, user_id, "
                              "email, given_name, family_name, roles, job_title, status) values ($1::uuid, $2::uuid, "
                              "1, now(), now(), $2::uuid, $3::text, 'Max', 'Member', '[\"MEMBER\"]', '', 'ACTIVE')",
                              {context_.tenant().ToString(), user.ToString(), email},
                              nullptr}},
                            nullptr);
  }
  if (!status.ok()) throw std::runtime_error(std::string(status.message()));
  return user;
}

}  // namespace pipewright::testing
