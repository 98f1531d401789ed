// What commands rely on of custom fields, held by the repositories in memory and on PostgreSQL alike.
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/organization/custom_field_commands.h"
#include "application/shared/commands/batch.h"
#include "infrastructure/postgres/organization/custom_field_definition_store.h"
#include "tests/support/custom_field_examples.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;
using Texts = std::vector<std::string>;

constexpr auto kAccount = RecordKind::kAccount;
constexpr auto kTask = RecordKind::kTask;
constexpr auto kText = CustomFieldType::kText;

std::string KeysOf(const CustomFieldDefinitionList& list) {
  std::string keys;
  for (const CustomFieldDefinitionState& field : *list) absl::StrAppend(&keys, keys.empty() ? "" : ",", field.key);
  return keys;
}

template <class World>
struct Fields {
  World world;
  CustomFieldCommands commands{world.ids()};

  template <class Command>
  absl::StatusOr<CustomFieldDefinition> Do(const Command& command) {
    absl::StatusOr<CustomFieldDefinition> result = absl::UnknownError("not run");
    const absl::Status stored = world.Run([&](UnitOfWork& uow) {
      result = commands.Handle(world.context(), command, uow);
      return result.status();
    });
    return stored.ok() ? result : stored;
  }
  absl::StatusOr<CustomFieldDefinition> Define(const CustomFieldDefinitionChanges& details) {
    return Do(CreateCustomFieldDefinition{std::nullopt, details});
  }

  std::string Keys(RecordKind entity) {
    std::string keys;
    REQUIRE(world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(const auto list, uow.Of<CustomFieldDefinition>().Of(entity));
                  keys = KeysOf(list);
                  return absl::OkStatus();
                })
                .ok());
    return keys;
  }
};

TEMPLATE_TEST_CASE("a custom field comes back as it was stored, whatever its type", "[contract][custom_fields]",
                   FakeWorld, PostgresWorld) {
  Fields<TestType> fields;
  CustomFieldDefinitionChanges reference = FieldOf(kTask, "reviewer", CustomFieldType::kReference);
  reference.reference_kind = Change<RecordKind>::Set(RecordKind::kUser);
  const std::vector<CustomFieldDefinitionChanges> all = {
      WithDefault(FieldOf(kTask, "text", kText), std::string("Quote \" and \xE2\x9C\xA8")),
      WithDefault(FieldOf(kTask, "number", CustomFieldType::kNumber), -0.0001),
      WithDefault(FieldOf(kTask, "flag", CustomFieldType::kBoolean), false),
      WithDefault(FieldOf(kTask, "day", CustomFieldType::kDate), std::string("2028-02-29")),
      WithDefault(FieldOf(kTask, "one", CustomFieldType::kSelect, {"b", "a", "c;d"}), std::string("c;d")),
      WithDefault(FieldOf(kTask, "some", CustomFieldType::kMultiSelect, {"b", "a"}), Texts{"b", "a"}),
      WithDefault(FieldOf(kTask, "link", CustomFieldType::kUrl), std::string("https://example.com/a?b=c")),
      FieldOf(kTask, "plain", CustomFieldType::kNumber),
      reference};
  for (CustomFieldDefinitionChanges details : all) {
    details.description = Change<std::string>::Set("What it is for");
    details.required = Change<bool>::Set(true);
    const auto defined = fields.Define(details);
    INFO(defined.status());
    REQUIRE(defined.ok());
    const CustomFieldDefinitionState& stored = defined->state();
    std::optional<CustomFieldDefinitionState> read;
    REQUIRE(fields.world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(const auto found, uow.Of<CustomFieldDefinition>().Get(stored.id));
                  read = found.state();
                  return absl::OkStatus();
                })
                .ok());
    CAPTURE(stored.key);
    CHECK(read->entity == stored.entity);
    CHECK(read->key == stored.key);
    CHECK(read->label == stored.label);
    CHECK(read->description == stored.description);
    CHECK(read->type == stored.type);
    CHECK(read->required);
    CHECK(read->default_value == stored.default_value);
    CHECK(read->options == stored.options);
    CHECK(read->reference_kind == stored.reference_kind);
    CHECK(read->version == 1);
  }
  CHECK(fields.Keys(kTask) == "day,flag,link,number,one,plain,reviewer,some,text");
}

TEMPLATE_TEST_CASE("the fields of a kind of record are the live ones, by key, as the unit of work has left them",
                   "[contract][custom_fields]", FakeWorld, PostgresWorld) {
  Fields<TestType> fields;
  CHECK(fields.Keys(kAccount).empty());
  const auto kept = fields.Define(FieldOf(kAccount, "kept", kText));
  REQUIRE(kept.ok());
  REQUIRE(fields.Define(FieldOf(kTask, "other", kText)).ok());
  const auto work = [&](UnitOfWork& uow) -> absl::Status {
    CustomFieldDefinitionRepository& repository = uow.Of<CustomFieldDefinition>();
    ASSIGN_OR_RETURN(const auto before, repository.Of(kAccount));
    ASSIGN_OR_RETURN(auto added, CustomFieldDefinition::Create(NewId<CustomFieldDefinitionId>(fields.world.ids()),
                                                               FieldOf(kAccount, "added", kText)));
    RETURN_IF_ERROR(repository.Add(added));
    CHECK(KeysOf(*repository.Of(kAccount)) == "added,kept");
    CHECK(KeysOf(before) == "kept");
    ASSIGN_OR_RETURN(auto leaving, repository.Get(kept->state().id));
    RETURN_IF_ERROR(leaving.Delete(uow.now()));
    RETURN_IF_ERROR(repository.Save(leaving));
    CHECK(KeysOf(*repository.Of(kAccount)) == "added");
    CHECK(KeysOf(*repository.Of(kTask)) == "other");
    return absl::OkStatus();
  };
  REQUIRE(fields.world.Run(work).ok());
  CHECK(fields.Keys(kAccount) == "added");
  REQUIRE(fields.Do(UndeleteRecord<CustomFieldDefinition>{kept->state().id, std::nullopt}).ok());
  CHECK(fields.Keys(kAccount) == "added,kept");
}

TEMPLATE_TEST_CASE("the fields of a kind of record are told to a caller who may not read definitions",
                   "[contract][custom_fields]", FakeWorld, PostgresWorld) {
  Fields<TestType> fields;
  const auto defined = fields.Define(FieldOf(kAccount, "region", kText));
  REQUIRE(defined.ok());
  RequestContext seller = fields.world.context();
  auto principal = std::make_shared<Principal>(*seller.principal);
  principal->grants = Grants({{"account", "*", Scope::kOwn}});
  seller.principal = principal;
  const absl::Status asked = fields.world.RunAs(seller, [&](UnitOfWork& uow) -> absl::Status {
    CHECK(KeysOf(*uow.Of<CustomFieldDefinition>().Of(kAccount)) == "region");
    return uow.Of<CustomFieldDefinition>().Get(defined->state().id).status();
  });
  CHECK(asked.code() == absl::StatusCode::kNotFound);
}

TEMPLATE_TEST_CASE("a key belongs to one live field of a kind of record, whoever stores it",
                   "[contract][custom_fields]", FakeWorld, PostgresWorld) {
  Fields<TestType> fields;
  REQUIRE(fields.Define(FieldOf(kAccount, "region", kText)).ok());
  const absl::Status taken = fields.world.Run([&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(auto second, CustomFieldDefinition::Create(NewId<CustomFieldDefinitionId>(fields.world.ids()),
                                                                FieldOf(kAccount, "region", kText)));
    return uow.Of<CustomFieldDefinition>().Add(second);
  });
  CHECK(taken.code() == absl::StatusCode::kAlreadyExists);
  CHECK(DetailsOf(taken).metadata["field"] == "key");
}

TEMPLATE_TEST_CASE("a batch of custom fields stops at the limit, and leaves out only those beyond it",
                   "[contract][custom_fields]", FakeWorld, PostgresWorld) {
  Fields<TestType> fields;
  std::vector<CreateCustomFieldDefinition> commands;
  for (int i = 0; i < 104; ++i) {
    commands.push_back({std::nullopt, FieldOf(kAccount, absl::StrCat("field_", i), kText)});
  }
  commands[50].details.key = Change<std::string>::Set("field_49");
  size_t stored = 0;
  REQUIRE(fields.world
              .Run([&](UnitOfWork& uow) -> absl::Status {
                ASSIGN_OR_RETURN(const auto answers, RunBatch(fields.world.context(), fields.commands,
                                                              absl::Span<const CreateCustomFieldDefinition>(commands),
                                                              OnFailure::kSkip, uow));
                CHECK(answers[50].status().code() == absl::StatusCode::kAlreadyExists);
                CHECK(answers[100].ok());
                CHECK(ReasonOf(answers[101]) == Reason::kTooManyCustomFields);
                for (const auto& answer : answers) stored += answer.ok() ? 1 : 0;
                return absl::OkStatus();
              })
              .ok());
  CHECK(stored == CustomFieldDefinitionState::kMaxPerEntity);
}

TEST_CASE("reads are told the live fields of the caller's tenant", "[custom_fields]") {
  Fields<PostgresWorld> fields;
  Fields<PostgresWorld> others;
  REQUIRE(fields.Define(FieldOf(kAccount, "tier", CustomFieldType::kSelect, {"gold"})).ok());
  REQUIRE(fields.Define(FieldOf(kAccount, "region", kText)).ok());
  REQUIRE(fields.Define(FieldOf(kTask, "room", kText)).ok());
  const auto gone = fields.Define(FieldOf(kAccount, "gone", kText));
  REQUIRE(fields.Do(DeleteRecord<CustomFieldDefinition>{gone->state().id, std::nullopt}).ok());
  REQUIRE(others.Define(FieldOf(kAccount, "secret", kText)).ok());
  postgres::PostgresCustomFieldDefinitions definitions(fields.world.pool());
  const auto read = definitions.Of(fields.world.context(), kAccount);
  REQUIRE(read.ok());
  CHECK(KeysOf(*read) == "region,tier");
  CHECK((*read)->at(1).options == Texts{"gold"});
}

}  // namespace
}  // namespace pipewright::organization
