// How a merge is undone. Used by MergeCommands alone.
#pragma once

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "application/sales/merged_kinds.h"
#include "application/shared/call/access_rule.h"
#include "application/unit_of_work.h"
#include "domain/sales/merge.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {

// Carries `work` out for a record; a value of it that another one has by now is a contradiction.
inline absl::Status TryFor(const RecordRef& record, UnitOfWork& uow, absl::FunctionRef<absl::Status()> work,
                           Contradictions& against) {
  AttemptOutcome outcome;
  RETURN_IF_ERROR(uow.Attempt(UnitOfWork::Writes::kInOrder, work, outcome));
  if (outcome.status.code() != absl::StatusCode::kAlreadyExists) return outcome.status;
  against.Add(record, DetailsOf(outcome.status).metadata["field"], outcome.status.message());
  return absl::OkStatus();
}

// Puts back parts of records of one kind.
inline absl::Status PutBack(RecordKind kind, absl::Span<const ChangedPart> parts, UnitOfWork& uow,
                            Contradictions& against) {
  std::vector<ChangedPart> different;
  RETURN_IF_ERROR(uow.records(kind).PutBack(parts, different));
  for (const ChangedPart& part : different) {
    against.Add(part.record, part.field, "has changed since, and would be overwritten");
  }
  return absl::OkStatus();
}

// That none of these stands below itself, now that everything is where it was.
template <Hierarchical A, class IdType = typename Repository<A>::IdType>
absl::Status CheckCircles(const std::vector<IdType>& ids, UnitOfWork& uow, Contradictions& against) {
  auto& records = uow.Of<A>();
  for (const IdType& id : ids) {
    ASSIGN_OR_RETURN(const std::vector<IdType> line, records.LockLineAbove(id));
    if (std::find(line.begin(), line.end(), id) == line.end()) continue;
    against.Add(RecordRef::Of(id), MergedKind<A>::kAboveField,
                "would stand below itself, since others were moved in the meantime");
  }
  return absl::OkStatus();
}

// Takes the records of a merge apart again, by a caller whose permission is to merge such. kFailedPrecondition/
// MERGE_CONTRADICTED with everything that is against it; then the unit of work must fail.
template <class A>
absl::Status TakeApart(const RequestContext& ctx, const MergeState& merge, UnitOfWork& uow) {
  using IdType = typename Repository<A>::IdType;
  auto& records = uow.Of<A>();
  const IdType survivor_id(merge.survivor_id);
  std::vector<IdType> ids = {survivor_id};
  for (const Uuid& loser : merge.loser_ids) ids.push_back(IdType(loser));
  RETURN_IF_ERROR(records.Lock(ids));
  RETURN_IF_ERROR(records.Prefetch(ids));

  Contradictions against;
  ASSIGN_OR_RETURN(const A survivor, records.GetEvenDeleted(survivor_id));
  const Permission& permission = ctx.permission;
  if (!AccessRule<A>::AllowsChange(survivor.state(), *ctx.principal,
                                   ctx.principal->ScopeOf(permission.resource, permission.action))) {
    return PermissionDenied(permission.ToString(),
                            "your roles don't reach the record that the others were merged into");
  }
  if (survivor.state().delete_time.has_value()) {
    against.Add(RecordRef::Of(survivor_id), "",
                survivor.state().merged_into_id.has_value() ? "was merged into another: undo that merge first"
                                                            : "is deleted: undelete it first");
  }
  if constexpr (requires { MergedKind<A>::WhyKept(survivor.state()); }) {
    const absl::string_view why = MergedKind<A>::WhyKept(survivor.state());
    if (!why.empty()) against.Add(RecordRef::Of(survivor_id), "", why);
  }
  std::vector<IdType> gone;
  for (size_t i = 1; i < ids.size(); ++i) {
    ASSIGN_OR_RETURN(const A loser, records.GetEvenDeleted(ids[i]));
    if (loser.state().merged_into_id == survivor_id) {
      gone.push_back(ids[i]);
    } else {
      against.Add(RecordRef::Of(ids[i]), "", "was brought back since");
    }
  }

  // What the survivor has taken goes back first, so that the losers can have it again.
  ASSIGN_OR_RETURN(std::vector<ChangedPart> parts, uow.Of<Merge>().ReadParts(merge.id));
  std::map<RecordKind, std::vector<ChangedPart>> of_others;
  std::vector<ChangedPart> of_survivor;
  // The last change of a part is undone first.
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    const bool own = part->record == RecordRef::Of(survivor_id);
    (own ? of_survivor : of_others[part->record.kind]).push_back(std::move(*part));
  }
  const RecordKind kind = KindOf(survivor_id);
  RETURN_IF_ERROR(TryFor(
      RecordRef::Of(survivor_id), uow, [&] { return PutBack(kind, of_survivor, uow, against); }, against));
  for (const IdType& id : gone) {
    RETURN_IF_ERROR(TryFor(
        RecordRef::Of(id), uow,
        [&]() -> absl::Status {
          ASSIGN_OR_RETURN(A loser, records.GetEvenDeleted(id));
          RETURN_IF_ERROR(loser.Undelete());
          return records.Save(loser);
        },
        against));
  }
  for (const auto& [of_kind, of_it] : of_others) RETURN_IF_ERROR(PutBack(of_kind, of_it, uow, against));
  if constexpr (Hierarchical<A>) RETURN_IF_ERROR(CheckCircles<A>(ids, uow, against));
  return against.ToStatus(merge.id);
}

}  // namespace pipewright::sales
