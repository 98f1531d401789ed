// Where the records of a table refer to other records, and how a change of a field is told and put back: what merging
// records stands on. A column that holds the id of a kind of record says so by its type (column.h); lists of rows say
// it by ReferringRows, custom fields by Table::WithCustomFields.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/records.h"

namespace pipewright::postgres {

// The keys of custom fields that lead to the kind in question.
using CustomKeys = std::set<std::string, std::less<>>;

template <class S>
struct RecordReference {
  RecordKind kind = RecordKind::kAccount;
  std::string table;    // that has the column; empty: the record's own
  std::string parent;   // of that table: the record's id
  std::string column;   // the other record's id; of custom fields as text
  bool custom = false;  // under certain keys only
  std::function<void(S&, const Repointing&, const CustomKeys&)> repoint;
};

// A field or a part of one, as ChangedPart has it.
struct FieldPart {
  std::string field;
  std::string before;
  std::string after;
};

inline bool IsMerged(const Repointing& what, const Uuid& id) {
  return std::find(what.from.begin(), what.from.end(), id) != what.from.end();
}

namespace internal {

// RecordId<kAccount> and std::optional of it.
template <class T>
struct ReferenceOf {
  static constexpr bool kIsOne = false;
};
template <RecordKind kRecord>
struct ReferenceOf<RecordId<kRecord>> {
  using IdType = RecordId<kRecord>;
  static constexpr bool kIsOne = true;
  static constexpr RecordKind kKind = kRecord;
  static void Repoint(RecordId<kRecord>& id, const Repointing& what) {
    if (IsMerged(what, id.uuid())) id = RecordId<kRecord>(what.to);
  }
};
template <RecordKind kRecord>
struct ReferenceOf<std::optional<RecordId<kRecord>>> {
  using IdType = RecordId<kRecord>;
  static constexpr bool kIsOne = true;
  static constexpr RecordKind kKind = kRecord;
  static void Repoint(std::optional<RecordId<kRecord>>& id, const Repointing& what) {
    if (id.has_value()) ReferenceOf<RecordId<kRecord>>::Repoint(*id, what);
  }
};

}  // namespace internal

// The reference that a member is; nothing for one that holds something else.
template <class S, class T>
std::vector<RecordReference<S>> ReferencesIn(const std::string& column, T S::*member) {
  using Reference = internal::ReferenceOf<T>;
  if constexpr (Reference::kIsOne) {
    return {{Reference::kKind, "", "id", column, false, [member](S& state, const Repointing& what, const CustomKeys&) {
               Reference::Repoint(state.*member, what);
             }}};
  } else {
    return {};
  }
}

}  // namespace pipewright::postgres
