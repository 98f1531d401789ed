#include "domain/shared/custom_field_kinds.h"

namespace pipewright {

absl::Span<const EnumName<CustomFieldType>> NamesOf(CustomFieldType) {
  static constexpr EnumName<CustomFieldType> kNames[] = {
      {CustomFieldType::kText, "TEXT"},       {CustomFieldType::kNumber, "NUMBER"},
      {CustomFieldType::kBoolean, "BOOLEAN"}, {CustomFieldType::kDate, "DATE"},
      {CustomFieldType::kSelect, "SELECT"},   {CustomFieldType::kMultiSelect, "MULTI_SELECT"},
      {CustomFieldType::kUrl, "URL"},         {CustomFieldType::kReference, "REFERENCE"}};
  return kNames;
}

}  // namespace pipewright
