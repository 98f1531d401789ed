// The ports that a test decides, and a caller.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/grants.h"
#include "domain/shared/uuid.h"

namespace pipewright {

class FakeClock : public Clock {
 public:
  absl::Time Now() const override { return now; }
  absl::Time now = absl::FromUnixSeconds(1'800'000'000);
};

class FakeSteadyClock : public SteadyClock {
 public:
  absl::Duration Now() const override { return now; }
  absl::Duration now = absl::Hours(1);
};

// Ids that count up: 00000000-0000-7000-8000-000000000001, …
class FakeIds : public IdGenerator {
 public:
  Uuid NewUuid() override {
    ++count_;
    return Uuid({0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, static_cast<uint8_t>(count_ >> 8),
                 static_cast<uint8_t>(count_)});
  }
  Uuid NewRandomUuid() override { return NewUuid(); }

 private:
  int count_ = 0;
};

// Takes E.164 as it is, and "0…" as of Germany.
class FakePhones : public PhoneNumbers {
 public:
  absl::StatusOr<PhoneNumber> Normalize(absl::string_view text, absl::string_view /*region*/) const override {
    if (!text.empty() && text[0] == '0') return PhoneNumber::Parse("+49" + std::string(text.substr(1)));
    return PhoneNumber::Parse(text);
  }
};

// A call by a member who may do everything in their tenant, as long as a test doesn't say otherwise.
inline RequestContext ContextOf(const Grants& grants = Grants({{"*", "*", Scope::kAll}})) {
  auto principal = std::make_shared<Principal>();
  principal->user = UserId(Uuid({1}));
  principal->tenant = TenantId(Uuid({2}));
  principal->grants = grants;
  principal->base_currency = *Currency::Parse("EUR");
  principal->region = "DE";
  RequestContext context;
  context.principal = std::move(principal);
  context.request_id = "test";
  return context;
}

}  // namespace pipewright
