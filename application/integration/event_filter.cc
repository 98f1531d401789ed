#include "application/integration/event_filter.h"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "application/shared/call/access_rule.h"

namespace pipewright::integration {
namespace {

bool Contains(const std::vector<std::string>& wanted, const std::string& name) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
}

}  // namespace

bool EventFilter::Matches(const Event& event) const {
  return Contains(resources, event.resource) && Contains(types, event.type) &&
         (!record_id.has_value() || *record_id == event.record_id);
}

}  // namespace pipewright::integration
