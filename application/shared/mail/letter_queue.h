// The ports of the queue of letters: what is to be written to whom, ordered in the transaction of the command that
// wants it, and what waits to be sent.
//
// An order says which letter, not what is in it: that is decided when it is sent. So a secret that a letter brings
// (the token of a password reset) is made then, and the database never holds more of it than its hash.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/uuid.h"

namespace pipewright::mail {

enum class LetterKind {
  kPasswordReset,
  kEmailVerification,
  kInvitation,
  kSignUp,
  kPasswordChanged,
};
absl::Span<const EnumName<LetterKind>> NamesOf(LetterKind);

struct LetterOrder {
  Uuid id;
  LetterKind kind = LetterKind::kPasswordReset;
  EmailAddress to;
  std::optional<TenantId> tenant = std::nullopt;  // of an invitation
};

// What a unit of work orders. Not thread safe: one unit of work, one thread.
class LetterOrders {
 public:
  // As many may wait at once, in the whole installation.
  static constexpr int64_t kMaxWaiting = 10'000;

  virtual ~LetterOrders() = default;

  // The letter is sent once the unit of work is committed. One of the same kind to the same address, for the same
  // tenant, that still waits stands for this one too. False, and nothing is ordered, while kMaxWaiting wait.
  virtual absl::StatusOr<bool> Add(const LetterOrder& order) = 0;
};

// An order that one worker is at. Another takes it over when the lease is over.
struct ClaimedOrder {
  LetterOrder order;
  Uuid lease;
  int64_t attempts = 0;  // this one included
  absl::Time create_time = absl::UnixEpoch();
};

// Each function is a transaction of its own. Thread safe.
class LetterQueue {
 public:
  virtual ~LetterQueue() = default;

  // The order that is due the longest; nullopt: none is.
  virtual absl::StatusOr<std::optional<ClaimedOrder>> Claim(const Uuid& lease, absl::Time now, absl::Time until) = 0;
  // Gives it back, for whoever comes from `available_time` on. Without effect, as Drop, when the lease was lost.
  virtual absl::Status Release(const ClaimedOrder& claimed, absl::Time available_time) = 0;
  // It is done, or given up: nothing is left of it.
  virtual absl::Status Drop(const ClaimedOrder& claimed) = 0;
  // How many wait or are being sent.
  virtual absl::StatusOr<int64_t> Count() = 0;
};

}  // namespace pipewright::mail
