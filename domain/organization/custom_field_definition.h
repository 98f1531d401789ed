// A custom field: one that a tenant adds to its accounts, contacts, opportunities or tasks.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/custom_field_kinds.h"
#include "domain/shared/custom_fields.h"
#include "domain/shared/record_kind.h"

namespace pipewright::organization {

using CustomFieldDefinitionEvent =
    std::variant<EventNamed<"custom_field_definition.created">, EventNamed<"custom_field_definition.updated">,
                 EventNamed<"custom_field_definition.deleted">, EventNamed<"custom_field_definition.undeleted">>;

// Values that records have already are never touched by a change of the definition; it binds what is written from then
// on. While the definition is deleted its key is unknown to writes and filters, and values stay where they are.
struct CustomFieldDefinitionState : Record {
  static constexpr size_t kMaxPerEntity = 100;  // live ones of a tenant
  static constexpr size_t kMaxOptions = 200;
  static constexpr size_t kMaxOptionLength = 100;  // code points
  static constexpr size_t kMaxRetiredOptions = 1000;

  CustomFieldDefinitionId id;
  RecordKind entity = RecordKind::kAccount;  // whose field it is
  std::string key;                           // IsKey; unique among the live ones of the entity
  std::string label;                         // for people
  std::string description;
  CustomFieldType type = CustomFieldType::kText;
  bool required = false;
  std::optional<CustomFieldValue> default_value;  // of a new record that says nothing; fits type and options
  std::vector<std::string> options;               // in the order of showing; exactly when the type has a choice
  std::vector<std::string> retired_options;       // taken away; records may have them. The latest last, no more kept
  std::optional<RecordKind> reference_kind;       // exactly when the type is kReference
};

// Whether values are chosen from the definition's options.
bool HasOptions(CustomFieldType type);

// The fields that a caller may set, as an update names them. A creation is the same with everything absent at first.
struct CustomFieldDefinitionChanges {
  // Decided at creation; later only as they are.
  Change<RecordKind> entity;
  Change<std::string> key;
  Change<CustomFieldType> type;
  Change<RecordKind> reference_kind;

  Change<std::string> label;
  Change<std::string> description;
  Change<bool> required;
  Change<RawCustomFieldValue> default_value;
  Change<std::vector<std::string>> options;
};

class CustomFieldDefinitionRepository;

class CustomFieldDefinition
    : public Aggregate<CustomFieldDefinition, CustomFieldDefinitionState, CustomFieldDefinitionEvent> {
 public:
  static constexpr absl::string_view kResource = "custom_field_definition";
  using OwnRepository = CustomFieldDefinitionRepository;

  // A new definition. kInvalidArgument names each field that is wrong; entity, key, label and type must be set.
  static absl::StatusOr<CustomFieldDefinition> Create(CustomFieldDefinitionId id,
                                                      const CustomFieldDefinitionChanges& details);
  static CustomFieldDefinition Restore(CustomFieldDefinitionState state) {
    return CustomFieldDefinition(std::move(state));
  }

  // Applies the named changes, or none of them when one is wrong: kInvalidArgument, also for another entity, key, type
  // or reference kind than the present one, and for a default that is none of the options any more.
  absl::Status Edit(const CustomFieldDefinitionChanges& changes);

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::organization
