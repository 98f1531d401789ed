#include "application/organization/custom_field_commands.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "application/shared/commands/etag_check.h"
#include "application/shared/commands/prefetch.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

using State = CustomFieldDefinitionState;

constexpr char kSeries[] = "custom_field_definition";

absl::Status TooMany(CustomFieldEntity entity) {
  return QuotaExceeded(Reason::kTooManyCustomFields, NameOf(entity),
                       absl::StrCat(State::kMaxPerEntity, " custom fields"), "delete one first", std::nullopt);
}

// Whether a field that is to be live finds a place among those of its kind of record.
absl::Status CheckPlace(const State& definition, UnitOfWork& uow) {
  // The counter's row is held until the end: whoever comes second counts what the first one has left.
  RETURN_IF_ERROR(uow.NextNumber(kSeries).status());
  ASSIGN_OR_RETURN(const CustomFieldDefinitionList live, uow.custom_field_definitions().Of(definition.entity));
  const bool taken =
      std::any_of(live->begin(), live->end(), [&](const State& other) { return other.key == definition.key; });
  if (taken) {
    return AlreadyExists(
        CustomFieldDefinition::kResource, "key",
        absl::StrCat("another custom field of ", NameOf(definition.entity), " has the key ", definition.key));
  }
  return live->size() < State::kMaxPerEntity ? absl::OkStatus() : TooMany(definition.entity);
}

}  // namespace

absl::StatusOr<CustomFieldDefinition> CustomFieldCommands::Handle(const RequestContext&,
                                                                  const CreateCustomFieldDefinition& cmd,
                                                                  UnitOfWork& uow) const {
  const auto id = cmd.id.has_value() ? *cmd.id : NewId<CustomFieldDefinitionId>(ids_);
  ASSIGN_OR_RETURN(CustomFieldDefinition definition, CustomFieldDefinition::Create(id, cmd.details));
  RETURN_IF_ERROR(CheckPlace(definition.state(), uow));
  RETURN_IF_ERROR(uow.custom_field_definitions().Add(definition));
  return definition;
}

absl::StatusOr<CustomFieldDefinition> CustomFieldCommands::Handle(const RequestContext&,
                                                                  const UpdateCustomFieldDefinition& cmd,
                                                                  UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(CustomFieldDefinition definition, GetForChange(uow.custom_field_definitions(), cmd.id, cmd.etag));
  RETURN_IF_ERROR(definition.Edit(cmd.changes));
  RETURN_IF_ERROR(uow.custom_field_definitions().Save(definition));
  return definition;
}

absl::StatusOr<CustomFieldDefinition> CustomFieldCommands::Handle(const RequestContext&,
                                                                  const DeleteRecord<CustomFieldDefinition>& cmd,
                                                                  UnitOfWork& uow) const {
  return DeleteIn(uow.custom_field_definitions(), cmd, uow.now());
}

absl::StatusOr<CustomFieldDefinition> CustomFieldCommands::Handle(const RequestContext&,
                                                                  const UndeleteRecord<CustomFieldDefinition>& cmd,
                                                                  UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(CustomFieldDefinition definition, uow.custom_field_definitions().GetEvenDeleted(cmd.id));
  RETURN_IF_ERROR(CheckEtag(definition, cmd.etag));
  RETURN_IF_ERROR(definition.Undelete());
  RETURN_IF_ERROR(CheckPlace(definition.state(), uow));
  RETURN_IF_ERROR(uow.custom_field_definitions().Save(definition));
  return definition;
}

absl::Status CustomFieldCommands::Prepare(absl::Span<const CreateCustomFieldDefinition> commands,
                                          UnitOfWork& uow) const {
  return uow.ReserveNumbers(kSeries, static_cast<int64_t>(commands.size()));
}

absl::Status CustomFieldCommands::Prepare(absl::Span<const UpdateCustomFieldDefinition> commands,
                                          UnitOfWork& uow) const {
  Prefetch needed;
  for (const UpdateCustomFieldDefinition& command : commands) needed.Add(command.id);
  return needed.Read(uow);
}

absl::Status CustomFieldCommands::Prepare(absl::Span<const DeleteRecord<CustomFieldDefinition>> commands,
                                          UnitOfWork& uow) const {
  Prefetch needed;
  for (const DeleteRecord<CustomFieldDefinition>& command : commands) needed.Add(command.id);
  return needed.Read(uow);
}

}  // namespace pipewright::organization
