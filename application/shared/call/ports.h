// What every context needs from the outside world: the time, new ids, knowledge of phone numbers. Injected, so that a
// test decides them.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/uuid.h"

namespace pipewright {

// The present time. Thread safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// How much time passes, whatever becomes of the clock: one that is set back must not lengthen what is to be short.
// Since a moment that says nothing. Thread safe.
class SteadyClock {
 public:
  virtual ~SteadyClock() = default;
  virtual absl::Duration Now() const = 0;
};

// Makes ids for new records, never the same twice. Thread safe.
class IdGenerator {
 public:
  virtual ~IdGenerator() = default;
  // Of version 7: it tells when it was made.
  virtual Uuid NewUuid() = 0;
  // Of version 4: it tells nothing.
  virtual Uuid NewRandomUuid() = 0;
};

// A new id of a kind: NewId<AccountId>(ids).
template <class IdType>
IdType NewId(IdGenerator& ids) {
  return IdType(ids.NewUuid());
}

// The same for what nobody may see the age of.
template <class IdType>
IdType NewRandomId(IdGenerator& ids) {
  return IdType(ids.NewRandomUuid());
}

// Knows the world's numbering plans. Thread safe.
class PhoneNumbers {
 public:
  virtual ~PhoneNumbers() = default;
  // Brings a number as people write it ("0171 1234567", "+49 171 1234567") to E.164. `region` (ISO 3166-1 alpha-2, may
  // be empty) is where a number without "+" belongs. kInvalidArgument (no field named) when it can't be a
  // number of its country, has an extension, or lacks "+" and there is no region.
  virtual absl::StatusOr<PhoneNumber> Normalize(absl::string_view text, absl::string_view region) const = 0;
};

}  // namespace pipewright
