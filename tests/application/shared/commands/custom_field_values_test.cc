#include "application/shared/commands/custom_field_values.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "application/organization/custom_field_commands.h"
#include "application/sales/account_commands.h"
#include "application/tasks/task_commands.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/custom_field_examples.h"
#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

using organization::CustomFieldDefinitionChanges;
using organization::FieldOf;
using organization::WithDefault;
using sales::Account;
using sales::AccountCommands;
using sales::CreateAccount;
using sales::UpdateAccount;
using Values = std::map<std::string, RawCustomFieldValue>;

constexpr auto kAccount = RecordKind::kAccount;

struct Fields {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  organization::CustomFieldCommands definitions{ids};
  AccountCommands accounts{ids, phones};

  CustomFieldDefinitionId Define(CustomFieldDefinitionChanges details, bool required = false) {
    details.required = Change<bool>::Set(required);
    organization::CreateCustomFieldDefinition command{std::nullopt, std::move(details)};
    const auto defined = definitions.Handle(uow.context(), command, uow);
    INFO(defined.status());
    REQUIRE(defined.ok());
    return defined->state().id;
  }

  absl::StatusOr<Account> Create(Values values) {
    CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    command.custom_fields.replaces = !values.empty();
    command.custom_fields.values = std::move(values);
    return accounts.Handle(uow.context(), command, uow);
  }
  absl::StatusOr<Account> Update(const Account& account, Values values, bool replaces = false) {
    UpdateAccount command;
    command.id = account.state().id;
    command.custom_fields = {replaces, std::move(values)};
    return accounts.Handle(uow.context(), command, uow);
  }
};

TEST_CASE("a new record has what was said and the defaults of the rest", "[custom_fields]") {
  Fields test;
  test.Define(FieldOf(kAccount, "tier", CustomFieldType::kSelect, {"gold", "silver"}), /*required=*/true);
  test.Define(WithDefault(FieldOf(kAccount, "seats", CustomFieldType::kNumber), 5.0));
  test.Define(FieldOf(RecordKind::kTask, "minutes", CustomFieldType::kNumber), /*required=*/true);
  const auto created = test.Create({{"tier", std::string("gold")}});
  REQUIRE(created.ok());
  CHECK(created->state().custom_fields == CustomFields{{"seats", CustomNumber{50'000}}, {"tier", std::string("gold")}});
}

TEST_CASE("all that is wrong is told at once, with what else is wrong", "[custom_fields]") {
  Fields test;
  test.Define(FieldOf(kAccount, "tier", CustomFieldType::kSelect, {"gold", "silver"}), /*required=*/true);
  test.Define(FieldOf(kAccount, "seats", CustomFieldType::kNumber));
  CreateAccount command;
  command.custom_fields = {true, {{"seats", std::string("five")}, {"teir", std::string("gold")}}};
  const auto wrong = test.accounts.Handle(test.uow.context(), command, test.uow);
  CHECK(FieldsOf(wrong) == "name,custom_fields.seats,custom_fields.teir,custom_fields.tier");
  CHECK_THAT(std::string(wrong.status().message()), Catch::Contains("did you mean tier?"));
  CHECK(test.uow.accounts().events().empty());
}

TEST_CASE("a change of one field leaves the others", "[custom_fields]") {
  Fields test;
  test.Define(FieldOf(kAccount, "tier", CustomFieldType::kText));
  test.Define(FieldOf(kAccount, "seats", CustomFieldType::kNumber));
  const auto account = test.Create({{"tier", std::string("gold")}, {"seats", 1.0}});
  REQUIRE(account.ok());
  const auto changed = test.Update(*account, {{"seats", 2.0}});
  REQUIRE(changed.ok());
  CHECK(changed->state().custom_fields == CustomFields{{"seats", CustomNumber{20'000}}, {"tier", std::string("gold")}});
  const auto cleared = test.Update(*changed, {{"seats", std::monostate()}});
  REQUIRE(cleared.ok());
  CHECK(cleared->state().custom_fields == CustomFields{{"tier", std::string("gold")}});
  const auto replaced = test.Update(*cleared, {{"seats", 3.0}}, /*replaces=*/true);
  REQUIRE(replaced.ok());
  CHECK(replaced->state().custom_fields == CustomFields{{"seats", CustomNumber{30'000}}});
}

TEST_CASE("a required field can't be cleared, and binds only who touches it", "[custom_fields]") {
  Fields test;
  const auto before = test.Create({});
  REQUIRE(before.ok());
  test.Define(FieldOf(kAccount, "tier", CustomFieldType::kText), /*required=*/true);
  test.Define(FieldOf(kAccount, "note", CustomFieldType::kText));
  UpdateAccount rename;
  rename.id = before->state().id;
  rename.changes.name = Change<std::string>::Set("Globex");
  CHECK(test.accounts.Handle(test.uow.context(), rename, test.uow).ok());
  CHECK(test.Update(*before, {{"note", std::string("x")}}).ok());
  CHECK(FieldsOf(test.Update(*before, {{"note", std::string("x")}}, /*replaces=*/true)) == "custom_fields.tier");
  CHECK(FieldsOf(test.Create({{"note", std::string("x")}})) == "custom_fields.tier");
  const auto account = test.Create({{"tier", std::string("gold")}});
  REQUIRE(account.ok());
  CHECK(FieldsOf(test.Update(*account, {{"tier", std::string(" ")}})) == "custom_fields.tier");
  CHECK(FieldsOf(test.Update(*account, {}, /*replaces=*/true)) == "custom_fields.tier");
}

TEST_CASE("what a record has may stay when its definition is gone, and be cleared", "[custom_fields]") {
  Fields test;
  const auto tier = test.Define(FieldOf(kAccount, "tier", CustomFieldType::kText));
  test.Define(FieldOf(kAccount, "seats", CustomFieldType::kNumber));
  const auto account = test.Create({{"tier", std::string("gold")}});
  REQUIRE(account.ok());
  DeleteRecord<organization::CustomFieldDefinition> gone;
  gone.id = tier;
  REQUIRE(test.definitions.Handle(test.uow.context(), gone, test.uow).ok());
  const auto kept = test.Update(*account, {{"tier", std::string("gold")}, {"seats", 1.0}}, /*replaces=*/true);
  REQUIRE(kept.ok());
  CHECK(kept->state().custom_fields.contains("tier"));
  CHECK(FieldsOf(test.Update(*kept, {{"tier", std::string("silver")}})) == "custom_fields.tier");
  const auto cleared = test.Update(*kept, {{"tier", std::monostate()}});
  REQUIRE(cleared.ok());
  CHECK_FALSE(cleared->state().custom_fields.contains("tier"));
  CHECK(FieldsOf(test.Update(*cleared, {{"tier", std::monostate()}})) == "custom_fields.tier");
}

TEST_CASE("a reference must lead to a live record, but stays when that is deleted later", "[custom_fields]") {
  Fields test;
  CustomFieldDefinitionChanges partner = FieldOf(kAccount, "partner", CustomFieldType::kReference);
  partner.reference_kind = Change<RecordKind>::Set(RecordKind::kAccount);
  test.Define(partner);
  const auto other = test.Create({});
  REQUIRE(other.ok());
  const auto account = test.Create({{"partner", other->state().id.ToString()}});
  REQUIRE(account.ok());
  CHECK(ReasonOf(test.Create({{"partner", NewId<AccountId>(test.ids).ToString()}})) == Reason::kReferenceNotFound);
  DeleteRecord<Account> gone;
  gone.id = other->state().id;
  REQUIRE(test.accounts.Handle(test.uow.context(), gone, test.uow).ok());
  CHECK(ReasonOf(test.Create({{"partner", other->state().id.ToString()}})) == Reason::kRecordDeleted);
  CHECK(test.Update(*account, {{"partner", other->state().id.ToString()}}, /*replaces=*/true).ok());
}

TEST_CASE("a task has custom fields of its own", "[custom_fields]") {
  Fields test;
  test.Define(FieldOf(RecordKind::kTask, "minutes", CustomFieldType::kNumber), /*required=*/true);
  tasks::TaskCommands commands(test.ids);
  tasks::CreateTask command;
  command.details.title = Change<std::string>::Set("Call");
  CHECK(FieldsOf(commands.Handle(test.uow.context(), command, test.uow)) == "custom_fields.minutes");
  command.custom_fields.values = {{"minutes", 15.0}};
  const auto created = commands.Handle(test.uow.context(), command, test.uow);
  REQUIRE(created.ok());
  tasks::UpdateTask update;
  update.id = created->task.id;
  update.custom_fields.values = {{"minutes", 20.0}};
  const auto updated = commands.Handle(test.uow.context(), update, test.uow);
  REQUIRE(updated.ok());
  CHECK(updated->task.custom_fields == CustomFields{{"minutes", CustomNumber{200'000}}});
}

}  // namespace
}  // namespace pipewright
