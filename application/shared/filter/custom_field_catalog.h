// A tenant's custom fields as filters see them.
#pragma once

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/shared/call/request_context.h"
#include "application/shared/commands/custom_field_definitions.h"
#include "application/shared/queries/field_catalog.h"
#include "domain/organization/custom_field_definition.h"

namespace pipewright::filter {

// Named "custom_fields.<key>". TEXT, URL and SELECT are texts, a SELECT of its options only, retired ones too; NUMBER
// an ordered number of at most four decimals; MULTI_SELECT a set of its options; REFERENCE an id.
Field FieldOf(const organization::CustomFieldDefinitionState& definition);

// For FilterScope::custom_fields: those that `definitions_of` gives of a kind that may have some.
std::function<absl::StatusOr<std::vector<Field>>(absl::string_view resource)> CustomFieldsBy(
    std::function<absl::StatusOr<organization::CustomFieldDefinitionList>(RecordKind entity)> definitions_of);

// The same: those of the caller's tenant, none without `definitions`. What it is made with must outlive it.
std::function<absl::StatusOr<std::vector<Field>>(absl::string_view resource)> CustomFieldsFor(
    const RequestContext& context, CustomFieldDefinitions* definitions);

}  // namespace pipewright::filter
