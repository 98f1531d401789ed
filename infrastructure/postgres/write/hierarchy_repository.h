// HierarchyRepository<A> on PostgreSQL.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "domain/shared/hierarchy_repository.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/repository.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

// Port: HierarchyRepository<A>, or what the domain derives from it to ask for more.
template <class A, class Port = HierarchyRepository<A>>
class PostgresHierarchyRepository : public PostgresRepository<A, Port> {
 public:
  using Base = PostgresRepository<A, Port>;
  using typename Base::IdType;
  using typename Base::S;
  using Link = std::optional<IdType> S::*;

  // `column` (of the table) and `link` (of the state) name the record above.
  PostgresHierarchyRepository(WriteSession& session, const Table<A>& table, const std::string& column, Link link)
      : Base(session, table),
        link_(link),
        lock_{absl::StrCat("select pg_advisory_xact_lock(hashtextextended('hierarchy of ", table.layout().name,
                           " of ' || $1::text, 0))"),
              1},
        // `union` leaves out rows that were found already, so this ends even where a circle is stored.
        lines_{
            absl::StrCat("with recursive line as (select id, ", column, " as above from ", table.layout().name,
                         " where tenant_id = $1::uuid and id = any($2::uuid[]) union select t.id, t.", column, " from ",
                         table.layout().name,
                         " t join line on t.id = line.above where t.tenant_id = $1::uuid) select id, above from line"),
            2} {
    session.OnUndo([this] {
      above_.clear();
      locked_ = false;
    });
  }

  absl::StatusOr<bool> LockIsAtOrAbove(const IdType& upper, const IdType& id) override {
    RETURN_IF_ERROR(LockAndPrefetchAbove({id}));
    std::optional<IdType> next = id;
    // A circle may be there from before circles were refused; the count of steps ends the walk.
    for (size_t steps = 0; next.has_value() && steps <= above_.size(); ++steps) {
      if (*next == upper) return true;
      const auto found = above_.find(*next);
      next = found == above_.end() ? std::nullopt : found->second;
    }
    return false;
  }

  absl::StatusOr<std::vector<IdType>> LockLineAbove(const IdType& id) override {
    RETURN_IF_ERROR(LockAndPrefetchAbove({id}));
    std::vector<IdType> line;
    // Ends at a circle, as the walk above does.
    for (auto at = above_.find(id); at != above_.end() && line.size() <= above_.size(); at = above_.find(line.back())) {
      if (!at->second.has_value()) break;
      line.push_back(*at->second);
    }
    return line;
  }

  absl::Status LockAndPrefetchAbove(absl::Span<const IdType> ids) override {
    std::vector<std::string> unknown;
    for (const IdType& id : ids) {
      if (!above_.contains(id)) unknown.push_back(id.ToString());
    }
    if (unknown.empty()) return absl::OkStatus();
    // Two statements: the second sees what was committed while the first waited.
    if (!locked_) {
      RETURN_IF_ERROR(this->session().Read(lock_, {this->session().tenant()}, [](Row) { return absl::OkStatus(); }));
      locked_ = true;
    }
    return this->session().Read(
        lines_, {this->session().tenant(), ArrayLiteral(unknown)}, [&](Row row) -> absl::Status {
          IdType id;
          RETURN_IF_ERROR(Codec<IdType>::FromText(row[0].text, id));
          std::optional<IdType>& above = above_[id];
          above.reset();
          return row[1].null ? absl::OkStatus() : Codec<IdType>::FromText(row[1].text, above.emplace());
        });
  }

 protected:
  absl::Status StoreMore(const A& aggregate, const std::vector<typename A::Event>& /*events*/) override {
    const auto known = above_.find(aggregate.state().id);
    if (known != above_.end()) known->second = aggregate.state().*link_;
    return absl::OkStatus();
  }

 private:
  const Link link_;
  const Sql lock_;
  const Sql lines_;
  bool locked_ = false;
  // What the records stand under that were asked about, and all above them; read behind the lock, and kept up with what
  // this unit of work stores. Whatever is put under another was asked about first, so lines stay whole.
  std::map<IdType, std::optional<IdType>> above_;
};

}  // namespace pipewright::postgres
