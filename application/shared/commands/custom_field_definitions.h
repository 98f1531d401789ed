// The port that tells which custom fields a kind of record has, for reads: filters name them. Commands ask their unit
// of work (domain/organization/custom_field_definition_repository.h).
#pragma once

#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"
#include "domain/organization/custom_field_definition_repository.h"
#include "domain/shared/record_kind.h"

namespace pipewright {

// Thread safe.
class CustomFieldDefinitions {
 public:
  virtual ~CustomFieldDefinitions() = default;
  // Those of the caller's tenant, whoever the caller is; read anew with every call.
  virtual absl::StatusOr<organization::CustomFieldDefinitionList> Of(const RequestContext& context,
                                                                     RecordKind entity) = 0;
};

}  // namespace pipewright
