#pragma once

#include <vector>

#include "application/organization/security_events.h"

namespace pipewright::organization {

// Remembers what it was told.
class FakeSecurityEvents : public SecurityEvents {
 public:
  void Tell(const RequestContext& /*ctx*/, const SecurityEvent& event) override { events.push_back(event); }
  std::vector<SecurityEvent> events;
};

}  // namespace pipewright::organization
