// The closed lists of words that describe a custom field: a field that a tenant adds to a kind of record.
#pragma once

#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright {

// The kinds of record that can have custom fields.
enum class CustomFieldEntity { kAccount, kContact, kOpportunity, kTask };

enum class CustomFieldType {
  kText,
  kNumber,  // exact to ten-thousandths
  kBoolean,
  kDate,         // a civil date
  kSelect,       // one of the definition's options
  kMultiSelect,  // several of them
  kUrl,          // http or https
  kReference,    // the id of another record, of the definition's reference kind
};

// What the value of a REFERENCE field refers to.
enum class CustomFieldReferenceKind { kAccount, kContact, kOpportunity, kTask, kUser };

absl::Span<const EnumName<CustomFieldEntity>> NamesOf(CustomFieldEntity);
absl::Span<const EnumName<CustomFieldType>> NamesOf(CustomFieldType);
absl::Span<const EnumName<CustomFieldReferenceKind>> NamesOf(CustomFieldReferenceKind);

}  // namespace pipewright
