#include "application/shared/filter/target.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "application/shared/filter/filter_error.h"
#include "domain/shared/errors.h"
#include "domain/shared/nearest_name.h"
#include "domain/shared/status_macros.h"

namespace pipewright::filter {
namespace {

// The field that `name` means in `catalog`: one of its own, or what a reference's name alone stands for.
const Field* FindIn(const FieldCatalog& catalog, absl::string_view name) {
  if (const Field* const field = catalog.Find(name); field != nullptr) return field;
  const Reference* const reference = catalog.FindReference(name);
  return reference == nullptr ? nullptr : catalog.Find(reference->field);
}

// Whether the part of the path at `at` and another one behind it name a custom field.
bool NamesCustomField(const Operand& member, size_t at) {
  return !member.negative && member.path.size() > at + 1 && member.path[at].text == kCustomFields;
}

}  // namespace

absl::Status TargetResolver::Fail(size_t position, absl::string_view description) const {
  return FilterError(text_, position, description);
}

absl::StatusOr<Target> TargetResolver::Resolve(const Operand& member) {
  const std::string name = PathText(member);
  if (const Field* const field = FindIn(catalog_, name); field != nullptr) {
    if (field->filterable) return Target{field, ""};
    return Fail(member.position, absl::StrCat(name, " can't be filtered on"));
  }
  if (NamesCustomField(member, 0)) {
    ASSIGN_OR_RETURN(const Field* const field, CustomField(catalog_, "", member, 0));
    return Target{field, ""};
  }
  const std::string& first = member.path.front().text;
  if (member.path.size() > 1 && !member.negative) {
    const Reference* const reference = catalog_.FindReference(first);
    if (reference != nullptr) return Follow(*reference, member, name.substr(first.size() + 1));
  }
  return NoSuchField(catalog_, "", member.position, name);
}

// One step away, and no further.
absl::StatusOr<Target> TargetResolver::Follow(const Reference& reference, const Operand& member,
                                              const std::string& rest) {
  const FieldCatalog& there = reference.catalog();
  const size_t position = member.path[1].position;
  if (NamesCustomField(member, 1)) {
    // Before any of them is named: which ones there are is not for everybody to know.
    RETURN_IF_ERROR(MayFollow(reference, rest));
    ASSIGN_OR_RETURN(const Field* const field, CustomField(there, absl::StrCat(reference.name, "."), member, 1));
    return Target{field, reference.name};
  }
  const Field* const field = FindIn(there, rest);
  if (field == nullptr) {
    if (member.path.size() > 2 && there.FindReference(member.path[1].text) != nullptr) {
      return Fail(position, absl::StrCat("a filter follows one reference, not two: ", reference.name, ".",
                                         there.FindReference(member.path[1].text)->field, " is as far as it goes"));
    }
    return NoSuchField(there, absl::StrCat(reference.name, "."), position, rest);
  }
  if (!field->filterable) return Fail(position, absl::StrCat(reference.name, ".", rest, " can't be filtered on"));
  RETURN_IF_ERROR(MayFollow(reference, rest));
  return Target{field, reference.name};
}

absl::Status TargetResolver::MayFollow(const Reference& reference, const std::string& field) const {
  const FieldCatalog& there = reference.catalog();
  if (scope_.grants != nullptr && scope_.grants->ScopeOf(there.read_as(), "read") != Scope::kNone) {
    return absl::OkStatus();
  }
  const std::string permission = absl::StrCat(there.read_as(), ":read");
  return PermissionDenied(permission, absl::StrCat("filter: ", reference.name, ".", field, " takes the permission ",
                                                   permission, ", which your roles don't grant"));
}

// `member` has custom_fields at `at` and a key behind it.
absl::StatusOr<const Field*> TargetResolver::CustomField(const FieldCatalog& catalog, const std::string& prefix,
                                                         const Operand& member, size_t at) {
  auto known = custom_fields_.find(catalog.resource());
  if (known == custom_fields_.end()) {
    std::vector<Field> fields;
    if (scope_.custom_fields) {
      ASSIGN_OR_RETURN(fields, scope_.custom_fields(catalog.resource()));
    }
    known = custom_fields_.emplace(catalog.resource(), std::move(fields)).first;
  }
  std::vector<std::string> parts;
  for (size_t i = at; i < member.path.size(); ++i) parts.push_back(member.path[i].text);
  const std::string name = absl::StrJoin(parts, ".");
  std::vector<std::string> names;
  for (const Field& field : known->second) {
    if (field.name == name) return &field;
    names.push_back(absl::StrCat(prefix, field.name));
  }
  std::string description =
      absl::StrCat(catalog.resource(), " has no custom field ", name.substr(kCustomFields.size() + 1),
                   DidYouMean(absl::StrCat(prefix, name), names));
  if (!names.empty()) absl::StrAppend(&description, "; it has ", absl::StrJoin(names, ", "));
  return Fail(member.path[at].position, description);
}

absl::Status TargetResolver::NoSuchField(const FieldCatalog& catalog, const std::string& prefix, size_t position,
                                         const std::string& name) const {
  std::vector<std::string> names;
  for (const Field& candidate : catalog.fields()) {
    if (candidate.filterable) names.push_back(candidate.name);
  }
  std::string has = absl::StrCat(prefix, absl::StrJoin(names, absl::StrCat(", ", prefix)));
  if (prefix.empty() && !catalog.references().empty()) {
    std::vector<std::string> references;
    for (const Reference& reference : catalog.references()) references.push_back(reference.name);
    absl::StrAppend(&has, ", and the fields of ", absl::StrJoin(references, ", "));
    names.insert(names.end(), references.begin(), references.end());
  }
  return Fail(position, absl::StrCat(catalog.resource(), " has no field ", name, " to filter on",
                                     DidYouMean(name, names), "; it has ", has));
}

}  // namespace pipewright::filter
