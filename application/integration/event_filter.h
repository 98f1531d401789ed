// Which events a reader wants, and which of them the reader may see.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "application/integration/event.h"
#include "application/shared/call/request_context.h"
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

// How much of an event a caller is shown.
enum class Sight {
  kNone,     // nothing, not even that it happened
  kPresent,  // the record as it became, without the old values: they could not have read it as it was
  kFull,
};

// Decided by the caller's present grants and the record as the event holds it, so whoever has the same rights sees the
// same event at any time. event:read lets the caller read events at all; the record's own <resource>:read decides
// which.
Sight SightOf(const Event& event, const Principal& caller);

// Every kind of record that has events ("opportunity"), and every type of event ("opportunity.won").
const std::vector<absl::string_view>& EventResources();
const std::vector<absl::string_view>& EventTypes();

}  // namespace pipewright::integration
