#include "application/shared/filter/custom_field_catalog.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/status_macros.h"

namespace pipewright::filter {
namespace {

FieldType TypeOf(CustomFieldType type) {
  switch (type) {
    case CustomFieldType::kText:
    case CustomFieldType::kSelect:
    case CustomFieldType::kUrl:
      return FieldType::kText;
    case CustomFieldType::kNumber:
      return FieldType::kMoney;
    case CustomFieldType::kBoolean:
      return FieldType::kBool;
    case CustomFieldType::kDate:
      return FieldType::kDate;
    case CustomFieldType::kMultiSelect:
      return FieldType::kTextSet;
    case CustomFieldType::kReference:
      return FieldType::kId;
  }
  return FieldType::kText;
}

}  // namespace

Field FieldOf(const organization::CustomFieldDefinitionState& definition) {
  return {.name = absl::StrCat("custom_fields.", definition.key),
          .type = TypeOf(definition.type),
          .enum_values = definition.options,
          .former_values = definition.retired_options,
          .sortable = false,
          .nullable = true};
}

std::function<absl::StatusOr<std::vector<Field>>(absl::string_view resource)> CustomFieldsBy(
    std::function<absl::StatusOr<organization::CustomFieldDefinitionList>(RecordKind entity)> definitions_of) {
  return [of = std::move(definitions_of)](absl::string_view resource) -> absl::StatusOr<std::vector<Field>> {
    std::vector<Field> fields;
    const auto entity = ParseEnum<RecordKind>(absl::AsciiStrToUpper(resource));
    if (!entity.ok() || !Has(*entity, KindRole::kHasCustomFields)) return fields;
    ASSIGN_OR_RETURN(const auto list, of(*entity));
    for (const auto& definition : *list) fields.push_back(FieldOf(definition));
    return fields;
  };
}

std::function<absl::StatusOr<std::vector<Field>>(absl::string_view resource)> CustomFieldsFor(
    const RequestContext& context, CustomFieldDefinitions* definitions) {
  if (definitions == nullptr) return nullptr;
  return CustomFieldsBy([&context, definitions](RecordKind entity) { return definitions->Of(context, entity); });
}

}  // namespace pipewright::filter
