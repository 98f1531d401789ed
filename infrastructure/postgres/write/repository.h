// Repository<A> on PostgreSQL, from the table's description.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "application/shared/call/access_rule.h"
#include "domain/shared/errors.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/row_statement.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

// One per unit of work. An aggregate with more to store (an opportunity's stage history) derives from it and overrides
// StoreMore.
// Port: Repository<A>, or what the domain derives from it to ask for more.
template <class A, class Port = Repository<A>>
class PostgresRepository : public Port, public Described {
 public:
  using Stored = A;
  using S = typename A::State;
  using IdType = typename Repository<A>::IdType;

  PostgresRepository(WriteSession& session, const Table<A>& table) : session_(session), table_(table) {
    session_.OnUndo([this] {
      loaded_.clear();
      missing_.clear();
      found_.clear();
    });
  }
  PostgresRepository(const PostgresRepository&) = delete;
  PostgresRepository& operator=(const PostgresRepository&) = delete;

  const TableLayout& layout() const override { return table_.layout(); }

  absl::StatusOr<A> Get(const IdType& id) override {
    ASSIGN_OR_RETURN(A aggregate, GetEvenDeleted(id));
    if (aggregate.state().delete_time.has_value()) {
      return FailedPrecondition(Reason::kRecordDeleted, absl::StrCat(A::kResource, "/", id.ToString()),
                                absl::StrCat("the ", A::kResource, " is deleted; undelete it first"));
    }
    return aggregate;
  }

  absl::StatusOr<A> GetEvenDeleted(const IdType& id) override {
    const auto known = loaded_.find(id);
    if (known != loaded_.end()) {
      ASSIGN_OR_RETURN(const bool readable, MayRead(known->second));
      if (!readable) return NotFound(A::kResource, id.ToString());
      return A::Restore(known->second);
    }
    if (missing_.contains(id)) return NotFound(A::kResource, id.ToString());
    ASSIGN_OR_RETURN(std::optional<A> aggregate, FindWhere("t.id = $2::uuid", {id.ToString()}));
    if (!aggregate.has_value()) return NotFound(A::kResource, id.ToString());
    return *std::move(aggregate);
  }

  absl::Status Prefetch(absl::Span<const IdType> ids) override {
    std::set<IdType> wanted;
    for (const IdType& id : ids) {
      if (!loaded_.contains(id) && !missing_.contains(id)) wanted.insert(id);
    }
    if (wanted.size() < 2) return absl::OkStatus();  // Get does as well
    RETURN_IF_ERROR(SelectWhere("t.id = any($2::uuid[])", {ArrayLiteral(TextsOf(wanted))}, [&](S state) {
      wanted.erase(state.id);
      loaded_.insert_or_assign(state.id, std::move(state));
    }));
    missing_.insert(wanted.begin(), wanted.end());
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<UserId>> OwnersOf(const Uuid& id) override {
    if constexpr (requires(const S& state) { A::OwnersOf(state); }) {
      ASSIGN_OR_RETURN(const S* const state, FindForAnybody(IdType(id)));
      if (state != nullptr) return A::OwnersOf(*state);
    }
    return std::vector<UserId>();
  }

  absl::StatusOr<bool> IsDeleted(const Uuid& id) override {
    ASSIGN_OR_RETURN(const S* const state, FindForAnybody(IdType(id)));
    return state != nullptr && state->delete_time.has_value();
  }

  absl::Status Lock(absl::Span<const IdType> ids) override {
    const Sql sql{absl::StrCat("select id from ", table_.layout().name,
                               " where tenant_id = $1::uuid and id = any($2::uuid[]) order by id for update"),
                  1};
    return session_.Read(sql, {session_.tenant(), ArrayLiteral(TextsOf(ids))}, [](Row) { return absl::OkStatus(); });
  }

  absl::Status Add(A& aggregate) override {
    RETURN_IF_ERROR(CheckScope(aggregate.state(), Deed::kUpdate));
    if (loaded_.contains(aggregate.state().id)) {
      return AlreadyExists(A::kResource, "id", absl::StrCat("a ", A::kResource, " with that id exists already"));
    }
    Record record = aggregate.state();
    record.version = 1;
    record.create_time = session_.now();
    record.update_time = session_.now();
    record.created_by = session_.context().principal->user;
    record.updated_by = record.created_by;
    const std::vector<typename A::Event> events = aggregate.events();
    aggregate.MarkStored(record);
    const S& state = aggregate.state();

    std::vector<Param> row;
    row.reserve(table_.layout().columns + 1);
    for (const Column<S>& column : table_.columns()) column.write(state, row);
    session_.Write(table_.insert(), state.id.ToString(), std::move(row));
    for (size_t i = 0; i < table_.links().size(); ++i) WriteLinks(i, {}, table_.links()[i].rows(state), state);
    WriteSearchRow(session_, A::kResource, state.id.uuid(), {}, table_.SearchTextOf(state));
    WriteTimelineRow(session_, A::kResource, state.id.uuid(), {}, table_.TimelinePlaceOf(state));
    RETURN_IF_ERROR(StoreMore(aggregate, events));
    RecordEvents(nullptr, state, events);
    Remember(state);
    return absl::OkStatus();
  }

  absl::Status Save(A& aggregate) override {
    const auto original = loaded_.find(aggregate.state().id);
    if (original == loaded_.end()) return absl::InternalError("an aggregate is saved that was not loaded here");
    // Checked on the record as it was before: a caller may give a record of their own to somebody else.
    const Permission& permission = session_.context().permission;
    RETURN_IF_ERROR(
        CheckScope(original->second, AccessRule<A>::DeedOfChange(original->second, aggregate.state(), permission)));
    if (aggregate.state().version != original->second.version) return ChangedMeanwhile(aggregate.state());
    return Store(original->second, aggregate);
  }

  // Of merges (repoint.h).
  std::vector<ChangedPart> PartsOf(const S& before, const S& after) const override;
  absl::StatusOr<int64_t> Repoint(const Repointing& what, int64_t limit, std::vector<ChangedPart>& parts) override;
  absl::Status PutBack(absl::Span<const ChangedPart> parts, std::vector<ChangedPart>& different) override;

 protected:
  // What an aggregate stores besides its row and links, queued in the same transaction. `events` are those it recorded.
  virtual absl::Status StoreMore(const A& /*aggregate*/, const std::vector<typename A::Event>& /*events*/) {
    return absl::OkStatus();
  }

  // The one record of the tenant that meets `condition` (SQL over `t`; `params` are $2 and on) and that the caller may
  // read, if there is one.
  absl::StatusOr<std::optional<A>> FindWhere(absl::string_view condition, std::vector<Param> params) {
    std::optional<S> found;
    RETURN_IF_ERROR(SelectWhere(condition, std::move(params), [&](S state) { found = std::move(state); }));
    if (!found.has_value()) return std::optional<A>();
    loaded_.insert_or_assign(found->id, *found);
    ASSIGN_OR_RETURN(const bool readable, MayRead(*found));
    if (!readable) return std::optional<A>();
    return std::optional<A>(A::Restore(*std::move(found)));
  }

  // The same for a condition without parameters that is asked for again and again: read once, and again only when a
  // record of this kind was stored since.
  absl::StatusOr<std::optional<A>> FindOnceWhere(const std::string& condition) {
    const auto known = found_.find(condition);
    if (known != found_.end()) {
      if (!known->second.has_value()) return std::optional<A>();
      ASSIGN_OR_RETURN(A aggregate, GetEvenDeleted(*known->second));
      return std::optional<A>(std::move(aggregate));
    }
    ASSIGN_OR_RETURN(std::optional<A> aggregate, FindWhere(condition, {}));
    found_[condition] = aggregate.has_value() ? std::optional<IdType>(aggregate->state().id) : std::nullopt;
    return aggregate;
  }

  // All records of the tenant that meet the condition, whoever may read them, for this unit of work to change.
  absl::StatusOr<std::vector<A>> LoadWhere(absl::string_view condition, std::vector<Param> params) {
    std::vector<A> found;
    RETURN_IF_ERROR(SelectWhere(condition, std::move(params), [&](S state) {
      found.push_back(A::Restore(state));
      loaded_.insert_or_assign(found.back().state().id, std::move(state));
    }));
    return found;
  }

  // A record that was read, at hand from now on.
  A Known(S state) {
    loaded_.insert_or_assign(state.id, state);
    return A::Restore(std::move(state));
  }

  // All records of the tenant that meet the condition, whoever may read them.
  absl::Status SelectWhere(absl::string_view condition, std::vector<Param> params,
                           absl::FunctionRef<void(S)> on_found) {
    return SelectLocked(condition, table_.layout().kept_live ? " for key share of t" : "", std::move(params), on_found);
  }
  absl::Status SelectLocked(absl::string_view condition, absl::string_view lock, std::vector<Param> params,
                            absl::FunctionRef<void(S)> on_found) {
    const TableLayout& layout = table_.layout();
    const Sql sql{absl::StrCat("select ", layout.select, " from ", layout.name, " t where t.tenant_id = $1::uuid and ",
                               condition, lock),
                  layout.columns};
    params.insert(params.begin(), session_.tenant());
    return session_.Read(sql, params, [&](Row row) -> absl::Status {
      S state;
      RETURN_IF_ERROR(table_.Read(row, state));
      on_found(std::move(state));
      return absl::OkStatus();
    });
  }

  // Forgets a record, so that the next Get reads it anew.
  void Forget(const IdType& id) {
    loaded_.erase(id);
    missing_.erase(id);
    found_.clear();
  }

  WriteSession& session() { return session_; }

 private:
  template <class Ids>
  static std::vector<std::string> TextsOf(const Ids& ids) {
    std::vector<std::string> texts;
    texts.reserve(ids.size());
    for (const IdType& id : ids) texts.push_back(id.ToString());
    return texts;
  }

  // The record, whoever the caller is; none when it isn't there.
  absl::StatusOr<const S*> FindForAnybody(const IdType& id) {
    if (!loaded_.contains(id) && !missing_.contains(id)) {
      RETURN_IF_ERROR(SelectWhere("t.id = $2::uuid", {id.ToString()},
                                  [&](S state) { loaded_.insert_or_assign(id, std::move(state)); }));
    }
    const auto found = loaded_.find(id);
    return found == loaded_.end() ? nullptr : &found->second;
  }

  // Stores `aggregate`, which was `original`, whoever the caller is.
  absl::Status Store(const S& original, A& aggregate) {
    const std::vector<const Column<S>*> changed = ChangedColumns(original, aggregate.state());
    if (changed.empty()) {
      aggregate.MarkStored(original);
      return absl::OkStatus();
    }
    Record record = aggregate.state();
    record.version += 1;
    // Versions follow each other in time, even when two servers' clocks disagree or one microsecond sees two changes.
    record.update_time = std::max(session_.now(), original.update_time + absl::Microseconds(1));
    record.updated_by = session_.context().principal->user;
    const std::vector<typename A::Event> events = aggregate.events();
    aggregate.MarkStored(record);
    const S& state = aggregate.state();

    WriteUpdate(original, state, changed);
    for (size_t i = 0; i < table_.links().size(); ++i) {
      WriteLinks(i, table_.links()[i].rows(original), table_.links()[i].rows(state), state);
    }
    WriteSearchRow(session_, A::kResource, state.id.uuid(), table_.SearchTextOf(original), table_.SearchTextOf(state));
    WriteTimelineRow(session_, A::kResource, state.id.uuid(), table_.TimelinePlaceOf(original),
                     table_.TimelinePlaceOf(state));
    if (table_.AccountAbove(state) != table_.AccountAbove(original)) {
      MoveTimelineRows(session_, A::kResource, state.id.uuid());
    }
    RETURN_IF_ERROR(StoreMore(aggregate, events));
    RecordEvents(&original, state, events);
    Remember(state);
    return absl::OkStatus();
  }

  // Lets `change` lead references of each of these records elsewhere, some hundreds of records at a time, and stores
  // them in any order. None of them is at hand afterwards.
  absl::Status ChangeReferences(const std::vector<std::string>& ids, absl::FunctionRef<absl::Status(S&)> change);
  // Of the custom fields of these records that lead to the kind.
  absl::StatusOr<CustomKeys> CustomKeysTo(RecordKind kind);

  absl::StatusOr<bool> MayRead(const S& state) {
    const RequestContext& context = session_.context();
    const Scope scope = context.principal->ScopeOf(A::kResource, "read");
    if (AccessRule<A>::Allows(state, *context.principal, scope)) return true;
    if (table_.layout().read_with.empty() || scope == Scope::kNone) return false;
    // What the record is about may open it.
    std::vector<Param> params = {session_.tenant(), state.id.ToString()};
    const Sql sql{
        absl::StrCat("select 1 from ", table_.layout().name, " t where t.tenant_id = $1::uuid and t.id = $2::uuid",
                     ReadScope(table_.layout(), context, params)),
        1};
    bool found = false;
    RETURN_IF_ERROR(session_.Read(sql, params, [&](Row) {
      found = true;
      return absl::OkStatus();
    }));
    return found;
  }

  // From now on `state` is what is stored.
  void Remember(const S& state) {
    loaded_.insert_or_assign(state.id, state);
    missing_.erase(state.id);
    found_.clear();
  }

  // For an aggregate whose record was saved, through another one, after it was got.
  static absl::Status ChangedMeanwhile(const S& state) {
    ErrorDetails details;
    details.reason = Reason::kConcurrentChange;
    details.resource_type = std::string(A::kResource);
    details.resource_name = state.id.ToString();
    return MakeError(absl::StatusCode::kAborted,
                     absl::StrCat("the ", A::kResource, " ", details.resource_name,
                                  " was changed at the same time: read it again and repeat the change"),
                     details);
  }

  // Whether the call's permission reaches the record, where the permission is about this kind of record.
  absl::Status CheckScope(const S& state, Deed deed) const {
    const RequestContext& context = session_.context();
    const Permission& permission = context.permission;
    if (permission.resource != A::kResource) return absl::OkStatus();
    const Scope scope = context.principal->ScopeOf(permission.resource, permission.action);
    if (AccessRule<A>::AllowsChange(state, *context.principal, scope, deed)) return absl::OkStatus();
    std::string message = absl::StrCat("your roles grant ", permission.ToString(), " only for records of your own");
    if constexpr (requires { A::HoldersOf(state); }) {
      if (deed == Deed::kGiveUp) absl::StrAppend(&message, ", and one that you share in is not: ask its owner");
    }
    return PermissionDenied(permission.ToString(), message);
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
    std::vector<Param> row = {after.id.ToString(), absl::StrCat(before.version), TimeToText(after.update_time),
                              after.updated_by.has_value() ? Param(after.updated_by->ToString()) : std::nullopt};
    std::vector<PhysicalColumn> columns;
    for (const Column<S>* const column : changed) {
      column->write(after, row);
      columns.insert(columns.end(), column->physical.begin(), column->physical.end());
    }
    session_.Write(std::make_shared<RowStatement>(UpdateStatement(table_.layout().name, columns, table_.history())),
                   after.id.ToString(), std::move(row));
  }

  // Brings the link rows of `state` from `before` to `after`.
  void WriteLinks(size_t links, const std::vector<std::vector<Param>>& before,
                  const std::vector<std::vector<Param>>& after, const S& state) {
    const std::string id = state.id.ToString();
    const auto key_in = [](const std::vector<std::vector<Param>>& rows, const Param& key) {
      return std::any_of(rows.begin(), rows.end(), [&](const std::vector<Param>& row) { return row[0] == key; });
    };
    for (const std::vector<Param>& row : before) {
      if (key_in(after, row[0])) continue;
      session_.Write(table_.delete_link(links), absl::StrCat(id, "/", row[0].value_or("")), {id, row[0]});
    }
    for (const std::vector<Param>& row : after) {
      if (std::find(before.begin(), before.end(), row) != before.end()) continue;
      std::vector<Param> values = {id};
      values.insert(values.end(), row.begin(), row.end());
      session_.Write(table_.upsert_link(links), absl::StrCat(id, "/", row[0].value_or("")), std::move(values));
    }
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
      session_.Record({A::kResource, after.id.ToString(), after.version, EventNamesOf(event), changes, record,
                       table_.AccountAbove(after)});
    }
  }

  WriteSession& session_;
  const Table<A>& table_;
  // The records of this unit of work as they are stored: what Get gives, and what a change is compared with. Another
  // transaction may have changed one since it was read; the version tells when it is saved.
  std::map<IdType, S> loaded_;
  std::set<IdType> missing_;                            // asked for and not there
  std::map<std::string, std::optional<IdType>> found_;  // by condition: see FindOnceWhere
};

}  // namespace pipewright::postgres

#include "infrastructure/postgres/write/repoint.h"  // IWYU pragma: export
