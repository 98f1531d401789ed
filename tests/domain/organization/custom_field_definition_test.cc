#include "domain/organization/custom_field_definition.h"

#include <catch2/catch.hpp>

#include "domain/shared/key.h"
#include "tests/support/custom_field_examples.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

using Type = CustomFieldType;
using Texts = std::vector<std::string>;

constexpr auto kAccount = RecordKind::kAccount;

absl::StatusOr<CustomFieldDefinition> Define(const CustomFieldDefinitionChanges& details) {
  return CustomFieldDefinition::Create(CustomFieldDefinitionId(Uuid({1})), details);
}

CustomFieldDefinition Tier() {
  return Define(WithDefault(FieldOf(kAccount, "tier", Type::kSelect, {"gold", "silver"}), std::string("silver")))
      .value();
}

TEST_CASE("a custom field needs an entity, a key, a label and a type") {
  CHECK(FieldsOf(Define({})) == "entity,key,type,label");
  const auto defined = Define(FieldOf(kAccount, "region", Type::kText));
  REQUIRE(defined.ok());
  CHECK(defined->state().label == "The region");
  CHECK_FALSE(defined->state().required);
  REQUIRE(defined->events().size() == 1);
  CHECK(std::holds_alternative<EventNamed<"custom_field_definition.created">>(defined->events()[0]));
}

TEST_CASE("a key is a lower-case letter, then lower-case letters, digits and underscores, 63 in all") {
  CHECK(IsKey("a"));
  CHECK(IsKey("a_9" + std::string(60, 'z')));
  for (const std::string& wrong : {std::string(), std::string("Region"), std::string("9a"), std::string("_a"),
                                   std::string("a-b"), std::string("a.b"), std::string("é"), std::string(64, 'a')}) {
    CAPTURE(wrong);
    CHECK_FALSE(IsKey(wrong));
    CHECK(FieldsOf(Define(FieldOf(kAccount, wrong, Type::kText))) == "key");
  }
}

TEST_CASE("a field with a choice has options, no other one has") {
  for (const Type type : {Type::kSelect, Type::kMultiSelect}) {
    CHECK(FieldsOf(Define(FieldOf(kAccount, "tier", type))) == "options");
    CHECK(Define(FieldOf(kAccount, "tier", type, {"gold"})).ok());
    CustomFieldDefinitionChanges none = FieldOf(kAccount, "tier", type);
    none.options = Change<Texts>::Set({});
    CHECK(FieldsOf(Define(none)) == "options");
  }
  for (const Type type : {Type::kText, Type::kNumber, Type::kBoolean, Type::kDate, Type::kUrl}) {
    CHECK(Define(FieldOf(kAccount, "tier", type)).ok());
    CHECK(FieldsOf(Define(FieldOf(kAccount, "tier", type, {"gold"}))) == "options");
  }
}

TEST_CASE("options are different texts of 1 to 100 characters, 200 at most, in the order given") {
  const auto defined = Define(FieldOf(kAccount, "tier", Type::kSelect, {" silver ", "gold"}));
  CHECK(defined->state().options == Texts{"silver", "gold"});
  CHECK(FieldsOf(Define(
            FieldOf(kAccount, "tier", Type::kSelect, {"gold", " ", "silver", " gold", std::string(101, 'x')}))) ==
        "options[1],options[3],options[4]");
  Texts many;
  for (int i = 0; i < 200; ++i) many.push_back("option " + std::to_string(i));
  CHECK(Define(FieldOf(kAccount, "tier", Type::kSelect, many)).ok());
  many.emplace_back("one more");
  CHECK(FieldsOf(Define(FieldOf(kAccount, "tier", Type::kSelect, many))) == "options");
}

TEST_CASE("a reference says what it refers to, no other field does") {
  CustomFieldDefinitionChanges partner = FieldOf(kAccount, "partner", Type::kReference);
  CHECK(FieldsOf(Define(partner)) == "reference_kind");
  partner.reference_kind = Change<RecordKind>::Set(RecordKind::kUser);
  CHECK(Define(partner).ok());
  partner.type = Change<Type>::Set(Type::kText);
  CHECK(FieldsOf(Define(partner)) == "reference_kind");
}

TEST_CASE("only some kinds of record have custom fields, and only some are referred to by them") {
  CustomFieldDefinitionChanges partner = FieldOf(RecordKind::kPipeline, "partner", Type::kReference);
  partner.reference_kind = Change<RecordKind>::Set(RecordKind::kCustomFieldDefinition);
  CHECK(FieldsOf(Define(partner)) == "entity,reference_kind");
}

TEST_CASE("a default is one that a record could be given") {
  const auto define = [](Type type, RawCustomFieldValue value, Texts options = {}) {
    return Define(WithDefault(FieldOf(kAccount, "extra", type, std::move(options)), std::move(value)));
  };
  CHECK(define(Type::kText, std::string(" none "))->state().default_value == CustomFieldValue(std::string("none")));
  CHECK(define(Type::kNumber, 2.5)->state().default_value == CustomFieldValue(CustomNumber{25'000}));
  CHECK(define(Type::kBoolean, false)->state().default_value == CustomFieldValue(false));
  CHECK(define(Type::kDate, std::string("2026-02-28"))->state().default_value ==
        CustomFieldValue(absl::CivilDay(2026, 2, 28)));
  CHECK(define(Type::kSelect, std::string("b"), {"a", "b"}).ok());
  CHECK(define(Type::kMultiSelect, Texts{"b", "a"}, {"a", "b"})->state().default_value ==
        CustomFieldValue(Texts{"a", "b"}));
  CHECK_FALSE(define(Type::kText, std::monostate())->state().default_value.has_value());

  CHECK(FieldsOf(define(Type::kNumber, std::string("2"))) == "default_value");
  CHECK(FieldsOf(define(Type::kDate, std::string("2026-02-30"))) == "default_value");
  CHECK(FieldsOf(define(Type::kSelect, std::string("c"), {"a", "b"})) == "default_value");
  CHECK(FieldsOf(define(Type::kMultiSelect, Texts{"a", "c"}, {"a", "b"})) == "default_value[1]");
  CustomFieldDefinitionChanges partner =
      WithDefault(FieldOf(kAccount, "partner", Type::kReference), std::string("0190f3c2-7b1e-7c3a-9d4e-5f60718293a4"));
  partner.reference_kind = Change<RecordKind>::Set(RecordKind::kAccount);
  CHECK(FieldsOf(Define(partner)) == "default_value");
}

TEST_CASE("entity, key, type and reference kind stay as they are, and may be repeated") {
  CustomFieldDefinition tier = Tier();
  CHECK(tier.Edit(FieldOf(kAccount, "tier", Type::kSelect, {"gold", "silver", "bronze"})).ok());
  CHECK(tier.state().options.size() == 3);
  CustomFieldDefinitionChanges other = FieldOf(RecordKind::kTask, "level", Type::kMultiSelect);
  other.reference_kind = Change<RecordKind>::Set(RecordKind::kUser);
  other.required = Change<bool>::Set(true);
  CHECK(FieldsOf(tier.Edit(other)) == "entity,key,type,reference_kind");
  CHECK_FALSE(tier.state().required);
  CustomFieldDefinitionChanges cleared;
  cleared.key = Change<std::string>::Clear();
  cleared.label = Change<std::string>::Clear();
  CHECK(FieldsOf(tier.Edit(cleared)) == "key,label");
}

TEST_CASE("the option that is the default can't be taken away alone") {
  CustomFieldDefinition tier = Tier();
  CustomFieldDefinitionChanges changes;
  changes.options = Change<Texts>::Set({"gold", "bronze"});
  CHECK(FieldsOf(tier.Edit(changes)) == "default_value");
  changes.default_value = Change<RawCustomFieldValue>::Set(std::string("bronze"));
  CHECK(tier.Edit(changes).ok());
  changes = {};
  changes.default_value = Change<RawCustomFieldValue>::Clear();
  changes.options = Change<Texts>::Set({"gold"});
  CHECK(tier.Edit(changes).ok());
  CHECK_FALSE(tier.state().default_value.has_value());
  changes = {};
  changes.options = Change<Texts>::Clear();
  CHECK(FieldsOf(tier.Edit(changes)) == "options");
}

TEST_CASE("options that were taken away are remembered, until they are options again") {
  CustomFieldDefinition field = Define(FieldOf(kAccount, "tier", Type::kSelect, {"gold", "silver", "bronze"})).value();
  CHECK(field.state().retired_options.empty());
  const auto choose = [&](const Texts& options) {
    CustomFieldDefinitionChanges changes;
    changes.options = Change<Texts>::Set(options);
    REQUIRE(field.Edit(changes).ok());
  };
  choose({"gold", "paper"});
  CHECK(field.state().retired_options == Texts{"silver", "bronze"});
  choose({"gold", "silver"});
  CHECK(field.state().retired_options == Texts{"bronze", "paper"});
  CustomFieldDefinitionChanges label;
  label.label = Change<std::string>::Set("Level");
  REQUIRE(field.Edit(label).ok());
  CHECK(field.state().retired_options == Texts{"bronze", "paper"});
  for (int n = 0; n < 1005; ++n) choose({"o" + std::to_string(n)});
  CHECK(field.state().retired_options.size() == CustomFieldDefinitionState::kMaxRetiredOptions);
  CHECK(field.state().retired_options.back() == "o1003");
}

TEST_CASE("a custom field is deleted and undeleted once each") {
  CustomFieldDefinition tier = Tier();
  CHECK(ReasonOf(tier.Undelete()) == Reason::kRecordNotDeleted);
  REQUIRE(tier.Delete(absl::UnixEpoch()).ok());
  CHECK(ReasonOf(tier.Delete(absl::UnixEpoch())) == Reason::kRecordDeleted);
  REQUIRE(tier.Undelete().ok());
  CHECK(std::holds_alternative<EventNamed<"custom_field_definition.undeleted">>(tier.events().back()));
}

}  // namespace
}  // namespace pipewright::organization
