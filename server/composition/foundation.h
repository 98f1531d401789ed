// What every context of the server stands on, and what each of its kinds of record gets by its table alone.
#pragma once

#include <memory>

#include "application/shared/call/ports.h"
#include "application/shared/queries/list_checker.h"
#include "application/shared/queries/page_token.h"
#include "application/shared/queries/record_queries.h"
#include "application/unit_of_work.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/integration/event_records.h"
#include "infrastructure/postgres/read/kept_rows.h"
#include "infrastructure/postgres/read/key_lookup.h"
#include "infrastructure/postgres/read/reader.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/number_blocks.h"
#include "server/record/record_service.h"

namespace pipewright::server {

// All of it outlives the contexts.
struct Foundation {
  Clock& clock;
  IdGenerator& ids;
  const PhoneNumbers& phones;
  const PageTokenSealer& page_tokens;
  postgres::Pool& pool;      // of the calls
  postgres::Pool& job_pool;  // of what is worked at beside them, so that neither waits for the other
  postgres::KeptRows& kept;
  postgres::NumberBlocks& numbers;
  Transactor& transactor;
  const ListChecker& lists;
  postgres::EventRecords& event_records;
};

// How one kind of record is read. Its events are delivered from then on.
template <class A>
struct StoredRecord {
  StoredRecord(const Foundation& base, const postgres::Table<A>& table)
      : reader(base.pool, table), queries(reader, base.lists), keys(base.job_pool, table.layout()) {
    base.event_records.Add(table);
  }

  postgres::PostgresReader<A> reader;
  RecordQueries<A> queries;
  postgres::PostgresKeyLookup keys;
};

// The parts of one context.
class Context {
 public:
  virtual ~Context() = default;
  virtual void AddServices(Api& api) = 0;
};

}  // namespace pipewright::server
