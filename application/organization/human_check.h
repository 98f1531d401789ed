// Whether it is a person who signs up: asked before anything is done for a stranger.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "application/shared/call/request_context.h"

namespace pipewright::organization {

class HumanCheck {
 public:
  virtual ~HumanCheck() = default;

  // `response` is what the caller's captcha gave. kInvalidArgument about `captcha_response` when it is missing or
  // doesn't count, kUnavailable/CAPTCHA_UNAVAILABLE when nobody can tell: then nobody signs up. Blocks; thread safe.
  virtual absl::Status Check(const RequestContext& ctx, const std::string& response) const = 0;
};

// Everybody is taken for a person.
class NoHumanCheck final : public HumanCheck {
 public:
  absl::Status Check(const RequestContext& /*ctx*/, const std::string& /*response*/) const override {
    return absl::OkStatus();
  }
};

}  // namespace pipewright::organization
