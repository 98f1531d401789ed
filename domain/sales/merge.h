// A merge: records that were the same in life became one. Kept, so that it can be undone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/records.h"
#include "domain/shared/repository.h"

namespace pipewright::sales {

using MergeId = Id<struct MergeTag>;

using MergeEvent = std::variant<EventNamed<"merge.created">, EventNamed<"merge.undone">>;

// How many records of a kind referred, by one of their fields, to a record that went.
struct RepointedField {
  std::string resource;  // "contact"
  std::string field;     // "account_id"
  int64_t count = 0;
  friend bool operator==(const RepointedField&, const RepointedField&) = default;
};

struct MergeState : Record {
  MergeId id;
  std::string resource;  // of what: "account"
  Uuid survivor_id;
  std::vector<Uuid> loser_ids;            // deleted since, each with the survivor's id in it
  std::vector<RepointedField> repointed;  // by resource and field
  std::optional<absl::Time> undo_time;
};

class MergeRepository;

// Every part of a record that a merge changed, one by one, is beside it in the repository.
class Merge : public Aggregate<Merge, MergeState, MergeEvent> {
 public:
  static constexpr absl::string_view kResource = "merge";
  using OwnRepository = MergeRepository;
  static constexpr size_t kMaxLosers = 10;
  static constexpr int64_t kMaxRepointed = 10'000;  // records

  // That these can be merged: one to kMaxLosers losers, each once, none of them the survivor. kInvalidArgument names
  // "losers" or "losers[1].id".
  static absl::Status Check(const Uuid& survivor, absl::Span<const Uuid> losers);

  // The merge of checked ones, which changed `parts`.
  static Merge Create(MergeId id, RecordKind kind, const Uuid& survivor, std::vector<Uuid> losers,
                      absl::Span<const ChangedPart> parts);
  static Merge Restore(MergeState state) { return Merge(std::move(state)); }
  // Who merged.
  static std::vector<UserId> OwnersOf(const MergeState& state);

  // kFailedPrecondition/MERGE_UNDONE when it was undone already.
  absl::Status CheckNotUndone() const;
  // The same; and from now on it is undone.
  absl::Status Undo(absl::Time now);

 private:
  using Aggregate::Aggregate;
};

// Of what kind the merged records are.
RecordKind KindOf(const MergeState& merge);

class MergeRepository : public Repository<Merge> {
 public:
  // What the merge changed, in the order in which it did. Once for a merge, after Add.
  virtual absl::Status AddParts(const MergeId& merge, absl::Span<const ChangedPart> parts) = 0;
  virtual absl::StatusOr<std::vector<ChangedPart>> ReadParts(const MergeId& merge) = 0;
};

// Collects what has changed since a merge that its undoing would overwrite, to tell all of it at once.
class Contradictions {
 public:
  // About a field of a record, or with an empty field about the record.
  void Add(const RecordRef& record, absl::string_view field, absl::string_view description);
  bool empty() const { return found_.empty(); }
  // OK when there are none; else kFailedPrecondition/MERGE_CONTRADICTED with each.
  absl::Status ToStatus(const MergeId& merge) const;

 private:
  std::vector<PreconditionViolation> found_;
};

}  // namespace pipewright::sales
