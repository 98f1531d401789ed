#include "bench/report.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace pipewright::bench {
namespace {

double Millis(absl::Duration duration) { return absl::ToDoubleMilliseconds(duration); }

void AppendRow(const std::string& name, const LoadResult& result, const std::string& ratio, std::string& out) {
  absl::StrAppend(&out, absl::StrFormat("%-44s %10.0f %9.2f %9.2f %9.2f %7s", name, result.per_second,
                                        Millis(result.p50), Millis(result.p95), Millis(result.p99), ratio));
  if (result.errors > 0) absl::StrAppend(&out, "  ", result.errors, " errors, the first: ", result.first_error);
  out += '\n';
}

nlohmann::json ToJson(const LoadResult& result) {
  return {{"calls", result.calls},        {"errors", result.errors},      {"per_second", result.per_second},
          {"p50_ms", Millis(result.p50)}, {"p95_ms", Millis(result.p95)}, {"p99_ms", Millis(result.p99)}};
}

}  // namespace

std::string AsTable(const std::vector<Scenario>& scenarios) {
  std::string out =
      absl::StrFormat("%-44s %10s %9s %9s %9s %7s\n", "scenario", "calls/s", "p50 ms", "p95 ms", "p99 ms", "ratio");
  for (const Scenario& scenario : scenarios) {
    AppendRow(scenario.name, scenario.measured, absl::StrFormat("%.2f", scenario.ratio()), out);
    AppendRow(absl::StrCat("  ceiling: ", scenario.ceiling_name), scenario.ceiling, "1", out);
  }
  return out;
}

std::string AsJson(const std::vector<Scenario>& scenarios) {
  nlohmann::json rows = nlohmann::json::array();
  for (const Scenario& scenario : scenarios) {
    rows.push_back({{"scenario", scenario.name},
                    {"measured", ToJson(scenario.measured)},
                    {"ceiling", scenario.ceiling_name},
                    {"ceiling_measured", ToJson(scenario.ceiling)},
                    {"ratio", scenario.ratio()}});
  }
  return rows.dump(2);
}

}  // namespace pipewright::bench
