// Brings the texts of filters to the form that the field's texts are stored in.
#pragma once

#include <string>

#include "application/shared/filter/checker.h"
#include "application/shared/filter/condition.h"
#include "application/shared/queries/field_catalog.h"

namespace pipewright::filter {

// A whole value of the field. What is no value of it at all (a phone number that can't be one) stays as it is: no
// record has it.
std::string AsStored(const Field& field, const FilterScope& scope, const std::string& text);

// What is looked for in values of the field; a part of a phone number loses what stands between its digits.
TextPattern AsStored(const Field& field, const FilterScope& scope, TextPattern pattern);

}  // namespace pipewright::filter
