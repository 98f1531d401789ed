// What an update says about one field: leave it, set it, or clear it. Filled from the update mask.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

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

// The same of a value whose parts mean something alone, as those of an address do: all of it, or some parts.
template <class T>
class PartsChange {
 public:
  // Copies a part from one value to another.
  using CopyPart = std::function<void(const T& from, T& to)>;

  PartsChange() = default;
  PartsChange(Change<T> whole) : change_(std::move(whole)) {}  // NOLINT: a change of all of it is one
  // The parts that `copies` copy become those of `given`, the others stay. There is one at least.
  static PartsChange Of(T given, std::vector<CopyPart> copies) {
    PartsChange change(Change<T>::Set(std::move(given)));
    change.copies_ = std::move(copies);
    return change;
  }

  bool is_named() const { return change_.is_named(); }
  void ApplyTo(T& field) const {
    if (copies_.empty()) return change_.ApplyTo(field);
    for (const CopyPart& copy : copies_) copy(change_.value(), field);
  }

 private:
  Change<T> change_;
  std::vector<CopyPart> copies_;  // empty: all of it
};

}  // namespace pipewright
