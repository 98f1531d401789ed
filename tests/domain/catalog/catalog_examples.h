// What the tests of the catalog share.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "domain/shared/id.h"
#include "domain/shared/money.h"
#include "tests/support/status_matchers.h"

namespace pipewright::catalog {

// The n-th id of its kind.
template <class T>
T NthId(uint8_t n) {
  std::array<uint8_t, 16> bytes{};
  bytes[15] = n;
  return T(Uuid(bytes));
}

inline Money Euro(int64_t units) { return Money::FromUnitsAndNanos("EUR", units, 0).value(); }
inline Money Dollars(int64_t units) { return Money::FromUnitsAndNanos("USD", units, 0).value(); }

// The names of what has happened to a record, in order.
template <class A>
std::vector<std::string> EventsOf(const A& record) {
  std::vector<std::string> names;
  for (const auto& event : record.events()) {
    names.push_back(std::visit([](const auto& happened) { return std::string(happened.kName); }, event));
  }
  return names;
}

}  // namespace pipewright::catalog
