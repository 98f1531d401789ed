// What a condition is about: the field that its left side names.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "application/shared/filter/checker.h"
#include "application/shared/filter/syntax.h"
#include "application/shared/queries/field_catalog.h"

namespace pipewright::filter {

// What the names of custom fields begin with.
inline constexpr absl::string_view kCustomFields = "custom_fields";

// A field of the record or, with a reference, of the one that it leads to.
struct Target {
  const Field* field = nullptr;
  std::string reference;

  FieldType type() const { return field->type; }
  std::string name() const { return reference.empty() ? field->name : absl::StrCat(reference, ".", field->name); }
};

// Finds the fields that a filter names. Its targets are good while it lives. Not thread safe.
class TargetResolver {
 public:
  // What it is made with must outlive it.
  TargetResolver(absl::string_view text, const FieldCatalog& catalog, const FilterScope& scope)
      : text_(text), catalog_(catalog), scope_(scope) {}

  // The errors are those of CheckFilter.
  absl::StatusOr<Target> Resolve(const Operand& member);

 private:
  absl::Status Fail(size_t position, absl::string_view description) const;
  absl::StatusOr<Target> Follow(const Reference& reference, const Operand& member, const std::string& rest);
  absl::Status MayFollow(const Reference& reference, const std::string& field) const;
  absl::StatusOr<const Field*> CustomField(const FieldCatalog& catalog, const std::string& prefix,
                                           const Operand& member, size_t at);
  absl::Status NoSuchField(const FieldCatalog& catalog, const std::string& prefix, size_t position,
                           const std::string& name) const;

  const absl::string_view text_;
  const FieldCatalog& catalog_;
  const FilterScope& scope_;
  std::map<std::string, std::vector<Field>> custom_fields_;  // by kind of record; those that were asked for
};

}  // namespace pipewright::filter
