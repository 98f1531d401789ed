// Definitions of custom fields, for the tests of every layer.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "domain/organization/custom_field_definition.h"

namespace pipewright::organization {

inline CustomFieldDefinitionChanges FieldOf(RecordKind entity, std::string key, CustomFieldType type,
                                            std::vector<std::string> options = {}) {
  CustomFieldDefinitionChanges details;
  details.entity = Change<RecordKind>::Set(entity);
  details.label = Change<std::string>::Set("The " + key);
  details.key = Change<std::string>::Set(std::move(key));
  details.type = Change<CustomFieldType>::Set(type);
  if (!options.empty()) details.options = Change<std::vector<std::string>>::Set(std::move(options));
  return details;
}

inline CustomFieldDefinitionChanges WithDefault(CustomFieldDefinitionChanges details, RawCustomFieldValue value) {
  details.default_value = Change<RawCustomFieldValue>::Set(std::move(value));
  return details;
}

}  // namespace pipewright::organization
