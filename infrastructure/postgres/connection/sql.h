// The words that statements and rows are made of here: text in, text out, with null beside it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace pipewright::postgres {

// A bound value in PostgreSQL's text form; nullopt is NULL.
using Param = std::optional<std::string>;

// One value of a row; valid while the row is.
struct Cell {
  absl::string_view text;
  bool null = false;
};
using Row = absl::Span<const Cell>;

// A statement with parameters $1, $2, … and the number of columns it gives.
struct Sql {
  std::string text;
  int columns = 0;
};

// PostgreSQL's text form of an array: {"a","b"}.
std::string ArrayLiteral(const std::vector<std::string>& elements);
// One element of it; a missing one is a bare NULL.
void AppendArrayElement(const Param& element, std::string& out);

}  // namespace pipewright::postgres
