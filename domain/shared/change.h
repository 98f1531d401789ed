// What an update says about one field: leave it, set it, or clear it. Filled from the update mask.
#pragma once

#include <optional>
#include <utility>

namespace pipewright {

template <class T>
class Change {
 public:
  // The field isn't named: it stays as it is.
  Change() = default;
  static Change Set(T value) {
    Change change;
    change.named_ = true;
    change.value_ = std::move(value);
    return change;
  }
  static Change Clear() {
    Change change;
    change.named_ = true;
    return change;
  }

  bool is_named() const { return named_; }
  bool is_set() const { return value_.has_value(); }
  bool is_clear() const { return named_ && !value_.has_value(); }
  // Only when is_set().
  const T& value() const { return *value_; }

  // Applies to a field that may be empty.
  void ApplyTo(std::optional<T>& field) const {
    if (named_) field = value_;
  }
  // Applies to a field whose empty value is T{} (a description, a set of tags).
  void ApplyTo(T& field) const {
    if (named_) field = value_.value_or(T{});
  }

 private:
  bool named_ = false;
  std::optional<T> value_;
};

}  // namespace pipewright
