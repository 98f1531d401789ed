#include "application/shared/commands/custom_field_values.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/shared/commands/prefetch.h"
#include "application/shared/commands/references.h"
#include "application/unit_of_work.h"
#include "domain/organization/custom_field_definition_repository.h"
#include "domain/shared/errors.h"
#include "domain/shared/nearest_name.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/status_macros.h"

namespace pipewright {
namespace {

using organization::CustomFieldDefinitionList;
using organization::CustomFieldDefinitionState;

constexpr size_t kToldOctets = 100;  // longer keys aren't repeated: no field has such a key

std::string PathOf(absl::string_view key) {
  return key.size() > kToldOctets ? "custom_fields" : absl::StrCat("custom_fields.", key);
}

const CustomFieldDefinitionState* Find(const std::vector<CustomFieldDefinitionState>& definitions,
                                       const std::string& key) {
  const auto found = std::find_if(definitions.begin(), definitions.end(),
                                  [&](const CustomFieldDefinitionState& definition) { return definition.key == key; });
  return found == definitions.end() ? nullptr : &*found;
}

std::string Unknown(const std::vector<CustomFieldDefinitionState>& definitions, const std::string& key) {
  std::vector<std::string> keys;
  keys.reserve(definitions.size());
  for (const CustomFieldDefinitionState& definition : definitions) keys.push_back(definition.key);
  return absl::StrCat("there is no such custom field", DidYouMean(key, keys));
}

// Applies `input` to `fields`, which has what `before` has if it isn't replaced.
void Apply(const std::vector<CustomFieldDefinitionState>& definitions, const CustomFieldsInput& input,
           const CustomFields& before, CustomFields& fields, Violations& violations) {
  for (const auto& [key, raw] : input.values) {
    const auto present = before.find(key);
    const bool had = present != before.end();
    if (IsAbsent(raw)) {
      // What a record has can always be cleared; also what nobody has, as long as it means something.
      if (!had && Find(definitions, key) == nullptr) violations.Add(PathOf(key), Unknown(definitions, key));
      fields.erase(key);
      continue;
    }
    if (had && RawOf(present->second) == raw) {
      fields.insert_or_assign(key, present->second);
      continue;
    }
    const CustomFieldDefinitionState* const definition = Find(definitions, key);
    if (definition == nullptr) {
      violations.Add(PathOf(key), Unknown(definitions, key));
      continue;
    }
    violations.Take(PathOf(key), CheckCustomFieldValue(definition->type, definition->options, raw), &fields[key]);
  }
}

}  // namespace

absl::StatusOr<CustomFieldDefinitionList> DefinitionsForCreate(RecordKind entity, UnitOfWork& uow) {
  return uow.Of<organization::CustomFieldDefinition>().Of(entity);
}

absl::StatusOr<CustomFieldDefinitionList> DefinitionsForUpdate(RecordKind entity, const CustomFieldsInput& input,
                                                               UnitOfWork& uow) {
  if (!input.is_named()) return CustomFieldDefinitionList();
  return uow.Of<organization::CustomFieldDefinition>().Of(entity);
}

absl::Status ResolveNewCustomFields(const CustomFieldDefinitionList& definitions, const CustomFieldsInput& input,
                                    Change<CustomFields>& out) {
  CustomFields fields;
  Violations violations;
  Apply(*definitions, input, {}, fields, violations);
  for (const CustomFieldDefinitionState& definition : *definitions) {
    if (fields.contains(definition.key)) continue;
    if (definition.default_value.has_value()) {
      fields[definition.key] = *definition.default_value;
    } else if (definition.required) {
      violations.Add(PathOf(definition.key), "is required");
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (!fields.empty()) out = Change<CustomFields>::Set(std::move(fields));
  return absl::OkStatus();
}

absl::Status ResolveCustomFields(const CustomFieldDefinitionList& definitions, const CustomFieldsInput& input,
                                 const CustomFields& before, Change<CustomFields>& out) {
  if (!input.is_named()) return absl::OkStatus();
  CustomFields fields;
  if (!input.replaces) fields = before;
  Violations violations;
  Apply(*definitions, input, before, fields, violations);
  for (const CustomFieldDefinitionState& definition : *definitions) {
    const bool touched = input.replaces || input.values.contains(definition.key);
    if (definition.required && touched && !fields.contains(definition.key)) {
      violations.Add(PathOf(definition.key),
                     before.contains(definition.key) ? "is required and can't be cleared" : "is required");
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  out = Change<CustomFields>::Set(std::move(fields));
  return absl::OkStatus();
}

void AddNewCustomReferences(const CustomFieldDefinitionList& definitions, const CustomFields& before,
                            const CustomFields& after, NewReferences& out) {
  if (definitions == nullptr) return;
  for (const auto& [key, value] : after) {
    const auto* const id = std::get_if<Uuid>(&value);
    if (id == nullptr) continue;
    const auto present = before.find(key);
    if (present != before.end() && present->second == value) continue;
    const CustomFieldDefinitionState* const definition = Find(*definitions, key);
    if (definition == nullptr || !definition->reference_kind.has_value()) continue;
    out.Add(PathOf(key), RecordRef{*definition->reference_kind, *id});
  }
}

void AddCustomReferences(const CustomFieldDefinitionList& definitions, const CustomFieldsInput& input,
                         Prefetch& needed) {
  if (definitions == nullptr) return;
  for (const auto& [key, raw] : input.values) {
    const CustomFieldDefinitionState* const definition = Find(*definitions, key);
    const auto* const text = std::get_if<std::string>(&raw);
    if (text == nullptr || definition == nullptr || !definition->reference_kind.has_value()) continue;
    const auto id = Uuid::Parse(*text);
    if (id.ok()) needed.Add(RecordRef{*definition->reference_kind, *id});
  }
}

absl::Status BothViolations(const absl::Status& custom_fields, const absl::Status& others) {
  if (custom_fields.ok()) return others;
  if (others.ok()) return custom_fields;
  // What is no violation is told to whoever asks again without them.
  if (!absl::IsInvalidArgument(others)) return custom_fields;
  if (!absl::IsInvalidArgument(custom_fields)) return others;
  Violations violations;
  violations.Note("", others);
  violations.Note("", custom_fields);
  return violations.ToStatus();
}

}  // namespace pipewright
