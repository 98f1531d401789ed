// Strongly typed record ids: an AccountId can't be passed where a ContactId is meant.
#pragma once

#include <compare>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "domain/shared/uuid.h"

namespace pipewright {

enum class RecordKind;  // record_kind.h, with the ids of its kinds

template <RecordKind kRecord>
struct RecordTag;

template <class Tag>
class Id {
 public:
  // The nil id: "none yet". Optional references are std::optional<Id>, never a nil id.
  constexpr Id() = default;
  constexpr explicit Id(Uuid uuid) : uuid_(uuid) {}

  static absl::StatusOr<Id> Parse(absl::string_view text) {
    auto uuid = Uuid::Parse(text);
    if (!uuid.ok()) return uuid.status();
    return Id(*uuid);
  }

  const Uuid& uuid() const { return uuid_; }
  std::string ToString() const { return uuid_.ToString(); }
  bool is_nil() const { return uuid_.is_nil(); }

  friend auto operator<=>(const Id&, const Id&) = default;  // NOLINT(modernize-use-nullptr): a defect of the check

  template <typename H>
  friend H AbslHashValue(H h, const Id& id) {
    return H::combine(std::move(h), id.uuid_);
  }

 private:
  Uuid uuid_;
};

// The id of a kind of record that others refer to knows which kind that is.
template <RecordKind kRecord>
using RecordId = Id<RecordTag<kRecord>>;

template <RecordKind kRecord>
constexpr RecordKind KindOf(const RecordId<kRecord>&) {
  return kRecord;
}

// Ids that several files refer to, of what is not in record_kind.h; other aggregates declare theirs themselves.
using TenantId = Id<struct TenantTag>;
using MembershipId = Id<struct MembershipTag>;
using StageId = Id<struct StageTag>;

}  // namespace pipewright
