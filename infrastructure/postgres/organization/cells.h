// Single values of rows that no table description stands for.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {

template <class T>
absl::Status Take(const Cell& cell, T& out) {
  return Codec<T>::FromText(cell.text, out);
}

template <class T>
absl::Status Take(const Cell& cell, std::optional<T>& out) {
  if (cell.null) {
    out.reset();
    return absl::OkStatus();
  }
  return Codec<T>::FromText(cell.text, out.emplace());
}

template <class T>
Param ToParam(const T& value) {
  return Codec<T>::ToText(value);
}

template <class T>
Param ToParam(const std::optional<T>& value) {
  if (!value.has_value()) return std::nullopt;
  return Codec<T>::ToText(*value);
}

// bytea in its hex form.
inline std::string BytesToText(absl::string_view bytes) { return absl::StrCat("\\x", absl::BytesToHexString(bytes)); }
inline std::string BytesFromText(absl::string_view text) {
  return absl::HexStringToBytes(text.substr(text.empty() ? 0 : 2));
}

inline std::string HashToText(const std::array<uint8_t, 32>& hash) {
  return BytesToText(absl::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
}

}  // namespace pipewright::postgres
