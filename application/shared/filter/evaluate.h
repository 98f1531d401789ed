// Makes typed values of what stands on the right side of a condition.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/shared/filter/checker.h"
#include "application/shared/filter/condition.h"
#include "application/shared/filter/syntax.h"
#include "application/shared/filter/target.h"

namespace pipewright::filter {

// What may stand there: "true or false".
absl::string_view WhatFits(FieldType type);

// The literal of the field's type that `operand` says: a value, a function or a sum. The errors are those of
// CheckFilter(text, …).
absl::StatusOr<Literal> Evaluate(absl::string_view text, const FilterScope& scope, const Target& field,
                                 const Operand& operand);

// A text with wildcards: "=" takes it as it is, ":" (`has`) anywhere in the field and in any case.
absl::StatusOr<TextPattern> PatternOf(absl::string_view text, const Operand& member, bool has);

}  // namespace pipewright::filter
