// The port through which commands load and store custom fields, and ask which ones a kind of record has.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/organization/custom_field_definition.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/repository.h"

namespace pipewright::organization {

// The live custom fields of a kind of record, by key. Never null.
using CustomFieldDefinitionList = std::shared_ptr<const std::vector<CustomFieldDefinitionState>>;

class CustomFieldDefinitionRepository : public Repository<CustomFieldDefinition> {
 public:
  // Those of the tenant, as this unit of work has left them, whoever calls: values are checked for a caller too who may
  // not read definitions. Read once for all kinds of record; asked first of all, it costs no round trip of its own.
  // `entity` has KindRole::kHasCustomFields.
  virtual absl::StatusOr<CustomFieldDefinitionList> Of(RecordKind entity) = 0;
};

}  // namespace pipewright::organization
