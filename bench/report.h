// The benchmark's result: a table for people, JSON for machines.
#pragma once

#include <string>
#include <vector>

#include "bench/load.h"

namespace pipewright::bench {

struct Scenario {
  std::string name;
  LoadResult measured;
  std::string ceiling_name;
  LoadResult ceiling;

  double ratio() const { return ceiling.per_second > 0 ? measured.per_second / ceiling.per_second : 0; }
};

std::string AsTable(const std::vector<Scenario>& scenarios);
std::string AsJson(const std::vector<Scenario>& scenarios);

}  // namespace pipewright::bench
