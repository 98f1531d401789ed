#include "infrastructure/postgres/connection/sql.h"

namespace pipewright::postgres {

std::string ArrayLiteral(const std::vector<std::string>& elements) {
  std::string literal = "{";
  for (const std::string& element : elements) {
    if (literal.size() > 1) literal += ',';
    AppendArrayElement(element, literal);
  }
  literal += '}';
  return literal;
}

void AppendArrayElement(const Param& element, std::string& out) {
  if (!element.has_value()) {
    out += "NULL";
    return;
  }
  out += '"';
  for (const char c : *element) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

}  // namespace pipewright::postgres
