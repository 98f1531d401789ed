// How named changes of texts are checked and applied.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "domain/shared/change.h"
#include "domain/shared/errors.h"
#include "domain/shared/text.h"

namespace pipewright::sales {

// A text that may be empty.
inline void ApplyText(const Change<std::string>& change, absl::string_view field, size_t max, Violations& violations,
                      std::string& out) {
  if (change.is_named()) violations.Take(field, OptionalText(change.is_set() ? change.value() : "", max), &out);
}

// A text that may not: clearing it is a violation.
inline void ApplyRequiredText(const Change<std::string>& change, absl::string_view field, size_t max,
                              Violations& violations, std::string& out) {
  if (change.is_named()) violations.Take(field, RequiredText(change.is_set() ? change.value() : "", max), &out);
}

inline void ApplyTags(const Change<std::vector<std::string>>& change, Violations& violations,
                      std::vector<std::string>& out) {
  if (change.is_set()) {
    violations.Take("tags", Tags(change.value()), &out);
  } else if (change.is_clear()) {
    out.clear();
  }
}

}  // namespace pipewright::sales
