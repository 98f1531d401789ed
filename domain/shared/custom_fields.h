// The values of a record's custom fields: fields that a tenant has defined for itself.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "domain/shared/custom_field_kinds.h"
#include "domain/shared/uuid.h"

namespace pipewright {

// A number of at most four decimals, exact.
struct CustomNumber {
  int64_t e4 = 0;  // ten-thousandths

  // kInvalidArgument for more than four decimals, for what is no number, and beyond ±922 trillion.
  static absl::StatusOr<CustomNumber> Of(double number);
  double ToDouble() const;

  friend auto operator<=>(const CustomNumber&, const CustomNumber&) = default;
};

// TEXT, URL and SELECT: a text; NUMBER; BOOLEAN; DATE; MULTI_SELECT: some of its options, at least one, sorted and
// without doubles; REFERENCE: the id of the record.
using CustomFieldValue = std::variant<std::string, CustomNumber, bool, absl::CivilDay, std::vector<std::string>, Uuid>;

// By the definition's key. A field without a value isn't there.
using CustomFields = absl::btree_map<std::string, CustomFieldValue>;

// What stands in a request in the place of a value, before the definition has said what it must be.
struct OtherValue {  // an object, or a list of other things than texts
  friend bool operator==(const OtherValue&, const OtherValue&) = default;
};
using RawCustomFieldValue =
    std::variant<std::monostate, std::string, double, bool, std::vector<std::string>, OtherValue>;

// Limits of what is kept beside the record in an index.
inline constexpr size_t kMaxCustomTextLength = 500;  // code points, of a TEXT
inline constexpr size_t kMaxCustomUrlOctets = 2000;

// Whether it says that there is no value: nothing, a text of nothing but spaces, an empty list.
bool IsAbsent(const RawCustomFieldValue& raw);

// The value that `raw` is for a field of that type; `options` are those of a SELECT and MULTI_SELECT. kInvalidArgument
// without a field name when it does not fit, as also when it is absent; for an element of a list naming "[2]".
absl::StatusOr<CustomFieldValue> CheckCustomFieldValue(CustomFieldType type, absl::Span<const std::string> options,
                                                       const RawCustomFieldValue& raw);

// How the value stands in requests and answers: dates and ids as texts.
RawCustomFieldValue RawOf(const CustomFieldValue& value);

}  // namespace pipewright
