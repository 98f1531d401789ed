// The names of an enum's values: the one list from which columns, filters and messages take them.
#pragma once

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "domain/shared/errors.h"

namespace pipewright {

// One value and its name, upper case as stored and as in the API without its prefix: {kOpen, "OPEN"}.
template <class E>
using EnumName = std::pair<E, absl::string_view>;

// Every enum that is stored has, in its own namespace (found by argument-dependent lookup):
//   absl::Span<const EnumName<E>> NamesOf(E);
template <class E>
absl::string_view NameOf(E value) {
  for (const auto& [candidate, name] : NamesOf(value)) {
    if (candidate == value) return name;
  }
  return "UNSPECIFIED";
}

template <class E>
absl::StatusOr<E> ParseEnum(absl::string_view name) {
  for (const auto& [value, candidate] : NamesOf(E{})) {
    if (candidate == name) return value;
  }
  return InvalidValue(absl::StrCat("has no value ", name));
}

}  // namespace pipewright
