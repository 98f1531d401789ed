#include "domain/shared/custom_field_kinds.h"

namespace pipewright {

absl::Span<const EnumName<CustomFieldEntity>> NamesOf(CustomFieldEntity) {
  static constexpr EnumName<CustomFieldEntity> kNames[] = {{CustomFieldEntity::kAccount, "ACCOUNT"},
                                                           {CustomFieldEntity::kContact, "CONTACT"},
                                                           {CustomFieldEntity::kOpportunity, "OPPORTUNITY"},
                                                           {CustomFieldEntity::kTask, "TASK"}};
  return kNames;
}

absl::Span<const EnumName<CustomFieldType>> NamesOf(CustomFieldType) {
  static constexpr EnumName<CustomFieldType> kNames[] = {
      {CustomFieldType::kText, "TEXT"},       {CustomFieldType::kNumber, "NUMBER"},
      {CustomFieldType::kBoolean, "BOOLEAN"}, {CustomFieldType::kDate, "DATE"},
      {CustomFieldType::kSelect, "SELECT"},   {CustomFieldType::kMultiSelect, "MULTI_SELECT"},
      {CustomFieldType::kUrl, "URL"},         {CustomFieldType::kReference, "REFERENCE"}};
  return kNames;
}

absl::Span<const EnumName<CustomFieldReferenceKind>> NamesOf(CustomFieldReferenceKind) {
  static constexpr EnumName<CustomFieldReferenceKind> kNames[] = {
      {CustomFieldReferenceKind::kAccount, "ACCOUNT"},
      {CustomFieldReferenceKind::kContact, "CONTACT"},
      {CustomFieldReferenceKind::kOpportunity, "OPPORTUNITY"},
      {CustomFieldReferenceKind::kTask, "TASK"},
      {CustomFieldReferenceKind::kUser, "USER"}};
  return kNames;
}

}  // namespace pipewright
