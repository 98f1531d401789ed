// Which events a reader wants.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/integration/event.h"
#include "domain/shared/uuid.h"

namespace pipewright::integration {

// All that is given must fit; empty: everything.
struct EventFilter {
  std::vector<std::string> resources;
  std::vector<std::string> types;
  std::optional<Uuid> record_id;            // with the kind of it in `resources`
  std::vector<std::string> changed_fields;  // as the API names them; the adapter's to compare

  // All but changed_fields.
  bool Matches(const Event& event) const;
  friend bool operator==(const EventFilter&, const EventFilter&) = default;
};

}  // namespace pipewright::integration
