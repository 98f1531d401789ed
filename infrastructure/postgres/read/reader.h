// Reader<A> on PostgreSQL, from the table's description: one statement, one round trip.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/queries/list_query.h"
#include "application/shared/queries/reader.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/read/as_of.h"
#include "infrastructure/postgres/read/list_statement.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

template <class A>
class PostgresReader : public Reader<A> {
 public:
  using S = typename A::State;
  using IdType = typename Reader<A>::IdType;

  // Both outlive it.
  PostgresReader(Pool& pool, const Table<A>& table) : pool_(pool), table_(table) {}

  const FieldCatalog& catalog() const override { return table_.layout().catalog; }

  absl::StatusOr<S> Get(const RequestContext& context, const IdType& id, std::optional<absl::Time> read_time) override {
    std::vector<Param> params;
    ASSIGN_OR_RETURN(const Sql sql, Select(context, read_time, " and t.id = ", id.ToString(), "::uuid", params));
    std::vector<S> found;
    RETURN_IF_ERROR(Run(context, sql, params, found));
    if (found.empty()) return NotFound(A::kResource, id.ToString());
    return std::move(found.front());
  }

  absl::StatusOr<std::vector<S>> BatchGet(const RequestContext& context, const std::vector<IdType>& ids,
                                          std::optional<absl::Time> read_time) override {
    std::vector<std::string> texts;
    texts.reserve(ids.size());
    for (const IdType& id : ids) texts.push_back(id.ToString());
    std::vector<Param> params;
    ASSIGN_OR_RETURN(const Sql sql,
                     Select(context, read_time, " and t.id = any(", ArrayLiteral(texts), "::uuid[])", params));
    std::vector<S> found;
    RETURN_IF_ERROR(Run(context, sql, params, found));
    std::map<IdType, size_t> at;
    for (size_t i = 0; i < found.size(); ++i) at[found[i].id] = i;
    std::vector<S> ordered;
    ordered.reserve(ids.size());
    for (const IdType& id : ids) {
      const auto entry = at.find(id);
      if (entry == at.end()) return NotFound(A::kResource, id.ToString());
      ordered.push_back(found[entry->second]);
    }
    return ordered;
  }

  absl::StatusOr<ListedRecords<S>> List(const RequestContext& context, const ListQuery& list) override {
    ASSIGN_OR_RETURN(const ListStatement statement, CompileList(table_.layout(), context, list));
    ListedRecords<S> page;
    ASSIGN_OR_RETURN(auto lease, pool_.Acquire(context.principal->tenant, context.deadline));
    RETURN_IF_ERROR(lease->PrepareSession(context.principal->tenant, context.deadline));
    const auto page_size = static_cast<size_t>(list.page_size);
    page.items.reserve(std::min(page_size, kReservedItems));
    PageStart last;
    bool has_more = false;
    RETURN_IF_ERROR(lease->Read(
        statement.rows, statement.params,
        [&](Row row) -> absl::Status {
          // One row more than the page was asked for: it tells whether there is a next one.
          if (page.items.size() == page_size) {
            has_more = true;
            return absl::OkStatus();
          }
          // The sort keys stand behind the record's columns; the next page begins behind those of the last row.
          if (page.items.size() + 1 == page_size) {
            for (size_t i = table_.layout().columns; i < row.size(); ++i) {
              last.keys.push_back(row[i].null ? std::nullopt : Param(std::string(row[i].text)));
            }
          }
          return table_.Read(row.first(table_.layout().columns), page.items.emplace_back());
        },
        context.cancellation.get()));
    if (has_more) page.next = std::move(last);
    if (statement.total.has_value()) {
      int64_t total = 0;
      RETURN_IF_ERROR(lease->Read(
          statement.total->sql, statement.total->params,
          [&](Row row) { return Codec<int64_t>::FromText(row[0].text, total); }, context.cancellation.get()));
      page.total_size = total;
    }
    return page;
  }

 private:
  // A page of the usual size never moves its items; a large one may turn out to have few.
  static constexpr size_t kReservedItems = 100;

  // All columns of the readable records that meet a condition: `before`, the bound `value`, `behind`.
  absl::StatusOr<Sql> Select(const RequestContext& context, const std::optional<absl::Time>& read_time,
                             absl::string_view before, std::string value, absl::string_view behind,
                             std::vector<Param>& params) const {
    ASSIGN_OR_RETURN(const ReadableRows rows, RowsAt(table_.layout(), context, read_time, params));
    params.emplace_back(std::move(value));
    return Sql{absl::StrCat("select ", rows.layout->select, " from ", rows.layout->name, " t", rows.where, before, "$",
                            params.size(), behind),
               rows.layout->columns};
  }

  absl::Status Run(const RequestContext& context, const Sql& sql, const std::vector<Param>& params,
                   std::vector<S>& found) {
    ASSIGN_OR_RETURN(auto lease, pool_.Acquire(context.principal->tenant, context.deadline));
    RETURN_IF_ERROR(lease->PrepareSession(context.principal->tenant, context.deadline));
    return lease->Read(
        sql, params, [&](Row row) { return table_.Read(row, found.emplace_back()); }, context.cancellation.get());
  }

  Pool& pool_;
  const Table<A>& table_;
};

}  // namespace pipewright::postgres
