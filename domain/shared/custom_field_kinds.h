// What a custom field is: a field that a tenant adds to a kind of record.
#pragma once

#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright {

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

absl::Span<const EnumName<CustomFieldType>> NamesOf(CustomFieldType);

}  // namespace pipewright
