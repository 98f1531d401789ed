// How an aggregate applies the changes that an update names, and words what is wrong with them. What isn't named stays
// as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "domain/shared/amounts.h"
#include "domain/shared/change.h"
#include "domain/shared/errors.h"
#include "domain/shared/money.h"
#include "domain/shared/text.h"

namespace pipewright {

// A text of at most `max` code points that may be empty.
inline void ApplyText(const Change<std::string>& change, absl::string_view field, size_t max, Violations& violations,
                      std::string& out) {
  if (change.is_named()) violations.Take(field, OptionalText(change.is_set() ? change.value() : "", max), &out);
}

// A text that may not: clearing it is a violation, and so is not giving it to a new record, whose text is still empty.
inline void ApplyRequiredText(const Change<std::string>& change, absl::string_view field, size_t max,
                              Violations& violations, std::string& out) {
  if (change.is_named() || out.empty()) {
    violations.Take(field, RequiredText(change.is_set() ? change.value() : "", max), &out);
  }
}

// A value that `check` (T → StatusOr<T>) must let pass; its empty one is T{}: a URL, a list, a set of tags.
template <class T, class Check>
void ApplyChecked(const Change<T>& change, absl::string_view field, Check check, Violations& violations, T& out) {
  if (change.is_set()) {
    violations.Take(field, check(change.value()), &out);
  } else if (change.is_clear()) {
    out = T{};
  }
}

// The same of a value with parts, checked as a whole once its parts have changed.
template <class T, class Check>
void ApplyChecked(const PartsChange<T>& change, absl::string_view field, Check check, Violations& violations, T& out) {
  if (!change.is_named()) return;
  T changed = out;
  change.ApplyTo(changed);
  violations.Take(field, check(changed), &out);
}

// A value that a new record must be given.
template <class T>
void TakeGiven(const Change<T>& change, absl::string_view field, Violations& violations, T& out) {
  if (change.is_set()) {
    out = change.value();
  } else {
    violations.Add(field, "is required");
  }
}

// A value that is `when_cleared` after it was cleared.
template <class T>
void ApplyOr(const Change<T>& change, T when_cleared, T& out) {
  if (change.is_named()) out = change.is_set() ? change.value() : when_cleared;
}

// A price or a worth, which CheckGiven bounds. What was stored before amounts had a bound may be sent back.
inline void CheckAmount(const Change<Money>& change, const std::optional<Money>& present, absl::string_view field,
                        Violations& violations) {
  if (change.is_set() && change.value() != present) violations.Note(field, CheckGiven(change.value()));
}

// A field that an update may name only as it is: `present` is T, whose empty value counts as cleared, or optional<T>.
// `why` says how else it changes: "is changed by AssignTask, not by an update".
template <class T, class Present>
void CheckKept(const Change<T>& change, const Present& present, absl::string_view field, absl::string_view why,
               Violations& violations) {
  if (!change.is_named()) return;
  const bool kept = change.is_set() ? present == change.value() : present == Present{};
  if (!kept) violations.Add(field, why);
}

// A number, if there is one, of at least `least` and at most `most`.
inline void CheckRange(const std::optional<int64_t>& number, int64_t least, int64_t most, absl::string_view field,
                       Violations& violations) {
  if (number.has_value() && (*number < least || *number > most)) {
    violations.Add(field, absl::StrCat("must be from ", least, " to ", most));
  }
}

}  // namespace pipewright
