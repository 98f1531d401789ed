// What commands rely on of saved searches, held by the repositories in memory and on PostgreSQL alike.
#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "application/integration/saved_search_commands.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/integration/saved_search_table.h"
#include "infrastructure/postgres/read/reader.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::integration {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;

class AllFields : public RecordFields {
 public:
  absl::Status CheckPath(absl::string_view, absl::string_view) const override { return absl::OkStatus(); }
};

TEMPLATE_TEST_CASE("a saved search comes back as it was stored, in all its parts", "[contract][saved_search]",
                   FakeWorld, PostgresWorld) {
  TestType world;
  const AllFields fields;
  const SavedSearchCommands searches(world.ids(), fields);
  CreateSavedSearch command;
  command.details.name = Change<std::string>::Set("Mine \" and \\ yours");
  command.details.resource = Change<std::string>::Set("account");
  command.details.filter = Change<std::string>::Set("owner_id = me()");
  command.details.order_by = Change<std::string>::Set("id desc");
  command.details.columns = Change<std::vector<std::string>>::Set({"name", "billing_address.city"});
  command.details.visibility = Change<SearchVisibility>::Set(SearchVisibility::kShared);
  const auto created = testing::RunCommand(world, searches, command);
  INFO(created.status());
  REQUIRE(created.ok());
  std::optional<SavedSearch> found;
  REQUIRE(world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                ASSIGN_OR_RETURN(found, uow.Of<SavedSearch>().Get(created->state().id));
                return absl::OkStatus();
              })
              .ok());
  const SavedSearchState& read = found->state();
  CHECK(read.version == 1);
  CHECK(read.created_by == world.context().user());
  CHECK(read.name == "Mine \" and \\ yours");
  CHECK(read.resource == "account");
  CHECK(read.filter == "owner_id = me()");
  CHECK(read.order_by == "id desc");
  CHECK(read.columns == std::vector<std::string>{"name", "billing_address.city"});
  CHECK(read.visibility == SearchVisibility::kShared);
}

TEMPLATE_TEST_CASE("whoever may read or change a search, may as the rule says", "[contract][saved_search]", FakeWorld,
                   PostgresWorld) {
  TestType world;
  const AllFields fields;
  const SavedSearchCommands searches(world.ids(), fields);
  const UserId creator = *world.context().principal->user;
  const UserId stranger = world.AddMember();
  const UserId manager = world.AddMember();

  // "read and change", "read", or "nothing".
  const auto reach = [&](const SavedSearchId& id, const UserId& user, Scope scope) -> std::string {
    auto principal = std::make_shared<Principal>(*world.context().principal);
    principal->user = user;
    principal->grants = Grants({{"saved_search", "*", scope}});
    if (user == manager) principal->unit_users = {creator};
    RequestContext call = world.context();
    call.principal = std::move(principal);
    call.permission = {"saved_search", "update"};
    absl::Status read;
    const absl::Status changed = world.RunAs(call, [&](UnitOfWork& uow) -> absl::Status {
      auto search = uow.Of<SavedSearch>().Get(id);
      read = search.status();
      RETURN_IF_ERROR(read);
      SavedSearchChanges changes;
      changes.name = Change<std::string>::Set(NewId<SavedSearchId>(world.ids()).ToString());
      RETURN_IF_ERROR(search->Edit(changes));
      return uow.Of<SavedSearch>().Save(*search);
    });
    // What reads compile the rule to, in SQL.
    if constexpr (std::is_same_v<TestType, PostgresWorld>) {
      postgres::PostgresReader<SavedSearch> reader(world.pool(), postgres::SavedSearchTable());
      call.permission.action = "read";
      CHECK(reader.Get(call, id, std::nullopt).ok() == read.ok());
    }
    if (changed.ok()) return "read and change";
    if (!read.ok()) {
      CHECK(ReasonOf(read) == Reason::kRecordNotFound);
      return "nothing";
    }
    CHECK(ReasonOf(changed) == Reason::kPermissionDenied);
    return "read";
  };
  const auto created = [&](SearchVisibility visibility) {
    CreateSavedSearch command;
    command.details.name = Change<std::string>::Set("Mine");
    command.details.resource = Change<std::string>::Set("account");
    command.details.visibility = Change<SearchVisibility>::Set(visibility);
    return testing::RunCommand(world, searches, command)->state().id;
  };
  const SavedSearchId hidden = created(SearchVisibility::kPrivate);
  const SavedSearchId shared = created(SearchVisibility::kShared);
  for (const SavedSearchId& id : {hidden, shared}) {
    for (const Scope scope : {Scope::kOwn, Scope::kUnit, Scope::kAll}) {
      CHECK(reach(id, creator, scope) == "read and change");
    }
    CHECK(reach(id, creator, Scope::kNone) == "nothing");
  }
  for (const Scope scope : {Scope::kOwn, Scope::kUnit, Scope::kAll}) {
    CHECK(reach(hidden, stranger, scope) == "nothing");
    CHECK(reach(hidden, manager, scope) == "nothing");
  }
  CHECK(reach(shared, stranger, Scope::kOwn) == "read");
  CHECK(reach(shared, stranger, Scope::kUnit) == "read");
  CHECK(reach(shared, stranger, Scope::kAll) == "read and change");
  CHECK(reach(shared, manager, Scope::kOwn) == "read");
  CHECK(reach(shared, manager, Scope::kUnit) == "read and change");
}

}  // namespace
}  // namespace pipewright::integration
