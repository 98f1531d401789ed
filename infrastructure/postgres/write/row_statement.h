// Statements that write one row, and the same for many rows at once.
//
// A row of such a statement waits in the write session (write_session.h); rows of equal statements go to the database
// together, as arrays: a thousand inserts are one statement.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/postgres/table/column.h"

namespace pipewright::postgres {

struct RowStatement {
  std::string table;
  // Of rows that belong to a record (tags, history): the table of that record. Otherwise `table` itself.
  std::string owner;
  // No foreign key of another table leads to this one: what is written later can't depend on these rows.
  bool leaf = false;
  // Its rows refer to no others, so they may be written before anything else.
  bool free = false;
  // Within one statement the rows have no order, so two updates of which one gives up a unique value that the other
  // takes could clash. Updates are therefore joined only where the writer asks for it.
  bool update = false;

  // For one row: $1 is the tenant, $2 and on are the row's values.
  std::string one;
  // For many: $1 is the tenant, $2 and on are arrays, one for each of the row's values.
  std::string many;

  // Whether a row of this statement may be written before a row of `earlier` that was queued before it.
  bool MayOvertake(const RowStatement& earlier) const;
  friend bool operator==(const RowStatement& a, const RowStatement& b) { return a.one == b.one; }
};

using SharedRowStatement = std::shared_ptr<const RowStatement>;

// insert into `table` (tenant_id, columns…).
RowStatement InsertStatement(std::string table, const std::vector<PhysicalColumn>& columns);

// Where an update keeps the version that it supersedes: a table with the same columns and supersede_time.
struct History {
  std::string versions;  // the table; empty when none are kept
  std::string columns;   // "id, version, …"
  std::string select;    // "t.id, t.version, …"
};

// The narrow update of a record: row = id, version that was read, update_time, updated_by, then `columns`. Raises PW001
// when a row is not there in that version.
RowStatement UpdateStatement(const std::string& table, const std::vector<PhysicalColumn>& columns,
                             const History& history = {});

// Rows beside a record, keyed by (parent, first of columns): row = parent id, then `columns`. `referenced`: other
// tables refer to these rows.
RowStatement UpsertLinkStatement(const std::string& owner, const std::string& table, const std::string& parent,
                                 const std::vector<PhysicalColumn>& columns, bool referenced);
// Row = parent id, key.
RowStatement DeleteLinkStatement(const std::string& owner, const std::string& table, const std::string& parent,
                                 const PhysicalColumn& key, bool referenced);

}  // namespace pipewright::postgres
