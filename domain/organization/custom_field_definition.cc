#include "domain/organization/custom_field_definition.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/key.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::organization {
namespace {

using State = CustomFieldDefinitionState;
using Changes = CustomFieldDefinitionChanges;

constexpr absl::string_view kSettled = "can't be changed: delete the field and create another one";

absl::StatusOr<std::vector<std::string>> CheckOptions(const std::vector<std::string>& options) {
  if (options.size() > State::kMaxOptions) {
    return InvalidValue(absl::StrCat("must be at most ", State::kMaxOptions, " options"));
  }
  Violations violations;
  std::vector<std::string> checked(options.size());
  absl::flat_hash_set<std::string> seen;
  for (size_t i = 0; i < options.size(); ++i) {
    const std::string at = absl::StrCat("[", i, "]");
    violations.Take(at, RequiredText(options[i], State::kMaxOptionLength), &checked[i]);
    if (!checked[i].empty() && !seen.insert(checked[i]).second) {
      violations.Add(at, absl::StrCat("\"", checked[i], "\" is an option already"));
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return checked;
}

// What was an option and is none now.
std::vector<std::string> RetiredOptions(const State& before, const std::vector<std::string>& options) {
  const absl::flat_hash_set<std::string> present(options.begin(), options.end());
  std::vector<std::string> retired;
  absl::flat_hash_set<std::string> seen;
  for (const std::vector<std::string>* const former : {&before.retired_options, &before.options}) {
    for (const std::string& option : *former) {
      if (!present.contains(option) && seen.insert(option).second) retired.push_back(option);
    }
  }
  if (retired.size() > State::kMaxRetiredOptions) {
    retired.erase(retired.begin(), retired.end() - static_cast<std::ptrdiff_t>(State::kMaxRetiredOptions));
  }
  return retired;
}

// Whether the options are right now.
bool ApplyOptions(const Changes& changes, Violations& violations, State& state) {
  if (changes.options.is_named()) {
    const std::vector<std::string> none;
    auto checked = CheckOptions(changes.options.is_set() ? changes.options.value() : none);
    if (!checked.ok()) {
      violations.Note("options", checked.status());
      return false;
    }
    state.retired_options = RetiredOptions(state, *checked);
    state.options = *std::move(checked);
  }
  if (HasOptions(state.type) != state.options.empty()) return true;
  violations.Add("options", state.options.empty()
                                ? absl::StrCat("a ", NameOf(state.type), " field needs at least one option")
                                : "only a SELECT or MULTI_SELECT field has options");
  return false;
}

// The default must fit type and options, one that was there before too.
void ApplyDefault(const Changes& changes, Violations& violations, State& state) {
  const bool given = changes.default_value.is_set() && !IsAbsent(changes.default_value.value());
  if (changes.default_value.is_named() && !given) state.default_value.reset();
  if (!given && !state.default_value.has_value()) return;
  if (state.type == CustomFieldType::kReference) {
    violations.Add("default_value", "a REFERENCE field has no default: the record that it names may be deleted");
    return;
  }
  violations.Take("default_value",
                  CheckCustomFieldValue(state.type, state.options,
                                        given ? changes.default_value.value() : RawOf(*state.default_value)),
                  &state.default_value);
}

// What can be changed later too.
void ApplyWords(const Changes& changes, Violations& violations, State& state) {
  ApplyRequiredText(changes.label, "label", kMaxNameLength, violations, state.label);
  ApplyText(changes.description, "description", kMaxShortTextLength, violations, state.description);
  changes.required.ApplyTo(state.required);
}

void ApplyRest(const Changes& changes, Violations& violations, State& state) {
  if (ApplyOptions(changes, violations, state)) ApplyDefault(changes, violations, state);
}

void TakeReferenceKind(const Changes& details, Violations& violations, State& state) {
  details.reference_kind.ApplyTo(state.reference_kind);
  if (state.reference_kind.has_value() && !Has(*state.reference_kind, KindRole::kInCustomReferences)) {
    violations.Add("reference_kind", "is no kind of record that a custom field can refer to");
  }
  const bool refers = state.type == CustomFieldType::kReference;
  if (refers == state.reference_kind.has_value()) return;
  violations.Add("reference_kind", refers ? "a REFERENCE field must say what it refers to"
                                          : "only a REFERENCE field refers to something");
}

}  // namespace

bool HasOptions(CustomFieldType type) {
  return type == CustomFieldType::kSelect || type == CustomFieldType::kMultiSelect;
}

absl::StatusOr<CustomFieldDefinition> CustomFieldDefinition::Create(CustomFieldDefinitionId id,
                                                                    const Changes& details) {
  State state;
  state.id = id;
  Violations violations;
  TakeGiven(details.entity, "entity", violations, state.entity);
  if (details.entity.is_set() && !Has(state.entity, KindRole::kHasCustomFields)) {
    violations.Add("entity", "is no kind of record that can have custom fields");
  }
  TakeGiven(details.key, "key", violations, state.key);
  TakeGiven(details.type, "type", violations, state.type);
  if (details.key.is_set() && !IsKey(state.key)) {
    violations.Add("key", absl::StrCat("must be a lower-case letter, then at most ", kMaxKeyLength - 1,
                                       " lower-case letters, digits and underscores"));
  }
  ApplyWords(details, violations, state);
  if (details.type.is_set()) {
    TakeReferenceKind(details, violations, state);
    ApplyRest(details, violations, state);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  CustomFieldDefinition definition(std::move(state));
  definition.Emit<"custom_field_definition.created">();
  return definition;
}

absl::Status CustomFieldDefinition::Edit(const Changes& changes) {
  State edited = state();
  Violations violations;
  CheckKept(changes.entity, std::optional(edited.entity), "entity", kSettled, violations);
  CheckKept(changes.key, std::optional(edited.key), "key", kSettled, violations);
  CheckKept(changes.type, std::optional(edited.type), "type", kSettled, violations);
  CheckKept(changes.reference_kind, edited.reference_kind, "reference_kind", kSettled, violations);
  ApplyWords(changes, violations, edited);
  ApplyRest(changes, violations, edited);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"custom_field_definition.updated">();
  return absl::OkStatus();
}

}  // namespace pipewright::organization
