// Random filters on deals, for RapidCheck.
#pragma once

#include <rapidcheck.h>

#include <string>
#include <vector>

namespace pipewright::postgres {

// Within a property.
template <class T>
T OneOf(const std::vector<T>& values) {
  return *rc::gen::elementOf(values);
}
bool Flip();

// Of up to 2^depth comparisons of the fields of DealCatalog and of what it refers to, with values that deals have.
std::string AnyFilter(int depth);

}  // namespace pipewright::postgres
