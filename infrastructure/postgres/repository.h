// Repository<A> on PostgreSQL, from the table's description.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "application/shared/access_rule.h"
#include "domain/shared/errors.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/link_statements.h"
#include "infrastructure/postgres/table.h"
#include "infrastructure/postgres/write_session.h"

namespace pipewright::postgres {

// One per unit of work. An aggregate with more to store (an opportunity's stage history) derives from it and overrides
// StoreMore.
// Port: Repository<A>, or what the domain derives from it to ask for more.
template <class A, class Port = Repository<A>>
class PostgresRepository : public Port {
 public:
  using S = typename A::State;
  using IdType = typename Repository<A>::IdType;

  PostgresRepository(WriteSession& session, const Table<A>& table) : session_(session), table_(table) {}

  absl::StatusOr<A> Get(const IdType& id) override {
    ASSIGN_OR_RETURN(A aggregate, GetEvenDeleted(id));
    if (aggregate.state().delete_time.has_value()) {
      return FailedPrecondition(Reason::kRecordDeleted, absl::StrCat(A::kResource, "/", id.ToString()),
                                absl::StrCat("the ", A::kResource, " is deleted; undelete it first"));
    }
    return aggregate;
  }

  absl::StatusOr<A> GetEvenDeleted(const IdType& id) override {
    ASSIGN_OR_RETURN(std::optional<A> aggregate, FindWhere("t.id = $2::uuid", {id.ToString()}));
    if (!aggregate.has_value()) return NotFound(A::kResource, id.ToString());
    return *std::move(aggregate);
  }

  absl::Status Add(A& aggregate) override {
    RETURN_IF_ERROR(CheckScope(aggregate.state()));
    Record record = aggregate.state();
    record.version = 1;
    record.create_time = session_.now();
    record.update_time = session_.now();
    record.created_by = session_.context().principal->user;
    record.updated_by = record.created_by;
    const std::vector<typename A::Event> events = aggregate.events();
    aggregate.MarkStored(record);
    const S& state = aggregate.state();

    std::vector<Param> params = {session_.tenant()};
    for (const Column<S>& column : table_.columns()) column.write(state, params);
    session_.Write(table_.insert(), std::move(params));
    for (const Links<S>& links : table_.links()) WriteLinks(links, state);
    RETURN_IF_ERROR(StoreMore(aggregate, events));
    RecordEvents(nullptr, state, events);
    loaded_.insert_or_assign(state.id, state);
    return absl::OkStatus();
  }

  absl::Status Save(A& aggregate) override {
    const auto original = loaded_.find(aggregate.state().id);
    if (original == loaded_.end()) return absl::InternalError("an aggregate is saved that was not loaded here");
    // The record as it was decides: a caller may give away what is theirs.
    RETURN_IF_ERROR(CheckScope(original->second));
    const std::vector<const Column<S>*> changed = ChangedColumns(original->second, aggregate.state());
    if (changed.empty()) {
      aggregate.MarkStored(original->second);
      return absl::OkStatus();
    }
    Record record = aggregate.state();
    record.version += 1;
    // Versions follow each other in time, even when two servers' clocks disagree or one microsecond sees two changes.
    record.update_time = std::max(session_.now(), original->second.update_time + absl::Microseconds(1));
    record.updated_by = session_.context().principal->user;
    const std::vector<typename A::Event> events = aggregate.events();
    aggregate.MarkStored(record);
    const S& state = aggregate.state();

    WriteUpdate(original->second, state, changed);
    for (const Links<S>& links : table_.links()) {
      if (links.rows(original->second) != links.rows(state)) WriteLinks(links, state);
    }
    RETURN_IF_ERROR(StoreMore(aggregate, events));
    RecordEvents(&original->second, state, events);
    original->second = state;
    return absl::OkStatus();
  }

  absl::Status Remove(const A& aggregate) override {
    RETURN_IF_ERROR(CheckScope(aggregate.state()));
    session_.Write(absl::StrCat("delete from ", table_.layout().name, " where tenant_id = $1::uuid and id = $2::uuid"),
                   {session_.tenant(), aggregate.state().id.ToString()});
    RecordEvents(&aggregate.state(), aggregate.state(), aggregate.events());
    return absl::OkStatus();
  }

 protected:
  // What an aggregate stores besides its row and links, queued in the same transaction. `events` are those it recorded.
  virtual absl::Status StoreMore(const A& /*aggregate*/, const std::vector<typename A::Event>& /*events*/) {
    return absl::OkStatus();
  }

  // The one record of the tenant that meets `condition` (SQL over `t`; `params` are $2 and on) and that the caller may
  // read, if there is one.
  absl::StatusOr<std::optional<A>> FindWhere(absl::string_view condition, std::vector<Param> params) {
    const TableLayout& layout = table_.layout();
    const Sql sql{absl::StrCat("select ", layout.select, " from ", layout.name, " t where t.tenant_id = $1::uuid and ",
                               condition),
                  layout.columns};
    params.insert(params.begin(), session_.tenant());
    S state;
    bool found = false;
    RETURN_IF_ERROR(session_.Read(sql, params, [&](Row row) {
      found = true;
      return table_.Read(row, state);
    }));
    const Principal& caller = *session_.context().principal;
    if (!found || !AccessRule<A>::Allows(state, caller, caller.ScopeOf(A::kResource, "read"))) {
      return std::optional<A>();
    }
    loaded_.insert_or_assign(state.id, state);
    return std::optional<A>(A::Restore(std::move(state)));
  }

  WriteSession& session() { return session_; }

 private:
  // Whether the call's permission reaches the record, where the permission is about this kind of record.
  absl::Status CheckScope(const S& state) const {
    const RequestContext& context = session_.context();
    const Permission& permission = context.permission;
    if (permission.resource != A::kResource) return absl::OkStatus();
    const Scope scope = context.principal->ScopeOf(permission.resource, permission.action);
    if (AccessRule<A>::AllowsChange(state, *context.principal, scope)) return absl::OkStatus();
    return PermissionDenied(permission.ToString(),
                            absl::StrCat("your roles grant ", permission.ToString(), " only for records of your own"));
  }

  // The columns of the record's own bookkeeping are not changes; delete_time is.
  static bool IsBookkeeping(const std::string& field) {
    return field == "version" || field == "update_time" || field == "updated_by" || field == "create_time" ||
           field == "created_by";
  }

  std::vector<const Column<S>*> ChangedColumns(const S& before, const S& after) const {
    std::vector<const Column<S>*> changed;
    std::vector<Param> old_values;
    std::vector<Param> new_values;
    for (const Column<S>& column : table_.columns()) {
      if (IsBookkeeping(column.field)) continue;
      old_values.clear();
      new_values.clear();
      column.write(before, old_values);
      column.write(after, new_values);
      if (old_values != new_values) changed.push_back(&column);
    }
    return changed;
  }

  void WriteUpdate(const S& before, const S& after, const std::vector<const Column<S>*>& changed) {
    std::vector<Param> params = {session_.tenant(), after.id.ToString(), absl::StrCat(before.version),
                                 TimeToText(after.update_time),
                                 after.updated_by.has_value() ? Param(after.updated_by->ToString()) : std::nullopt};
    std::string assignments;
    for (const Column<S>* const column : changed) {
      size_t at = params.size();
      column->write(after, params);
      for (const PhysicalColumn& physical : column->physical) {
        absl::StrAppend(&assignments, ", ", physical.name, " = $", ++at, "::", physical.cast);
      }
    }
    session_.Write(
        absl::StrCat("with updated as (update ", table_.layout().name,
                     " set version = version + 1, update_time = $4::timestamptz, updated_by = $5::uuid", assignments,
                     " where tenant_id = $1::uuid and id = $2::uuid and version = $3::bigint returning 1)",
                     table_.keep(), " select pipewright_expect_one(count(*)) from updated"),
        std::move(params));
  }

  void WriteLinks(const Links<S>& links, const S& state) {
    Step step = LinkStatement(links.table, links.parent, links.columns, session_.tenant(), state.id.ToString(),
                              links.rows(state));
    session_.Write(std::move(step.sql), std::move(step.params));
  }

  void RecordEvents(const S* before, const S& after, const std::vector<typename A::Event>& events) {
    std::string changes = "{";
    std::string record = "{";
    std::string old_value;
    std::string new_value;
    for (const Column<S>& column : table_.columns()) {
      new_value.clear();
      column.write_json(after, new_value);
      if (record.size() > 1) record += ',';
      absl::StrAppend(&record, "\"", column.field, "\":", new_value);
      if (IsBookkeeping(column.field)) continue;
      old_value = "null";
      if (before != nullptr) {
        old_value.clear();
        column.write_json(*before, old_value);
      }
      if (old_value == new_value) continue;
      if (changes.size() > 1) changes += ',';
      absl::StrAppend(&changes, "\"", column.field, "\":[", old_value, ",", new_value, "]");
    }
    changes += '}';
    record += '}';
    for (const auto& event : events) {
      session_.Record({A::kResource, after.id.ToString(), after.version,
                       std::visit([](const auto& happened) { return happened.kName; }, event), changes, record});
    }
  }

  WriteSession& session_;
  const Table<A>& table_;
  std::map<IdType, S> loaded_;  // as stored: what a change is compared with
};

}  // namespace pipewright::postgres
