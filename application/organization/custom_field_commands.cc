#include "application/organization/custom_field_commands.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "domain/organization/custom_field_definition_repository.h"
#include "domain/shared/errors.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

using State = CustomFieldDefinitionState;

constexpr char kSeries[] = "custom_field_definition";

absl::Status TooMany(RecordKind entity) {
  return QuotaExceeded(Reason::kTooManyCustomFields, NameOf(entity),
                       absl::StrCat(State::kMaxPerEntity, " custom fields"), "delete one first", std::nullopt);
}

// Whether a field that is to be live finds a place among those of its kind of record.
absl::Status CheckPlace(const State& definition, UnitOfWork& uow) {
  // The counter's row is held until the end: whoever comes second counts what the first one has left.
  RETURN_IF_ERROR(uow.NextNumber(kSeries).status());
  ASSIGN_OR_RETURN(const CustomFieldDefinitionList live, uow.Of<CustomFieldDefinition>().Of(definition.entity));
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

absl::StatusOr<CustomFieldDefinition> CustomFieldCommands::Make(const RequestContext& /*ctx*/,
                                                                const CreateCustomFieldDefinition& /*cmd*/,
                                                                const CustomFieldDefinitionId& id,
                                                                CustomFieldDefinitionChanges& details,
                                                                UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(CustomFieldDefinition definition, CustomFieldDefinition::Create(id, details));
  RETURN_IF_ERROR(CheckPlace(definition.state(), uow));
  return definition;
}

absl::StatusOr<CustomFieldDefinition> CustomFieldCommands::Handle(const RequestContext& ctx,
                                                                  const UndeleteRecord<CustomFieldDefinition>& cmd,
                                                                  UnitOfWork& uow) const {
  return Apply(ctx, cmd, uow, Target::kEvenDeleted, [&](CustomFieldDefinition& definition) -> absl::Status {
    RETURN_IF_ERROR(definition.Undelete());
    return CheckPlace(definition.state(), uow);
  });
}

absl::Status CustomFieldCommands::Reserve(int64_t new_records, UnitOfWork& uow) const {
  return uow.ReserveNumbers(kSeries, new_records);
}

}  // namespace pipewright::organization
