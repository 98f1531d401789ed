#include "application/organization/custom_field_commands.h"

#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/custom_field_examples.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

constexpr auto kAccount = RecordKind::kAccount;
constexpr auto kText = CustomFieldType::kText;

struct Fields {
  FakeUnitOfWork uow;
  FakeIds ids;
  CustomFieldCommands commands{ids};

  absl::StatusOr<CustomFieldDefinition> Define(RecordKind entity, const std::string& key) {
    return commands.Handle(uow.context(), CreateCustomFieldDefinition{std::nullopt, FieldOf(entity, key, kText)}, uow);
  }
  absl::StatusOr<CustomFieldDefinition> Delete(const CustomFieldDefinitionId& id) {
    return commands.Handle(uow.context(), DeleteRecord<CustomFieldDefinition>{id, std::nullopt}, uow);
  }
  absl::StatusOr<CustomFieldDefinition> Undelete(const CustomFieldDefinitionId& id) {
    return commands.Handle(uow.context(), UndeleteRecord<CustomFieldDefinition>{id, std::nullopt}, uow);
  }
};

TEST_CASE("a key is free again when its field is deleted, and then keeps that one from coming back",
          "[custom_fields]") {
  Fields fields;
  const auto first = fields.Define(kAccount, "region");
  REQUIRE(first.ok());
  const auto taken = fields.Define(kAccount, "region");
  CHECK(taken.status().code() == absl::StatusCode::kAlreadyExists);
  CHECK(DetailsOf(taken.status()).metadata["field"] == "key");
  CHECK(fields.Define(RecordKind::kContact, "region").ok());
  REQUIRE(fields.Delete(first->state().id).ok());
  const auto second = fields.Define(kAccount, "region");
  REQUIRE(second.ok());
  CHECK(fields.Undelete(first->state().id).status().code() == absl::StatusCode::kAlreadyExists);
  REQUIRE(fields.Delete(second->state().id).ok());
  CHECK(fields.Undelete(first->state().id).ok());
}

TEST_CASE("a kind of record has at most a hundred live fields", "[custom_fields]") {
  Fields fields;
  for (size_t i = 0; i < CustomFieldDefinitionState::kMaxPerEntity; ++i) {
    REQUIRE(fields.Define(kAccount, absl::StrCat("field_", i)).ok());
  }
  const auto refused = fields.Define(kAccount, "one_more");
  CHECK(refused.status().code() == absl::StatusCode::kResourceExhausted);
  CHECK(ReasonOf(refused) == Reason::kTooManyCustomFields);
  REQUIRE(DetailsOf(refused.status()).quotas.size() == 1);
  CHECK(DetailsOf(refused.status()).quotas[0].subject == "ACCOUNT");
  CHECK(fields.Define(RecordKind::kTask, "one_more").ok());
  const CustomFieldDefinitionId some = fields.uow.custom_field_definitions().rows().begin()->first;
  REQUIRE(fields.Delete(some).ok());
  REQUIRE(fields.Define(kAccount, "one_more").ok());
  CHECK(ReasonOf(fields.Undelete(some)) == Reason::kTooManyCustomFields);
}

TEST_CASE("a change based on an old version of a field is refused", "[custom_fields]") {
  Fields fields;
  const auto defined = fields.Define(kAccount, "region");
  UpdateCustomFieldDefinition update{defined->state().id, Etag(1), {}};
  update.changes.label = Change<std::string>::Set("Region");
  REQUIRE(fields.commands.Handle(fields.uow.context(), update, fields.uow).ok());
  CHECK(ReasonOf(fields.commands.Handle(fields.uow.context(), update, fields.uow)) == Reason::kStaleEtag);
  CHECK(ReasonOf(fields.commands.Handle(fields.uow.context(), UndeleteRecord<CustomFieldDefinition>{update.id, Etag(1)},
                                        fields.uow)) == Reason::kStaleEtag);
}

}  // namespace
}  // namespace pipewright::organization
