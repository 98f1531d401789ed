// What can be done to the definitions of custom fields.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/shared/call/ports.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/organization/custom_field_definition.h"
#include "domain/shared/etag.h"

namespace pipewright::organization {

struct CreateCustomFieldDefinition {
  std::optional<CustomFieldDefinitionId> id;  // chosen by the client, else new
  CustomFieldDefinitionChanges details;
};

struct UpdateCustomFieldDefinition {
  CustomFieldDefinitionId id;
  std::optional<Etag> etag;
  CustomFieldDefinitionChanges changes;
};

// Every Handle loads, decides and stores within `uow`. Thread safe.
class CustomFieldCommands {
 public:
  explicit CustomFieldCommands(IdGenerator& ids) : ids_(ids) {}

  // kAlreadyExists when the id is taken, or the key by another live field of the same kind of record;
  // kResourceExhausted/TOO_MANY_CUSTOM_FIELDS when that has as many as it may have.
  absl::StatusOr<CustomFieldDefinition> Handle(const RequestContext& ctx, const CreateCustomFieldDefinition& cmd,
                                               UnitOfWork& uow) const;
  absl::StatusOr<CustomFieldDefinition> Handle(const RequestContext& ctx, const UpdateCustomFieldDefinition& cmd,
                                               UnitOfWork& uow) const;
  absl::StatusOr<CustomFieldDefinition> Handle(const RequestContext& ctx,
                                               const DeleteRecord<CustomFieldDefinition>& cmd, UnitOfWork& uow) const;
  // The errors of a creation.
  absl::StatusOr<CustomFieldDefinition> Handle(const RequestContext& ctx,
                                               const UndeleteRecord<CustomFieldDefinition>& cmd, UnitOfWork& uow) const;

  // What many of them need, read at once (application/shared/commands/batch.h).
  absl::Status Prepare(absl::Span<const CreateCustomFieldDefinition> commands, UnitOfWork& uow) const;
  absl::Status Prepare(absl::Span<const UpdateCustomFieldDefinition> commands, UnitOfWork& uow) const;
  absl::Status Prepare(absl::Span<const DeleteRecord<CustomFieldDefinition>> commands, UnitOfWork& uow) const;

 private:
  IdGenerator& ids_;
};

}  // namespace pipewright::organization
