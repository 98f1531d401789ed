// What commands say about custom fields, checked against the tenant's definitions.
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/organization/custom_field_definition_repository.h"
#include "domain/shared/change.h"
#include "domain/shared/custom_fields.h"
#include "domain/shared/record_kind.h"

namespace pipewright {

class NewReferences;
class Prefetch;
class UnitOfWork;

// Custom fields as a request has them: only the definitions say what the values must be.
struct CustomFieldsInput {
  bool replaces = false;  // there are to be these and no others; else those that aren't named stay
  std::map<std::string, RawCustomFieldValue> values;  // by key; an absent one (IsAbsent) is cleared

  bool is_named() const { return replaces || !values.empty(); }
};

// The definitions that a new record needs, because of defaults and required fields too. Ask before anything else is
// read: then it costs no round trip of its own.
absl::StatusOr<organization::CustomFieldDefinitionList> DefinitionsForCreate(RecordKind entity, UnitOfWork& uow);
// Those that a change needs: null when it doesn't name custom fields.
absl::StatusOr<organization::CustomFieldDefinitionList> DefinitionsForUpdate(RecordKind entity,
                                                                             const CustomFieldsInput& input,
                                                                             UnitOfWork& uow);

// The values of a new record, with the defaults of what it doesn't say. kInvalidArgument names each
// "custom_fields.<key>" that is unknown, doesn't fit its definition, or is required and missing.
absl::Status ResolveNewCustomFields(const organization::CustomFieldDefinitionList& definitions,
                                    const CustomFieldsInput& input, Change<CustomFields>& out);
// Those of a record that has `before`. Nothing when `input` names none. What stays as it is, is kept whatever the
// definitions say now; a required field can't be cleared.
absl::Status ResolveCustomFields(const organization::CustomFieldDefinitionList& definitions,
                                 const CustomFieldsInput& input, const CustomFields& before, Change<CustomFields>& out);

// The REFERENCE values of `after` that `before` had not (references.h). `definitions` may be null when nothing has
// changed.
void AddNewCustomReferences(const organization::CustomFieldDefinitionList& definitions, const CustomFields& before,
                            const CustomFields& after, NewReferences& out);

// Those that a command names: what their check will ask for.
void AddCustomReferences(const organization::CustomFieldDefinitionList& definitions, const CustomFieldsInput& input,
                         Prefetch& needed);

// AddCustomReferences for many commands at once; to be called before anything else is read.
template <class Commands>
absl::Status AddCustomReferencesOfCreates(RecordKind entity, const Commands& commands, UnitOfWork& uow,
                                          Prefetch& needed) {
  const auto definitions = DefinitionsForCreate(entity, uow);
  if (!definitions.ok()) return definitions.status();
  for (const auto& command : commands) AddCustomReferences(*definitions, command.custom_fields, needed);
  return absl::OkStatus();
}
template <class Commands>
absl::Status AddCustomReferencesOfUpdates(RecordKind entity, const Commands& commands, UnitOfWork& uow,
                                          Prefetch& needed) {
  for (const auto& command : commands) {
    const auto definitions = DefinitionsForUpdate(entity, command.custom_fields, uow);
    if (!definitions.ok()) return definitions.status();
    AddCustomReferences(*definitions, command.custom_fields, needed);
  }
  return absl::OkStatus();
}

// The violations of one request as one error: those of its custom fields, and those that the aggregate has found.
absl::Status BothViolations(const absl::Status& custom_fields, const absl::Status& others);

}  // namespace pipewright
