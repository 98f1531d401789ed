// The description of an aggregate's table: the one place where fields meet columns. From it come SELECT, INSERT, narrow
// UPDATE, the audit entry's old → new, the event's record, and what lists may filter and sort by.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/shared/aggregate.h"
#include "infrastructure/postgres/connection/resource_names.h"
#include "infrastructure/postgres/organization/member_layout.h"
#include "infrastructure/postgres/table/column.h"
#include "infrastructure/postgres/table/custom_fields_column.h"
#include "infrastructure/postgres/write/row_statement.h"
#include "infrastructure/postgres/write/search_rows.h"
#include "infrastructure/postgres/write/timeline_rows.h"

namespace pipewright::postgres {

// Immutable once built; build it once (a function-local static).
template <class A>
class Table {
 public:
  using S = typename A::State;

  // `columns`: the aggregate's own; those of every record are added here.
  Table(std::string name, std::vector<Column<S>> columns, ScopePredicate scope = nullptr,
        std::vector<Links<S>> links = {})
      : links_(std::move(links)) {
    layout_.name = std::move(name);
    layout_.resource = std::string(A::kResource);
    NameResource(layout_.name, layout_.resource);
    layout_.catalog = FieldCatalog(layout_.resource);
    layout_.scope = std::move(scope);
    columns_.push_back(Col("id", &S::id).Kept());
    columns_.push_back(UnlistedCol("version", static_cast<int64_t S::*>(&Record::version)));
    columns_.push_back(Col("create_time", static_cast<absl::Time S::*>(&Record::create_time)));
    columns_.push_back(Col("update_time", static_cast<absl::Time S::*>(&Record::update_time)));
    columns_.push_back(Col("delete_time", static_cast<std::optional<absl::Time> S::*>(&Record::delete_time)));
    columns_.push_back(ReferringToMember(
        "created_by", Col("created_by", static_cast<std::optional<UserId> S::*>(&Record::created_by))));
    columns_.push_back(ReferringToMember(
        "updated_by", Col("updated_by", static_cast<std::optional<UserId> S::*>(&Record::updated_by))));
    for (Column<S>& column : columns) columns_.push_back(std::move(column));

    std::vector<std::string> names;
    std::vector<PhysicalColumn> physical_columns;
    for (const Column<S>& column : columns_) {
      for (const PhysicalColumn& physical : column.physical) {
        names.push_back(physical.name);
        physical_columns.push_back(physical);
      }
      for (const ListField& field : column.list_fields) layout_.AddField(field);
      for (const ListReference& reference : column.references) layout_.AddReference(reference);
    }
    layout_.SortBy({});
    layout_.columns = static_cast<int>(names.size());
    layout_.select = absl::StrCat("t.", absl::StrJoin(names, ", t."));
    names_ = absl::StrJoin(names, ", ");
    insert_ = std::make_shared<RowStatement>(InsertStatement(layout_.name, physical_columns));
    for (const Links<S>& link : links_) AddLinkStatements(link);
  }

  // A list field that isn't a column: a set of texts, through its link table, whose column of them is `element`. The
  // record has them in a JsonCol of the field's name, in this form.
  Table&& WithTexts(const std::string& field, const std::string& element, const std::string& link_table,
                    const std::string& parent, std::vector<std::string> S::*member,
                    TextForm form = TextForm::kAsWritten) && {
    layout_.AddField({{.name = field, .type = FieldType::kTextSet, .sortable = false, .form = form},
                      element,
                      "text",
                      link_table,
                      parent,
                      absl::StrCat("t.", field),
                      /*by_bytes=*/true});
    links_.push_back({link_table, parent, {{element, "text"}}, [member](const S& state) {
                        std::vector<std::vector<Param>> rows;
                        for (const std::string& text : state.*member) rows.push_back({text});
                        return rows;
                      }});
    AddLinkStatements(links_.back());
    return std::move(*this);
  }
  Table&& WithTags(const std::string& link_table, const std::string& parent) && {
    return std::move(*this).WithTexts("tags", "tag", link_table, parent, &S::tags, TextForm::kLowerCase);
  }
  // The rows beside CustomFieldsCol, by which lists are filtered.
  Table&& WithCustomFields(const std::string& link_table, const std::string& parent) && {
    layout_.custom_fields = {link_table, parent, "t.custom_fields"};
    links_.push_back({link_table, parent, CustomFieldColumns(),
                      [](const S& state) { return CustomFieldRows(state.custom_fields); }});
    AddLinkStatements(links_.back());
    for (Column<S>& column : columns_) {
      if (column.field == "custom_fields") column.record_references = CustomReferences(link_table, parent);
    }
    return std::move(*this);
  }
  // A list field that isn't stored: true from the moment in another field on.
  Table&& TrueSince(std::string name, std::string time) && {
    layout_.AddField({{.name = std::move(name), .type = FieldType::kBool, .sortable = false, .since = std::move(time)},
                      "",
                      "",
                      "",
                      ""});
    return std::move(*this);
  }
  // Rows beside the records that lists know nothing of.
  Table&& Beside(Links<S> links) && {
    links_.push_back(std::move(links));
    AddLinkStatements(links_.back());
    return std::move(*this);
  }
  // Live records are found by the words of these fields: texts, and JsonCols of texts. What they are called comes
  // first.
  Table&& SearchedBy(const std::vector<std::string>& titles, const std::vector<std::string>& others) && {
    layout_.search.emplace();
    for (const std::string& name : titles) AddSearchField(name, searched_titles_, layout_.search->titles);
    for (const std::string& name : others) AddSearchField(name, searched_others_, layout_.search->others);
    return std::move(*this);
  }
  // The records stand in the timelines of what they are about.
  Table&& InTimeline(std::function<TimelinePlace(const S&)> place) && {
    place_ = std::move(place);
    return std::move(*this);
  }
  // The records belong to an account, whose timeline has their changes and what is about them.
  Table&& BelowAccount(AccountId S::*member) && {
    account_ = [member](const S& state) { return Param((state.*member).ToString()); };
    return std::move(*this);
  }
  Table&& BelowAccount(std::optional<AccountId> S::*member) && {
    account_ = [member](const S& state) {
      return (state.*member).has_value() ? Param((state.*member)->ToString()) : std::nullopt;
    };
    return std::move(*this);
  }
  // What lists may be sorted by besides the id, each with an index (tenant_id, column, id). Without this: nothing.
  Table&& SortedBy(const std::vector<std::string>& fields) && {
    layout_.SortBy(fields);
    return std::move(*this);
  }
  // Commands lock the records of this table that they read, so that such a record can't be deleted before their
  // transaction ends: the deletion waits for it, and whoever reads the record after that finds it deleted.
  Table&& KeptLive() && {
    layout_.kept_live = true;
    return std::move(*this);
  }
  // The scope predicate narrows the scope ALL too.
  Table&& WithScopeLimitingAll() && {
    layout_.scope_limits_all = true;
    return std::move(*this);
  }

  // Whoever may read what one of these references leads to may read the record too, with a grant of any scope.
  Table&& ReadWith(std::vector<std::string> references) && {
    layout_.read_with = std::move(references);
    return std::move(*this);
  }

  // Keeps the versions that a change supersedes, in a table with the same columns and supersede_time: reads can then
  // ask for the state at a moment. Comes last: what is added afterwards is not known of the past.
  Table&& WithHistory(const std::string& versions) && {
    auto past = std::make_shared<TableLayout>(layout_);
    // Link tables say what is linked now; a version has elements of its own.
    for (ListField& field : past->fields) {
      if (!field.elements.empty()) field.link_table.clear();
    }
    if (past->custom_fields.has_value()) past->custom_fields->table.clear();
    const auto select_from = [&](const std::string& table, const std::string& supersede_time) {
      return absl::StrCat("select t.tenant_id, ", layout_.select, ", ", supersede_time, " as supersede_time from ",
                          table, " t");
    };
    // Without conditions inside, so that PostgreSQL reads the two tables like one, by the indexes of both.
    past->name = absl::StrCat("(", select_from(layout_.name, "'infinity'::timestamptz"), " union all ",
                              select_from(versions, "t.supersede_time"), ")");
    layout_.versions = std::move(past);
    history_ = {versions, names_, layout_.select};
    return std::move(*this);
  }

  const TableLayout& layout() const { return layout_; }
  const std::vector<Column<S>>& columns() const { return columns_; }
  const std::vector<Links<S>>& links() const { return links_; }
  // Where the records refer to records of a kind.
  std::vector<RecordReference<S>> ReferencesTo(RecordKind kind) const {
    std::vector<RecordReference<S>> found;
    for (const Column<S>& column : columns_) {
      for (const RecordReference<S>& reference : column.record_references) {
        if (reference.kind != kind) continue;
        found.push_back(reference);
        if (reference.table.empty()) found.back().table = layout_.name;
      }
    }
    return found;
  }
  // What differs between two states, part by part, and a part as it was (TellParts, PutBackPart in column.h).
  std::vector<FieldPart> PartsOf(const S& before, const S& after) const {
    std::vector<FieldPart> parts;
    for (const Column<S>& column : columns_) TellParts(column, before, after, parts);
    return parts;
  }
  absl::StatusOr<bool> PutBack(S& state, const FieldPart& part) const {
    const std::string field = part.field.substr(0, part.field.find('.'));
    for (const Column<S>& column : columns_) {
      if (column.field == field) return PutBackPart(column, state, part);
    }
    return absl::InternalError("a stored part is of a field that the record doesn't have");
  }

  // Empty for what isn't searched, and for a deleted record.
  SearchText SearchTextOf(const S& state) const {
    SearchText text;
    if (state.delete_time.has_value()) return text;
    AppendTexts(state, searched_titles_, text.title);
    AppendTexts(state, searched_others_, text.others);
    return text;
  }

  // Absent for a deleted record, and for one that stands in no timeline.
  std::optional<TimelinePlace> TimelinePlaceOf(const S& state) const {
    if (!place_ || state.delete_time.has_value()) return std::nullopt;
    TimelinePlace place = place_(state);
    if (place.subjects.empty()) return std::nullopt;
    return place;
  }
  // Whose timeline its changes are in.
  Param AccountAbove(const S& state) const { return account_ ? account_(state) : std::nullopt; }

  // The row is every physical column in order.
  const SharedRowStatement& insert() const { return insert_; }
  // Of links()[i].
  const SharedRowStatement& upsert_link(size_t i) const { return link_statements_[i].upsert; }
  const SharedRowStatement& delete_link(size_t i) const { return link_statements_[i].remove; }

  // Where superseded versions go; nowhere when this table keeps none.
  const History& history() const { return history_; }

  // Fills `state` from a row of layout().select.
  absl::Status Read(Row row, S& state) const {
    size_t at = 0;
    for (const Column<S>& column : columns_) {
      RETURN_IF_ERROR(column.read(state, row.subspan(at, column.physical.size())));
      at += column.physical.size();
    }
    return absl::OkStatus();
  }

 private:
  struct LinkStatements {
    SharedRowStatement upsert;
    SharedRowStatement remove;
  };

  static std::vector<RecordReference<S>> CustomReferences(const std::string& link_table, const std::string& parent) {
    std::vector<RecordReference<S>> references;
    for (const auto& [kind, name] : KindsWith(KindRole::kInCustomReferences)) {
      references.push_back(
          {kind, link_table, parent, "text_value", true, [](S& state, const Repointing& what, const CustomKeys& keys) {
             RepointCustomFields(state.custom_fields, what, keys);
           }});
    }
    return references;
  }

  void AddSearchField(const std::string& name, std::vector<size_t>& columns, std::vector<SearchField>& fields) {
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].field != name) continue;
      const PhysicalColumn& physical = columns_[i].physical[0];
      const std::string column = absl::StrCat("t.", physical.name);
      columns.push_back(i);
      fields.push_back(
          {name, physical.cast == "json"
                     ? absl::StrCat("(select string_agg(e, ', ') from json_array_elements_text(", column, ") e)")
                     : column});
    }
  }
  void AppendTexts(const S& state, const std::vector<size_t>& columns, std::string& text) const {
    std::vector<Param> values;
    for (const size_t i : columns) columns_[i].write(state, values);
    for (const Param& value : values) {
      if (value.has_value()) absl::StrAppend(&text, *value, "\n");
    }
  }

  void AddLinkStatements(const Links<S>& link) {
    NameResource(link.table, layout_.resource);
    link_statements_.push_back({std::make_shared<RowStatement>(UpsertLinkStatement(
                                    layout_.name, link.table, link.parent, link.columns, link.referenced)),
                                std::make_shared<RowStatement>(DeleteLinkStatement(
                                    layout_.name, link.table, link.parent, link.columns[0], link.referenced))});
  }

  TableLayout layout_;
  std::vector<Column<S>> columns_;
  std::vector<Links<S>> links_;
  std::string names_;  // of the physical columns, separated by commas
  SharedRowStatement insert_;
  std::vector<LinkStatements> link_statements_;
  History history_;
  std::vector<size_t> searched_titles_;  // of columns_
  std::vector<size_t> searched_others_;
  std::function<TimelinePlace(const S&)> place_;
  std::function<Param(const S&)> account_;
};

}  // namespace pipewright::postgres
