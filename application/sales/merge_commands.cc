#include "application/sales/merge_commands.h"

#include <algorithm>
#include <concepts>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "application/sales/merge_undo.h"
#include "application/sales/merged_kinds.h"
#include "application/sales/primary_contact.h"
#include "application/shared/commands/command_bus.h"
#include "application/shared/commands/etag_check.h"
#include "application/shared/commands/references.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

// What a merge is about, as it was before.
template <class A>
struct Merged {
  A survivor;
  std::vector<A> losers;

  const typename A::State* Loser(const typename Repository<A>::IdType& id) const {
    for (const A& loser : losers) {
      if (loser.state().id == id) return &loser.state();
    }
    return nullptr;
  }
  std::vector<Uuid> LoserIds() const {
    std::vector<Uuid> ids;
    ids.reserve(losers.size());
    for (const A& loser : losers) ids.push_back(loser.state().id.uuid());
    return ids;
  }
};

template <class A>
absl::StatusOr<Merged<A>> LoadAll(const MergeRecords<A>& cmd, Repository<A>& repository) {
  std::vector<typename Repository<A>::IdType> ids = {cmd.survivor};
  for (const auto& loser : cmd.losers) ids.push_back(loser.id);
  RETURN_IF_ERROR(repository.Lock(ids));
  RETURN_IF_ERROR(repository.Prefetch(ids));
  ASSIGN_OR_RETURN(A survivor, GetForChange(repository, cmd.survivor, cmd.etag));
  Merged<A> merged{std::move(survivor), {}};
  for (const auto& loser : cmd.losers) {
    ASSIGN_OR_RETURN(A loaded, GetForChange(repository, loser.id, loser.etag));
    merged.losers.push_back(std::move(loaded));
  }
  return merged;
}

template <class A>
absl::StatusOr<std::vector<TakenField<typename A::State>>> TakenFrom(const MergeRecords<A>& cmd,
                                                                     const Merged<A>& merged) {
  Violations violations;
  std::set<std::string> fields;
  std::vector<TakenField<typename A::State>> taken;
  for (size_t i = 0; i < cmd.taken.size(); ++i) {
    const std::string path = absl::StrCat("taken_fields[", i, "]");
    const auto* const from = merged.Loser(cmd.taken[i].from);
    if (from == nullptr) violations.Add(absl::StrCat(path, ".from_id"), "is none of the losers");
    if (!fields.insert(cmd.taken[i].field).second) {
      violations.Add(absl::StrCat(path, ".field"), "is taken a second time");
    }
    taken.push_back({cmd.taken[i].field, from});
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return taken;
}

// What is wrong with taken fields, or with the record that they make, as the request names it.
absl::Status AboutTakenFields(const absl::Status& refused) {
  if (!absl::IsInvalidArgument(refused)) return refused;
  Violations violations;
  for (const FieldViolation& violation : DetailsOf(refused).fields) {
    if (absl::StartsWith(violation.field, "[")) {
      violations.Add(absl::StrCat("taken_fields", violation.field), violation.description);
    } else {
      violations.Add("taken_fields",
                     absl::StrCat("make a survivor whose ", violation.field, " is wrong: ", violation.description));
    }
  }
  return violations.ToStatus();
}

// What the survivor comes to stand under: what it stood under, or was to be taken. If it stood below one of the merged,
// it is in the place of the uppermost of them now.
template <Hierarchical A, class IdType = typename Repository<A>::IdType>
absl::StatusOr<std::optional<IdType>> PlaceOf(const Merged<A>& merged,
                                              const std::vector<TakenField<typename A::State>>& taken,
                                              HierarchyRepository<A>& repository) {
  using Kind = MergedKind<A>;
  std::optional<IdType> above = merged.survivor.state().*Kind::kAbove;
  for (const auto& field : taken) {
    if (field.field == Kind::kAboveField) above = field.from->*Kind::kAbove;
  }
  if (!above.has_value()) return above;
  ASSIGN_OR_RETURN(std::vector<IdType> line, repository.LockLineAbove(*above));
  line.insert(line.begin(), *above);
  for (size_t i = line.size(); i > 0; --i) {
    if (line[i - 1] != merged.survivor.state().id && merged.Loser(line[i - 1]) == nullptr) continue;
    return i < line.size() ? std::optional<IdType>(line[i]) : std::nullopt;
  }
  return above;
}

}  // namespace

template <class A>
absl::StatusOr<Merge> MergeCommands::MergeAll(const MergeRecords<A>& cmd, UnitOfWork& uow) const {
  std::vector<Uuid> loser_ids;
  for (const auto& loser : cmd.losers) loser_ids.push_back(loser.id.uuid());
  RETURN_IF_ERROR(Merge::Check(cmd.survivor.uuid(), loser_ids));
  auto& records = uow.Of<A>();
  ASSIGN_OR_RETURN(Merged<A> merged, LoadAll(cmd, records));
  ASSIGN_OR_RETURN(const auto taken, TakenFrom(cmd, merged));
  A survivor = merged.survivor;
  if constexpr (Hierarchical<A>) {
    ASSIGN_OR_RETURN(const auto place, PlaceOf(merged, taken, records));
    RETURN_IF_ERROR(AboutTakenFields(survivor.Absorb(taken, place)));
  } else {
    RETURN_IF_ERROR(AboutTakenFields(survivor.Absorb(taken)));
  }

  if (survivor.state().owner_id != merged.survivor.state().owner_id) {
    const auto field =
        std::find_if(taken.begin(), taken.end(), [](const auto& one) { return one.field == "owner_id"; });
    NewReferences made;
    made.AddOwner(absl::StrCat("taken_fields[", field - taken.begin(), "].from_id"), survivor.state().owner_id,
                  KindOf(cmd.survivor));
    RETURN_IF_ERROR(made.Check(uow));
  }

  // The losers first: they may have values that only one live record has, for the survivor to take.
  for (const A& loser : merged.losers) {
    A gone = loser;
    RETURN_IF_ERROR(gone.MergeInto(cmd.survivor, uow.now()));
    RETURN_IF_ERROR(records.Save(gone));
  }
  std::vector<ChangedPart> parts = records.PartsOf(merged.survivor.state(), survivor.state());
  if constexpr (std::same_as<A, Contact>) {
    RETURN_IF_ERROR(TakePrimary(merged.survivor.state(), survivor.state(), uow, &parts));
  }
  RETURN_IF_ERROR(records.Save(survivor));
  if constexpr (std::same_as<A, Account>) {
    RETURN_IF_ERROR(KeepOnePrimary(cmd.survivor, loser_ids, uow, parts));
  }

  const Repointing what{KindOf(cmd.survivor), loser_ids, cmd.survivor.uuid()};
  int64_t left = Merge::kMaxRepointed;
  for (const auto& [kind, name] : NamesOf(RecordKind())) {
    ASSIGN_OR_RETURN(const int64_t count, uow.records(kind).Repoint(what, left, parts));
    left -= count;
  }
  Merge merge = Merge::Create(NewId<MergeId>(ids_), what.kind, what.to, std::move(loser_ids), parts);
  RETURN_IF_ERROR(uow.Of<Merge>().Add(merge));
  RETURN_IF_ERROR(uow.Of<Merge>().AddParts(merge.state().id, parts));
  return merge;
}

absl::StatusOr<Merge> MergeCommands::Handle(const RequestContext& /*ctx*/, const MergeRecords<Account>& cmd,
                                            UnitOfWork& uow) const {
  return MergeAll(cmd, uow);
}
absl::StatusOr<Merge> MergeCommands::Handle(const RequestContext& /*ctx*/, const MergeRecords<Contact>& cmd,
                                            UnitOfWork& uow) const {
  return MergeAll(cmd, uow);
}
absl::StatusOr<Merge> MergeCommands::Handle(const RequestContext& /*ctx*/, const MergeRecords<Lead>& cmd,
                                            UnitOfWork& uow) const {
  return MergeAll(cmd, uow);
}

absl::StatusOr<Merge> MergeCommands::Handle(const RequestContext& ctx, const UndoMerge& cmd, UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Merge merge, GetForChange(uow.Of<Merge>(), cmd.id, cmd.etag));
  RETURN_IF_ERROR(merge.CheckNotUndone());
  // Whoever could not have merged can't undo it either.
  RequestContext as_merge = ctx;
  as_merge.permission = {merge.state().resource, "merge"};
  RETURN_IF_ERROR(CheckPermission(as_merge));
  RETURN_IF_ERROR(uow.RunAs(as_merge, [&]() -> absl::Status {
    switch (KindOf(merge.state())) {
      case RecordKind::kAccount:
        return TakeApart<Account>(as_merge, merge.state(), uow);
      case RecordKind::kContact:
        return TakeApart<Contact>(as_merge, merge.state(), uow);
      case RecordKind::kLead:
        return TakeApart<Lead>(as_merge, merge.state(), uow);
      default:
        return absl::InternalError("a merge of a kind that isn't merged");
    }
  }));
  RETURN_IF_ERROR(merge.Undo(uow.now()));
  RETURN_IF_ERROR(uow.Of<Merge>().Save(merge));
  return merge;
}

}  // namespace pipewright::sales
