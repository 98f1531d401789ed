#include "application/integration/saved_search_commands.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "domain/shared/errors.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::integration {
namespace {

class KnownFields : public RecordFields {
 public:
  absl::Status CheckPath(absl::string_view resource, absl::string_view path) const override {
    return resource == "opportunity" && path == "title" ? absl::OkStatus() : InvalidValue("is no field");
  }
};

// Searches of opportunities, whose fields are those of DealCatalog.
struct Searches {
  FakeUnitOfWork uow;
  FakeIds ids;
  KnownFields fields;
  SavedSearchCommands commands{ids, fields};

  static CreateSavedSearch New(const std::string& resource = "opportunity") {
    CreateSavedSearch command;
    command.details.name = Change<std::string>::Set("Big ones");
    command.details.resource = Change<std::string>::Set(resource);
    return command;
  }
  absl::StatusOr<SavedSearch> Create(const CreateSavedSearch& command) {
    return commands.Handle(uow.context(), command, uow);
  }
};

TEST_CASE("a search is of records that others refer to", "[saved_search]") {
  Searches test;
  CHECK(test.Create(Searches::New()).ok());
  CHECK(test.Create(Searches::New("exchange_rate")).ok());
  for (const char* resource : {"user", "ship", "OPPORTUNITY", ""}) {
    CAPTURE(resource);
    CHECK(FieldsOf(test.Create(Searches::New(resource))) == "resource");
  }
  CHECK(DetailsOf(test.Create(Searches::New("acount")).status()).fields[0].description.find("account") !=
        std::string::npos);
}

TEST_CASE("filter, order and columns are those of the resource's list", "[saved_search]") {
  Searches test;
  CreateSavedSearch command = Searches::New();
  command.details.filter = Change<std::string>::Set("tonnage > 3");
  CHECK(ReasonOf(test.Create(command)) == Reason::kInvalidFilter);
  CHECK(FieldsOf(test.Create(command)) == "filter");
  command.details.filter = {};
  command.details.order_by = Change<std::string>::Set("tonnage");
  CHECK(ReasonOf(test.Create(command)) == Reason::kInvalidOrderBy);
  CHECK(FieldsOf(test.Create(command)) == "order_by");
  command.details.order_by = {};
  command.details.columns = Change<std::vector<std::string>>::Set({"title", "tonnage"});
  CHECK(FieldsOf(test.Create(command)) == "columns[1]");
}

TEST_CASE("everything of a search that its list doesn't know is told at once", "[saved_search]") {
  Searches test;
  CreateSavedSearch command = Searches::New();
  command.details.filter = Change<std::string>::Set("tonnage > 3");
  command.details.order_by = Change<std::string>::Set("tonnage");
  command.details.columns = Change<std::vector<std::string>>::Set({"tonnage"});
  CHECK(FieldsOf(test.Create(command)) == "filter,order_by,columns[0]");
}

TEST_CASE("who may not read the records learns nothing of their fields", "[saved_search]") {
  Searches test;
  test.uow.next_call() = ContextOf(Grants({{"saved_search", "*", Scope::kAll}}));
  test.uow.next_call().permission = {"saved_search", "create"};
  CreateSavedSearch command = Searches::New();
  command.details.filter = Change<std::string>::Set("tonnage > 3");
  CHECK(ReasonOf(test.Create(command)) == Reason::kPermissionDenied);
}

TEST_CASE("who may not read the records any more still names and hides their searches", "[saved_search]") {
  Searches test;
  const auto created = test.Create(Searches::New());
  REQUIRE(created.ok());
  auto principal = std::make_shared<Principal>(*test.uow.context().principal);
  principal->grants = Grants({{"saved_search", "*", Scope::kAll}});
  test.uow.next_call().principal = principal;
  UpdateSavedSearch update{created->state().id, std::nullopt, {}, {}};
  update.changes.name = Change<std::string>::Set("Once mine");
  CHECK(test.commands.Handle(test.uow.context(), update, test.uow).ok());
  update.changes.order_by = Change<std::string>::Set("id desc");
  CHECK(ReasonOf(test.commands.Handle(test.uow.context(), update, test.uow)) == Reason::kPermissionDenied);
}

TEST_CASE("only its creator makes a search private", "[saved_search]") {
  Searches test;
  CreateSavedSearch command = Searches::New();
  command.details.visibility = Change<SearchVisibility>::Set(SearchVisibility::kShared);
  const auto created = test.Create(command);
  REQUIRE(created.ok());
  UpdateSavedSearch hide{created->state().id, std::nullopt, {}, {}};
  hide.changes.visibility = Change<SearchVisibility>::Set(SearchVisibility::kPrivate);
  const RequestContext creator = test.uow.context();
  auto other = std::make_shared<Principal>(*creator.principal);
  other->user = UserId(Uuid({9, 9}));
  test.uow.next_call().principal = other;
  CHECK(FieldsOf(test.commands.Handle(test.uow.context(), hide, test.uow)) == "visibility");
  UpdateSavedSearch rename{created->state().id, std::nullopt, {}, {}};
  rename.changes.name = Change<std::string>::Set("Ours");
  CHECK(test.commands.Handle(test.uow.context(), rename, test.uow).ok());
  test.uow.next_call() = creator;
  CHECK(test.commands.Handle(test.uow.context(), hide, test.uow).ok());
}

TEST_CASE("what an update doesn't change may have become outdated", "[saved_search]") {
  Searches test;
  CreateSavedSearch command = Searches::New();
  command.details.columns = Change<std::vector<std::string>>::Set({"title"});
  const auto created = test.Create(command);
  REQUIRE(created.ok());
  auto& rows = test.uow.Of<SavedSearch>();
  SavedSearch outdated = rows.Get(created->state().id).value();
  SavedSearchChanges gone;
  gone.filter = Change<std::string>::Set("tonnage > 3");
  REQUIRE(outdated.Edit(gone).ok());
  REQUIRE(rows.Save(outdated).ok());

  UpdateSavedSearch rename{created->state().id, std::nullopt, {}, {}};
  rename.changes.name = Change<std::string>::Set("Bigger ones");
  CHECK(test.commands.Handle(test.uow.context(), rename, test.uow).ok());
  rename.changes.filter = Change<std::string>::Set("tonnage > 3");  // as a client that sends all of it back
  CHECK(test.commands.Handle(test.uow.context(), rename, test.uow).ok());
  rename.changes.filter = Change<std::string>::Set("tonnage > 4");
  CHECK(ReasonOf(test.commands.Handle(test.uow.context(), rename, test.uow)) == Reason::kInvalidFilter);
}

}  // namespace
}  // namespace pipewright::integration
