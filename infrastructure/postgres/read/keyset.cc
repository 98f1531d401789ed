#include "infrastructure/postgres/read/keyset.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace pipewright::postgres {

Keyset::Keyset(const std::vector<SortKey>& keys, const TableLayout& layout) : keys_(keys) {
  for (const SortKey& key : keys_) {
    const ListField* field = layout.FindField(key.field);
    if (field != nullptr) {
      columns_.push_back({field->sql, field->cast});
    } else {
      columns_.push_back({"t.id", "uuid"});
    }
  }
}

std::string Keyset::KeyColumns() const {
  std::string sql;
  for (size_t i = 0; i < columns_.size(); ++i) absl::StrAppend(&sql, ", ", columns_[i].sql, " as key", i + 1);
  return sql;
}

std::string Keyset::OrderBy(size_t first) const {
  std::string sql = " order by ";
  for (size_t i = first; i < columns_.size(); ++i) {
    absl::StrAppend(&sql, i > first ? ", " : "", columns_[i].sql, keys_[i].descending ? " desc" : "");
    // A part's first key is there in all its rows, or in none: where NULLs go doesn't matter, and an index has its way.
    if (keys_[i].nullable && keys_[i].descending && i > first) sql += " nulls last";
  }
  return sql;
}

std::string Keyset::Bind(size_t key, const PageStart& from, std::vector<Param>& params) const {
  params.emplace_back(from.keys[key]);
  return absl::StrCat("$", params.size(), "::", columns_[key].cast);
}

size_t Keyset::Agreeing(size_t first) const {
  size_t count = 1;
  while (first + count < keys_.size() && !keys_[first + count].nullable &&
         keys_[first + count].descending == keys_[first].descending) {
    ++count;
  }
  return count;
}

// (a, b) > ($7, $8).
std::string Keyset::RowComparison(size_t first, size_t count, const char* comparison, const PageStart& from,
                                  std::vector<Param>& params) const {
  std::string left;
  std::string right;
  for (size_t i = first; i < first + count; ++i) {
    absl::StrAppend(&left, i > first ? ", " : "", columns_[i].sql);
    absl::StrAppend(&right, i > first ? ", " : "", Bind(i, from, params));
  }
  return absl::StrCat("(", left, ") ", comparison, " (", right, ")");
}

// Equal in the first keys and behind in the next: one alternative for each number of equal keys.
std::string Keyset::AnyComparison(size_t first, const PageStart& from, std::vector<Param>& params) const {
  std::string sql;
  std::string equal;
  for (size_t i = first; i < columns_.size(); ++i) {
    const std::string& column = columns_[i].sql;
    if (!from.keys[i].has_value()) {
      // Nothing comes behind a missing value but what differs further on.
      absl::StrAppend(&equal, column, " is null and ");
      continue;
    }
    const std::string value = Bind(i, from, params);
    const bool any_missing = keys_[i].nullable && i > first;
    absl::StrAppend(&sql, sql.empty() ? "" : " or ", "(", equal, "(", column, keys_[i].descending ? " < " : " > ",
                    value, any_missing ? absl::StrCat(" or ", column, " is null") : "", "))");
    absl::StrAppend(&equal, column, " = ", value, " and ");
  }
  return absl::StrCat("(", sql, ")");
}

// Behind `from`, among rows that all have the key `first`.
std::string Keyset::After(size_t first, const PageStart& from, std::vector<Param>& params) const {
  const size_t agreeing = Agreeing(first);
  const bool descending = keys_[first].descending;
  if (agreeing == keys_.size() - first) return RowComparison(first, agreeing, descending ? "<" : ">", from, params);
  // The first condition follows from the second; an index begins there.
  const std::string begin = RowComparison(first, agreeing, descending ? "<=" : ">=", from, params);
  return absl::StrCat(begin, " and ", AnyComparison(first, from, params));
}

std::vector<Keyset::Part> Keyset::Parts(const std::optional<PageStart>& from, std::vector<Param>& params) const {
  std::vector<Part> parts;
  std::string missing;
  bool behind = from.has_value();
  for (size_t first = 0; first < keys_.size(); ++first) {
    const bool skipped = behind && !from->keys[first].has_value();
    if (!skipped) {
      parts.push_back({first, missing});
      std::string& where = parts.back().where;
      if (keys_[first].nullable) absl::StrAppend(&where, " and ", columns_[first].sql, " is not null");
      if (behind) absl::StrAppend(&where, " and ", After(first, *from, params));
      behind = false;
    }
    if (!keys_[first].nullable) break;
    absl::StrAppend(&missing, " and ", columns_[first].sql, " is null");
  }
  return parts;
}

std::string Keyset::Select(const std::string& columns, const std::string& table, const std::string& where,
                           const std::optional<PageStart>& from, int limit, std::vector<Param>& params) const {
  const std::vector<Part> parts = Parts(from, params);
  std::vector<std::string> selects;
  for (const Part& part : parts) {
    // Where only the id is left to sort by, the index of the missing key before it has that order.
    const bool by_missing = part.first > 0 && part.first + 1 == keys_.size();
    selects.push_back(absl::StrCat("select ", columns, KeyColumns(), " from ", table, " t", where, part.where,
                                   OrderBy(part.first - (by_missing ? 1 : 0)), " limit ", limit));
  }
  if (selects.size() == 1) return selects.front();
  // One part after the other, until the page is full: PostgreSQL appends what a subquery limits in the order it is
  // written, and begins the next one only when it must. (An ORDER BY around it would have every part read.)
  return absl::StrCat("(", absl::StrJoin(selects, ") union all ("), ") limit ", limit);
}

}  // namespace pipewright::postgres
