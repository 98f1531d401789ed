// What commands rely on of saved searches, held by the repositories in memory and on PostgreSQL alike.
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "application/integration/saved_search_commands.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/integration/saved_search_table.h"
#include "tests/support/infrastructure/reach.h"
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

  const auto reach = [&](const SavedSearchState& search, const UserId& user, Scope scope) {
    const std::vector<UserId> unit = user == manager ? std::vector<UserId>{creator} : std::vector<UserId>();
    return testing::ReachOf<SavedSearch>(world, postgres::SavedSearchTable(), search, user,
                                         Grants({{"saved_search", "*", scope}}), unit, [&](SavedSearch& found) {
                                           SavedSearchChanges changes;
                                           changes.name =
                                               Change<std::string>::Set(NewId<SavedSearchId>(world.ids()).ToString());
                                           return found.Edit(changes);
                                         });
  };
  const auto created = [&](SearchVisibility visibility) {
    CreateSavedSearch command;
    command.details.name = Change<std::string>::Set("Mine");
    command.details.resource = Change<std::string>::Set("account");
    command.details.visibility = Change<SearchVisibility>::Set(visibility);
    return testing::RunCommand(world, searches, command)->state();
  };
  const SavedSearchState hidden = created(SearchVisibility::kPrivate);
  const SavedSearchState shared = created(SearchVisibility::kShared);
  for (const SavedSearchState& search : {hidden, shared}) {
    for (const Scope scope : {Scope::kOwn, Scope::kUnit, Scope::kAll}) {
      CHECK(reach(search, creator, scope) == "read and change");
    }
    CHECK(reach(search, creator, Scope::kNone) == "nothing");
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
