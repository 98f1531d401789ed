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

struct Names {
  std::vector<absl::string_view> resources;
  std::vector<absl::string_view> types;
};

template <class... Events>
void AddTypes(std::type_identity<std::variant<Events...>>, Names& names) {
  (names.types.push_back(Events::kName), ...);
}

template <class... Changes>
Names NamesOf(std::type_identity<std::variant<Changes...>>) {
  Names names;
  (names.resources.push_back(Changes::Aggregate::kResource), ...);
  (AddTypes(std::type_identity<typename Changes::Aggregate::Event>{}, names), ...);
  return names;
}

const Names& AllNames() {
  static const auto* const names = new Names(NamesOf(std::type_identity<AnyRecordChange>{}));
  return *names;
}

}  // namespace

bool EventFilter::Matches(const Event& event) const {
  return Contains(resources, event.resource) && Contains(types, event.type) &&
         (!record_id.has_value() || *record_id == event.record_id);
}

Sight SightOf(const Event& event, const Principal& caller) {
  return std::visit(
      [&]<class A>(const RecordChange<A>& change) {
        const Scope scope = caller.ScopeOf(A::kResource, "read");
        if (!AccessRule<A>::Allows(change.after, caller, scope)) return Sight::kNone;
        if (change.before.has_value() && !AccessRule<A>::Allows(*change.before, caller, scope)) return Sight::kPresent;
        return Sight::kFull;
      },
      event.change);
}

const std::vector<absl::string_view>& EventResources() { return AllNames().resources; }
const std::vector<absl::string_view>& EventTypes() { return AllNames().types; }

}  // namespace pipewright::integration
