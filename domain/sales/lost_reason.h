// A reason for which opportunities are lost: a word of the tenant's list.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

using LostReasonEvent = std::variant<EventNamed<"lost_reason.created">, EventNamed<"lost_reason.updated">,
                                     EventNamed<"lost_reason.deleted">, EventNamed<"lost_reason.undeleted">>;

struct LostReasonState : Record {
  static constexpr size_t kMaxNameLength = 100;  // code points, as Opportunity::Loss::reason
  static constexpr size_t kMaxLive = 200;        // of a tenant

  LostReasonId id;
  std::string name;      // unique among the live ones, whatever the case of ASCII letters
  bool active = true;    // opportunities may be lost for it
  int64_t position = 0;  // when they are shown; 0 to 10,000
};

// The fields that a caller may set, as an update names them.
struct LostReasonChanges {
  Change<std::string> name;
  Change<bool> active;       // Clear: true
  Change<int64_t> position;  // Clear: 0
};

class LostReasonRepository;

class LostReason : public Aggregate<LostReason, LostReasonState, LostReasonEvent> {
 public:
  static constexpr absl::string_view kResource = "lost_reason";
  using OwnRepository = LostReasonRepository;

  // kInvalidArgument names each field that is wrong; name must be set.
  static absl::StatusOr<LostReason> Create(LostReasonId id, const LostReasonChanges& details);
  static LostReason Restore(LostReasonState state) { return LostReason(std::move(state)); }

  // Applies the named changes, or none of them when one is wrong: kInvalidArgument.
  absl::Status Edit(const LostReasonChanges& changes);

 private:
  using Aggregate::Aggregate;
};

// Whether two names are one, whatever the case of their ASCII letters.
bool IsSameReason(absl::string_view a, absl::string_view b);

// What an opportunity gets that is lost for `said`: the name as the list of live reasons writes it, or, when none of
// them is active, `said` itself. kInvalidArgument/UNKNOWN_LOST_REASON, which tells the active ones; an empty `said` is
// Opportunity::Lose's to refuse.
absl::StatusOr<std::string> ListedReason(absl::string_view said, absl::Span<const LostReasonState> live);

}  // namespace pipewright::sales
