// What can be done to the definitions of custom fields.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/organization/custom_field_definition.h"

namespace pipewright::organization {

using CreateCustomFieldDefinition = CreateRecord<CustomFieldDefinition>;
using UpdateCustomFieldDefinition = UpdateRecord<CustomFieldDefinition>;

// A new one, and one that comes back, is kAlreadyExists when another live field of the same kind of record has the key,
// and kResourceExhausted/TOO_MANY_CUSTOM_FIELDS when that has as many as it may have.
class CustomFieldCommands : public RecordCommands<CustomFieldDefinition> {
 public:
  using RecordCommands::RecordCommands;

  using RecordCommands::Handle;
  absl::StatusOr<CustomFieldDefinition> Handle(const RequestContext& ctx,
                                               const UndeleteRecord<CustomFieldDefinition>& cmd, UnitOfWork& uow) const;

 protected:
  absl::StatusOr<CustomFieldDefinition> Make(const RequestContext& ctx, const CreateCustomFieldDefinition& cmd,
                                             const CustomFieldDefinitionId& id, CustomFieldDefinitionChanges& details,
                                             UnitOfWork& uow) const override;
  absl::Status Reserve(int64_t new_records, UnitOfWork& uow) const override;
};

}  // namespace pipewright::organization
