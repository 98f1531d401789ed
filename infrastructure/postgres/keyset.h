// The order of a list, and where a page begins in it, as SQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/shared/order_by.h"
#include "application/shared/page_token.h"
#include "infrastructure/postgres/sql.h"
#include "infrastructure/postgres/table_layout.h"

namespace pipewright::postgres {

// The pages of one list. Missing values come last in either direction, and a page is found by index however deep it
// lies: by a row comparison where no key can be missing. When only the first key can be missing (an amount, a date),
// the rows that have it and the rows that have none are read one after the other, each by the plain index (tenant_id,
// key, id). Other orders are exact but may read what they skip.
class Keyset {
 public:
  // `keys` as ParseOrderBy gives them, for layout.catalog.
  Keyset(std::vector<SortKey> keys, const TableLayout& layout);

  // The statement for at most `limit` rows behind `from` (size() keys; the first rows without it): `columns` and then
  // the keys, of
  // "`table` t `where`". Appends what it binds to `params`.
  std::string Select(const std::string& columns, const std::string& table, const std::string& where,
                     const std::optional<PageToken>& from, int limit, std::vector<Param>& params) const;

  size_t size() const { return keys_.size(); }

 private:
  struct Column {
    std::string sql;
    std::string cast;
  };
  std::string Bind(size_t key, const PageToken& from, std::vector<Param>& params) const;
  std::string RowComparison(size_t first, const PageToken& from, std::vector<Param>& params) const;
  std::string AnyComparison(const PageToken& from, std::vector<Param>& params) const;
  // ", t.a_e4 as key1, …" and " order by …"; by the alias t, or by the names key1, ….
  std::string KeyColumns() const;
  std::string OrderBy(bool by_name, bool nulls_last) const;

  std::vector<SortKey> keys_;
  std::vector<Column> columns_;
  bool one_direction_ = true;
  bool later_nullable_ = false;  // a key behind the first can be missing
};

}  // namespace pipewright::postgres
