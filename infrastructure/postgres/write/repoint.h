// What PostgresRepository does for merges: finds what refers to records by the table's description, leads it elsewhere,
// and puts it back. Included by repository.h alone.
#pragma once

#include <concepts>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/event_named.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/write/repository.h"

namespace pipewright::postgres {

namespace internal {

// Whether records of this aggregate can refer to records that are merged: others have no kind, and are told to nobody.
template <class A>
inline constexpr bool kMayRefer = std::constructible_from<typename A::Event, UpdatedEvent<A>>&& requires {
  KindOf(decltype(A::State::id)());
};

// As many are in memory at once.
inline constexpr size_t kRepointedAtOnce = 500;

// The ids of records that have one of these references, as $1 the tenant, $2 what they refer to, $3 the keys of custom
// fields.
template <class S>
std::string Referring(const std::vector<RecordReference<S>>& references, const CustomKeys& keys) {
  std::string sql;
  for (const RecordReference<S>& reference : references) {
    if (reference.custom && keys.empty()) continue;
    absl::StrAppend(&sql, sql.empty() ? "" : " union ", "select r.", reference.parent, " from ", reference.table,
                    " r where r.tenant_id = $1::uuid and r.", reference.column,
                    reference.custom ? " = any($2::uuid[]::text[]) and r.key = any($3::text[])" : " = any($2::uuid[])");
  }
  return sql;
}

}  // namespace internal

template <class A, class Port>
std::vector<ChangedPart> PostgresRepository<A, Port>::PartsOf(const S& before, const S& after) const {
  std::vector<ChangedPart> parts;
  if constexpr (internal::kMayRefer<A>) {
    for (FieldPart& part : table_.PartsOf(before, after)) {
      if (IsBookkeeping(part.field)) continue;
      parts.push_back({RecordRef::Of(after.id), std::move(part.field), std::move(part.before), std::move(part.after)});
    }
  }
  return parts;
}

template <class A, class Port>
absl::StatusOr<CustomKeys> PostgresRepository<A, Port>::CustomKeysTo(RecordKind kind) {
  // Of deleted definitions too: their values stay, and come back with them.
  static const auto* const sql = new Sql{
      "select key from custom_field_definitions where tenant_id = $1::uuid and entity = $2::text and "
      "type = 'REFERENCE' and reference_kind = $3::text",
      1};
  CustomKeys keys;
  RETURN_IF_ERROR(session_.Read(
      *sql, {session_.tenant(), absl::AsciiStrToUpper(A::kResource), std::string(NameOf(kind))}, [&](Row row) {
        keys.emplace(row[0].text);
        return absl::OkStatus();
      }));
  return keys;
}

template <class A, class Port>
absl::Status PostgresRepository<A, Port>::ChangeReferences(const std::vector<std::string>& ids,
                                                           absl::FunctionRef<absl::Status(S&)> change) {
  for (size_t first = 0; first < ids.size(); first += internal::kRepointedAtOnce) {
    const size_t last = std::min(ids.size(), first + internal::kRepointedAtOnce);
    std::vector<S> states;
    RETURN_IF_ERROR(SelectLocked("t.id = any($2::uuid[])", " order by t.id for no key update of t",
                                 {ArrayLiteral({ids.begin() + first, ids.begin() + last})},
                                 [&](S state) { states.push_back(std::move(state)); }));
    // What they refer to is no value that must be unique, which might pass from one to another.
    RETURN_IF_ERROR(session_.InAnyOrder([&]() -> absl::Status {
      for (const S& before : states) {
        S after = before;
        RETURN_IF_ERROR(change(after));
        A record = A::Restore(before);
        record.Repoint(std::move(after));
        RETURN_IF_ERROR(Store(before, record));
      }
      return absl::OkStatus();
    }));
    for (const S& state : states) Forget(state.id);
  }
  return absl::OkStatus();
}

template <class A, class Port>
absl::StatusOr<int64_t> PostgresRepository<A, Port>::Repoint(const Repointing& what, int64_t limit,
                                                             std::vector<ChangedPart>& parts) {
  if constexpr (internal::kMayRefer<A>) {
    const std::vector<RecordReference<S>> references = table_.ReferencesTo(what.kind);
    if (references.empty()) return 0;
    CustomKeys keys;
    if (table_.layout().custom_fields.has_value()) {
      ASSIGN_OR_RETURN(keys, CustomKeysTo(what.kind));
    }
    const std::string referring = internal::Referring(references, keys);
    if (referring.empty()) return 0;
    std::vector<std::string> merged;
    for (const Uuid& id : what.from) merged.push_back(id.ToString());
    const bool of_kind = KindOf(IdType()) == what.kind;
    const Sql sql{absl::StrCat("select f.id from (", referring, ") f(id) where $3::text[] is not null",
                               of_kind ? " and f.id <> all($2::uuid[])" : "", " order by f.id limit $4::bigint"),
                  1};
    std::vector<std::string> ids;
    RETURN_IF_ERROR(session_.Read(
        sql,
        {session_.tenant(), ArrayLiteral(merged), ArrayLiteral({keys.begin(), keys.end()}), absl::StrCat(limit + 1)},
        [&](Row row) {
          ids.emplace_back(row[0].text);
          return absl::OkStatus();
        }));
    if (static_cast<int64_t>(ids.size()) > limit) {
      return FailedPrecondition(Reason::kTooManyReferences,
                                absl::StrCat(ResourceOf(what.kind), "/", what.to.ToString()),
                                "more records refer to what is to be merged than one merge may lead on, which is "
                                "10,000: merge fewer at once, "
                                "or let some of them refer to the survivor first");
    }
    RETURN_IF_ERROR(ChangeReferences(ids, [&](S& state) {
      const S before = state;
      for (const RecordReference<S>& reference : references) reference.repoint(state, what, keys);
      for (ChangedPart& part : PartsOf(before, state)) parts.push_back(std::move(part));
      return absl::OkStatus();
    }));
    return static_cast<int64_t>(ids.size());
  } else {
    return 0;
  }
}

template <class A, class Port>
absl::Status PostgresRepository<A, Port>::PutBack(absl::Span<const ChangedPart> parts,
                                                  std::vector<ChangedPart>& different) {
  if constexpr (internal::kMayRefer<A>) {
    std::map<IdType, std::vector<const ChangedPart*>> by_record;
    for (const ChangedPart& part : parts) by_record[IdType(part.record.id)].push_back(&part);
    std::vector<std::string> ids;
    ids.reserve(by_record.size());
    for (const auto& [id, its_parts] : by_record) ids.push_back(id.ToString());
    RETURN_IF_ERROR(ChangeReferences(ids, [&](S& state) -> absl::Status {
      for (const ChangedPart* const part : by_record[state.id]) {
        ASSIGN_OR_RETURN(const bool done, table_.PutBack(state, {part->field, part->before, part->after}));
        if (!done) different.push_back(*part);
      }
      by_record.erase(state.id);
      return absl::OkStatus();
    }));
    for (const auto& [id, its_parts] : by_record) {
      for (const ChangedPart* const part : its_parts) different.push_back(*part);
    }
    return absl::OkStatus();
  } else {
    return absl::OkStatus();
  }
}

}  // namespace pipewright::postgres
