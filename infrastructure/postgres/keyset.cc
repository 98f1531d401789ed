#include "infrastructure/postgres/keyset.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace pipewright::postgres {

Keyset::Keyset(std::vector<SortKey> keys, const TableLayout& layout) : keys_(std::move(keys)) {
  for (const SortKey& key : keys_) {
    const ListField* field = layout.FindField(key.field);
    if (field != nullptr) {
      columns_.push_back({field->sql, field->cast});
    } else {
      columns_.push_back({"t.id", "uuid"});
    }
    if (key.descending != keys_.front().descending) one_direction_ = false;
    if (columns_.size() > 1 && key.nullable) later_nullable_ = true;
  }
}

std::string Keyset::KeyColumns() const {
  std::string sql;
  for (size_t i = 0; i < columns_.size(); ++i) absl::StrAppend(&sql, ", ", columns_[i].sql, " as key", i + 1);
  return sql;
}

std::string Keyset::OrderBy(bool by_name, bool nulls_last) const {
  std::string sql = " order by ";
  for (size_t i = 0; i < columns_.size(); ++i) {
    absl::StrAppend(&sql, i > 0 ? ", " : "", by_name ? absl::StrCat("key", i + 1) : columns_[i].sql,
                    keys_[i].descending ? " desc" : "",
                    nulls_last && keys_[i].nullable && keys_[i].descending ? " nulls last" : "");
  }
  return sql;
}

std::string Keyset::Bind(size_t key, const PageToken& from, std::vector<Param>& params) const {
  params.emplace_back(from.keys[key]);
  return absl::StrCat("$", params.size(), "::", columns_[key].cast);
}

// (a, b) > ($7, $8), from the key `first` on.
std::string Keyset::RowComparison(size_t first, const PageToken& from, std::vector<Param>& params) const {
  std::string left;
  std::string right;
  for (size_t i = first; i < columns_.size(); ++i) {
    absl::StrAppend(&left, i > first ? ", " : "", columns_[i].sql);
    absl::StrAppend(&right, i > first ? ", " : "", Bind(i, from, params));
  }
  return absl::StrCat("(", left, ") ", keys_.front().descending ? "<" : ">", " (", right, ")");
}

// Equal in the first keys and behind in the next: one alternative for each number of equal keys.
std::string Keyset::AnyComparison(const PageToken& from, std::vector<Param>& params) const {
  std::string sql;
  std::string equal;
  std::string bound;  // follows from the rest; lets an index skip what lies before
  for (size_t i = 0; i < columns_.size(); ++i) {
    const std::string& column = columns_[i].sql;
    if (!from.keys[i].has_value()) {
      // Nothing comes behind a missing value but what differs further on.
      absl::StrAppend(&equal, column, " is null and ");
      continue;
    }
    const std::string value = Bind(i, from, params);
    if (i == 0 && !keys_[i].nullable)
      bound = absl::StrCat(column, keys_[i].descending ? " <= " : " >= ", value, " and ");
    absl::StrAppend(&sql, sql.empty() ? "" : " or ", "(", equal, "(", column, keys_[i].descending ? " < " : " > ",
                    value, keys_[i].nullable ? absl::StrCat(" or ", column, " is null") : "", "))");
    absl::StrAppend(&equal, column, " = ", value, " and ");
  }
  return absl::StrCat(bound, "(", sql, ")");
}

std::string Keyset::Select(const std::string& columns, const std::string& table, const std::string& where,
                           const std::optional<PageToken>& from, int limit, std::vector<Param>& params) const {
  const std::string select = absl::StrCat("select ", columns, KeyColumns(), " from ", table, " t", where);
  const std::string limited = absl::StrCat(" limit ", limit);
  if (!one_direction_ || later_nullable_) {
    return absl::StrCat(select, from.has_value() ? absl::StrCat(" and ", AnyComparison(*from, params)) : "",
                        OrderBy(false, true), limited);
  }
  if (!keys_.front().nullable) {
    return absl::StrCat(select, from.has_value() ? absl::StrCat(" and ", RowComparison(0, *from, params)) : "",
                        OrderBy(false, true), limited);
  }
  // Among rows that all have the key, or all have none, it doesn't matter where NULLs go: the index's own order will
  // do.
  const std::string& key = columns_.front().sql;
  const std::string order = OrderBy(false, false);
  const bool among_absent = from.has_value() && !from->keys.front().has_value();
  std::string absent = absl::StrCat(select, " and ", key, " is null");
  if (among_absent) return absl::StrCat(absent, " and ", RowComparison(1, *from, params), order, limited);
  const std::string present =
      absl::StrCat(select, " and ", key, " is not null",
                   from.has_value() ? absl::StrCat(" and ", RowComparison(0, *from, params)) : "", order, limited);
  absl::StrAppend(&absent, order, limited, " - (select count(*) from present)");
  return absl::StrCat("with present as materialized (", present, "), absent as (", absent,
                      ") select * from present union all select * from absent", OrderBy(true, true));
}

}  // namespace pipewright::postgres
