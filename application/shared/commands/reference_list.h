// What a kind of record refers to, said once: from it come the checks of new references, with the paths of their
// violations, what batches read ahead, and the check that a hierarchy has no circle.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "application/shared/commands/hierarchy.h"
#include "application/shared/commands/prefetch.h"
#include "application/shared/commands/references.h"
#include "application/unit_of_work.h"
#include "domain/shared/change.h"
#include "domain/shared/hierarchy_repository.h"

namespace pipewright {

namespace internal {
template <class A, class C, class... More>
C ChangesIn(absl::Status (A::*)(const C&, More...));
}  // namespace internal

// What the aggregate's Edit takes: AccountChanges.
template <class A>
using ChangesOf = decltype(internal::ChangesIn(&A::Edit));

// Built once, read-only from then on, and so thread safe.
template <class A>
class ReferenceList {
 public:
  using S = typename A::State;
  using C = ChangesOf<A>;
  using IdType = typename Repository<A>::IdType;

  // A field that holds an id or a RecordRef, or may hold one.
  template <class T, class V>
  ReferenceList& Field(std::string path, T S::*present, Change<V> C::*change) {
    ReadAhead(change);
    checks_.push_back([path = std::move(path), present](const S& before, const S& after, NewReferences& out) {
      if (after.*present != before.*present) out.Add(path, after.*present);
    });
    return *this;
  }

  // The field that says who owns the record, or is assigned it.
  template <class T>
  ReferenceList& Owner(std::string path, T S::*present, Change<UserId> C::*change) {
    ReadAhead(change);
    checks_.push_back([path = std::move(path), present](const S& before, const S& after, NewReferences& out) {
      if (after.*present != before.*present) out.AddOwner(path, after.*present, KindOf(IdType()));
    });
    return *this;
  }

  // The id in each row of a list: "contact_roles", …, "contact_id", &ContactRole::contact_id.
  template <class Row, class V>
  ReferenceList& Each(std::string list, std::vector<Row> S::*present, Change<std::vector<Row>> C::*change,
                      std::string name, V Row::*id) {
    reads_.push_back([change, id](const C& changes, Prefetch& needed) {
      if (!(changes.*change).is_set()) return;
      for (const Row& row : (changes.*change).value()) needed.Add(row.*id);
    });
    checks_.push_back([list = std::move(list), name = std::move(name), present, id](const S& before, const S& after,
                                                                                    NewReferences& out) {
      const std::vector<Row>& known = before.*present;
      const std::vector<Row>& rows = after.*present;
      for (size_t i = 0; i < rows.size(); ++i) {
        const V& reference = rows[i].*id;
        if (std::any_of(known.begin(), known.end(), [&](const Row& row) { return row.*id == reference; })) continue;
        out.Add(absl::StrCat(list, "[", i, "].", name), reference);
      }
    });
    return *this;
  }

  // A list of ids.
  template <class IdOfOther>
  ReferenceList& Each(std::string list, std::vector<IdOfOther> S::*present, Change<std::vector<IdOfOther>> C::*change) {
    reads_.push_back([change](const C& changes, Prefetch& needed) {
      if (!(changes.*change).is_set()) return;
      for (const IdOfOther& id : (changes.*change).value()) needed.Add(id);
    });
    checks_.push_back([list = std::move(list), present](const S& before, const S& after, NewReferences& out) {
      const std::vector<IdOfOther>& known = before.*present;
      const std::vector<IdOfOther>& ids = after.*present;
      for (size_t i = 0; i < ids.size(); ++i) {
        if (std::find(known.begin(), known.end(), ids[i]) != known.end()) continue;
        out.Add(absl::StrCat(list, "[", i, "]"), ids[i]);
      }
    });
    return *this;
  }

  // Ids that follow from another field, whose path is `path`.
  template <class IdOfOther>
  ReferenceList& Following(std::string path, std::vector<IdOfOther> S::*present) {
    checks_.push_back([path = std::move(path), present](const S& before, const S& after, NewReferences& out) {
      const std::vector<IdOfOther>& known = before.*present;
      for (const IdOfOther& id : after.*present) {
        if (std::find(known.begin(), known.end(), id) == known.end()) out.Add(path, id);
      }
    });
    return *this;
  }

  // The field that says what a record stands under, which may close no circle: kFailedPrecondition/CYCLE with
  // `message`.
  ReferenceList& Above(std::string path, std::optional<IdType> S::*present, Change<IdType> C::*change,
                       std::string message) {
    hierarchy_ = Hierarchy{[](UnitOfWork& uow) -> HierarchyRepository<A>& { return uow.Of<A>(); }, present, change,
                           std::move(message)};
    return Field(std::move(path), present, change);
  }

  // What a batch reads ahead, and the aggregate's own commands check.
  template <class V>
  ReferenceList& ReadAhead(Change<V> C::*change) {
    reads_.push_back([change](const C& changes, Prefetch& needed) { needed.Add(changes.*change); });
    return *this;
  }

  // Those of `after` that `before` had not.
  void AddNew(const S& before, const S& after, NewReferences& out) const {
    for (const auto& check : checks_) check(before, after, out);
  }

  // What commands with these changes will ask for.
  void AddNeeded(const C& changes, Prefetch& needed) const {
    for (const auto& read : reads_) read(changes, needed);
  }

  // For records that are there already: nobody is below a new one yet.
  absl::Status CheckNoCircle(const S& before, const S& after, UnitOfWork& uow) const {
    if (!hierarchy_.has_value()) return absl::OkStatus();
    return CheckHierarchy(hierarchy_->repository(uow), after.id, before.*(hierarchy_->present),
                          after.*(hierarchy_->present), hierarchy_->message);
  }

  // Reads at once what CheckNoCircle of these updates will need; their records must be at hand.
  template <class Command>
  absl::Status ReadAbove(absl::Span<const Command> updates, UnitOfWork& uow) const {
    if (!hierarchy_.has_value()) return absl::OkStatus();
    return PrefetchHierarchy(hierarchy_->repository(uow), updates, hierarchy_->change, hierarchy_->present);
  }

 private:
  struct Hierarchy {
    std::function<HierarchyRepository<A>&(UnitOfWork&)> repository;
    std::optional<IdType> S::*present;
    Change<IdType> C::*change;
    std::string message;
  };

  std::vector<std::function<void(const S& before, const S& after, NewReferences& out)>> checks_;
  std::vector<std::function<void(const C& changes, Prefetch& needed)>> reads_;
  std::optional<Hierarchy> hierarchy_;
};

}  // namespace pipewright
