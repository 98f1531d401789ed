// A table as the generic statements see it: names and types, without the aggregate behind it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "application/shared/queries/field_catalog.h"
#include "domain/shared/grants.h"

namespace pipewright::postgres {

// How a field of the API is reached in SQL. The row's alias is `t`.
struct ListField {
  Field field;
  std::string sql;   // "t.amount_e4"; for a kTextSet the column of the link table
  std::string cast;  // the type its literals are bound as: "bigint"
  // kTextSet only: the table that holds one row per element, and its column that names the record.
  std::string link_table;
  std::string link_parent;
  // kTextSet only: the record's own JSON array of the same elements, "t.tags"; empty when it has none. Read where there
  // is no link table: of superseded versions.
  std::string elements;
  // A text whose column is COLLATE "C": an index of it finds what begins with something.
  bool by_bytes = false;
};

// Where the values of a record's custom fields are found.
struct CustomFieldSource {
  std::string table;   // one row per value; empty for superseded versions, which have none
  std::string parent;  // its column that names the record
  std::string json;    // the record's own column with all of them, "t.custom_fields"
};

// SQL over `t` that is true for records which a scope narrower than ALL reaches. `me` and `users` stand for the bound
// caller ("$3::uuid") and the bound users of the scope ("$4::uuid[]").
using ScopePredicate = std::function<std::string(Scope scope, const std::string& me, const std::string& users)>;

struct TableLayout;
// Gives a layout when it is needed, since tables refer to each other and to themselves.
using LayoutSource = std::function<const TableLayout&()>;

// How the record that a reference leads to is found.
struct ListReference {
  std::string name;  // "account"
  LayoutSource table;
  // Columns of this table and of the other one; where they are equal, the one refers to the other. The last of this
  // table's is the field.
  std::vector<std::pair<std::string, std::string>> keys;
};

// What records are found by, as fields of the API and as SQL over `t` that gives their text.
struct SearchField {
  std::string name;
  std::string sql;
};
struct SearchFields {
  std::vector<SearchField> titles;  // what a record is called; none: the first line of the first of the others
  std::vector<SearchField> others;
};

struct TableLayout {
  std::string name;      // "accounts"
  std::string resource;  // "account": of permissions, audit and events
  std::string select;    // "t.id, t.version, …"
  int columns = 0;
  std::vector<ListField> fields;                   // added by AddField
  std::vector<ListReference> references;           // added by AddReference
  FieldCatalog catalog;                            // of `fields` and `references`
  std::optional<CustomFieldSource> custom_fields;  // absent: records of this kind have none
  bool soft_deleted = true;                        // has delete_time
  // Null: the records have no owner, every scope reaches all of them. Otherwise it narrows OWN and UNIT, and ALL too
  // when `scope_limits_all` (a private task is private to administrators as well).
  ScopePredicate scope;
  bool scope_limits_all = false;
  // References that open a record: whoever may read what one of them leads to reads it too, whatever `scope` says.
  std::vector<std::string> read_with;
  // Absent: records of this kind aren't searched.
  std::optional<SearchFields> search;
  // What commands read stays live until they end: see Table::KeptLive.
  bool kept_live = false;
  // The same fields over every version that the records ever had, present ones with those that were superseded: each is
  // the current one from update_time until before the column supersede_time. Null when superseded versions aren't kept.
  std::shared_ptr<const TableLayout> versions;

  void AddField(ListField field);
  void AddReference(ListReference reference);
  // Lists are sorted by these fields and the id, and by no others.
  void SortBy(const std::vector<std::string>& names);
  // Null when there is no such field.
  const ListField* FindField(absl::string_view field) const;
  // Null when there is no such reference.
  const ListReference* FindReference(absl::string_view reference) const;
};

// What is stored by a layout: repositories of records that others refer to.
class Described {
 public:
  virtual ~Described() = default;
  virtual const TableLayout& layout() const = 0;
};

// LayoutOf<AccountTable>: the layout of a table that a function gives.
template <auto table>
const TableLayout& LayoutOf() {
  return table().layout();
}

// The predicate of records owned through columns: OwnedBy({"owner_id"}).
ScopePredicate OwnedBy(std::vector<std::string> columns);

}  // namespace pipewright::postgres
