// The order of a list, and where a page begins in it, as SQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/shared/queries/list_query.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/postgres/table/table_layout.h"

namespace pipewright::postgres {

// The pages of one list. Missing values come last in either direction, and a page is found by index however deep it
// lies: from the row before it on, by a row comparison over the keys that agree in direction and can't be missing.
//
// Where the first key can be missing (an amount, a date), first the rows that have it and then the rows without it are
// read, each part by the plain index (tenant_id, key, id). If the second key can be missing too, the rows without the
// first are again read in two parts, and so on. Rows with an equal first key are all read and then sorted or filtered
// by the other keys, so a page costs as much as there are such rows.
class Keyset {
 public:
  // `keys`: fields of layout.catalog, the last of them the id. They outlive it.
  Keyset(const std::vector<SortKey>& keys, const TableLayout& layout);

  // The statement for at most `limit` rows behind `from` (size() keys; the first rows without it): `columns` and then
  // the keys, of "`table` t `where`". Appends what it binds to `params`.
  std::string Select(const std::string& columns, const std::string& table, const std::string& where,
                     const std::optional<PageStart>& from, int limit, std::vector<Param>& params) const;

  size_t size() const { return keys_.size(); }

 private:
  struct Column {
    std::string sql;
    std::string cast;
  };
  // Rows that follow each other: all keys before `first` are missing in them. `where` says that and where they begin.
  struct Part {
    size_t first = 0;
    std::string where;
  };
  std::vector<Part> Parts(const std::optional<PageStart>& from, std::vector<Param>& params) const;
  std::string After(size_t first, const PageStart& from, std::vector<Param>& params) const;
  std::string Bind(size_t key, const PageStart& from, std::vector<Param>& params) const;
  // How many keys from `first` on have its direction and a value in every row.
  size_t Agreeing(size_t first) const;
  std::string RowComparison(size_t first, size_t count, const char* comparison, const PageStart& from,
                            std::vector<Param>& params) const;
  std::string AnyComparison(size_t first, const PageStart& from, std::vector<Param>& params) const;
  // ", t.a_e4 as key1, …" and " order by …", from a key on.
  std::string KeyColumns() const;
  std::string OrderBy(size_t first) const;

  const std::vector<SortKey>& keys_;
  std::vector<Column> columns_;
};

}  // namespace pipewright::postgres
