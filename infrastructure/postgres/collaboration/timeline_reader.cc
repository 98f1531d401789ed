#include "infrastructure/postgres/collaboration/timeline_reader.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/collaboration/search_tables.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/read/read_session.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using collaboration::ReadEntries;
using collaboration::TimelineEntry;
using collaboration::TimelineQuestion;
using collaboration::TimelineType;

// type, time, id of the entry, resource, record, title, text, user, action, changes.
constexpr int kColumns = 10;

// The statement of a page; $1 is the tenant, $2 the subject.
class Page {
 public:
  Page(const RequestContext& context, const TimelineQuestion& question) : context_(context), question_(question) {
    params_ = {context.tenant().ToString(), question.subject.id.ToString()};
    for (const TimelineType type : question.types) Add(type);
  }

  Sql sql() const {
    return {absl::StrCat("select * from (", absl::StrJoin(selects_, " union all "),
                         ") entry (type, time, id, resource, record_id, title, text, user_id, action, changes) "
                         "order by time desc, id desc limit ",
                         question_.page_size + 1),
            kColumns};
  }
  const std::vector<Param>& params() const { return params_; }

 private:
  void Add(TimelineType type) {
    switch (type) {
      case TimelineType::kInteraction:
        return AddRecords(type, RecordKind::kInteraction);
      case TimelineType::kNote:
        return AddRecords(type, RecordKind::kNote);
      case TimelineType::kTask:
        return AddRecords(type, RecordKind::kTask);
      case TimelineType::kFile:
        return AddRecords(type, RecordKind::kAttachment);
      case TimelineType::kStageMove:
      case TimelineType::kActivity:
        return AddChanges(type);
    }
  }

  // What is about the subject.
  void AddRecords(TimelineType type, RecordKind kind) {
    const TableLayout& layout = SearchedLayout(kind);
    // Record by record, whatever is known of the table's size ("limit 1" keeps it from becoming a join with all of it).
    selects_.push_back(absl::StrCat(
        "(select '", NameOf(type),
        "', e.entry_time, e.record_id, e.resource, e.record_id, r.title, r.text, "
        "r.created_by, '', null from timeline_entries e cross join lateral (select ",
        TitleOf(*layout.search), " as title, left(", layout.search->others[0].sql, ", 300) as text, t.created_by from ",
        layout.name, " t where t.tenant_id = $1::uuid and t.id = e.record_id and t.delete_time is null",
        ReadScope(layout, context_, params_), " limit 1) r where e.tenant_id = $1::uuid and e.",
        ResourceOf(question_.subject.kind), "_id = $2::uuid and e.resource = '", layout.resource, "'",
        Bounds("e.entry_time", "e.record_id"), " order by e.entry_time desc, e.record_id desc limit ",
        question_.page_size + 1, ")"));
  }

  // What was changed of the subject, and of what is below it.
  void AddChanges(TimelineType type) {
    const RecordKind subject = question_.subject.kind;
    std::vector<RecordKind> kinds = {subject};
    std::string of = absl::StrCat("a.resource = '", ResourceOf(subject), "' and a.record_id = $2::uuid");
    if (subject == RecordKind::kAccount) {
      kinds = {RecordKind::kAccount, RecordKind::kContact, RecordKind::kOpportunity};
      of = "a.account_id = $2::uuid";
    }
    std::vector<std::string> records;
    for (const RecordKind kind : kinds) {
      const TableLayout& layout = SearchedLayout(kind);
      records.push_back(absl::StrCat("select ", TitleOf(*layout.search), " as title from ", layout.name,
                                     " t where a.resource = '", layout.resource,
                                     "' and t.tenant_id = $1::uuid and t.id = a.record_id",
                                     ReadScope(layout, context_, params_)));
    }
    selects_.push_back(absl::StrCat("(select '", NameOf(type),
                                    "', a.create_time, a.id, a.resource, a.record_id, r.title, '', a.actor_user_id, "
                                    "a.action, a.changes::text from audit_entries a cross join lateral (",
                                    absl::StrJoin(records, " union all "), ") r where a.tenant_id = $1::uuid and ", of,
                                    " and a.timeline_type = '", NameOf(type), "'", Bounds("a.create_time", "a.id"),
                                    " order by a.create_time desc, a.id desc limit ", question_.page_size + 1, ")"));
  }

  std::string Bounds(absl::string_view time, absl::string_view id) {
    std::string bounds;
    if (question_.from_time.has_value()) {
      absl::StrAppend(&bounds, " and ", time, " >= ", Bind(TimeToText(*question_.from_time)), "::timestamptz");
    }
    if (question_.to_time.has_value()) {
      absl::StrAppend(&bounds, " and ", time, " < ", Bind(TimeToText(*question_.to_time)), "::timestamptz");
    }
    if (question_.start.has_value()) {
      const std::string behind = Bind(question_.start->keys[0].value_or(""));
      absl::StrAppend(&bounds, " and (", time, ", ", id, ") < (", behind, "::timestamptz, ",
                      Bind(question_.start->keys[1].value_or("")), "::uuid)");
    }
    return bounds;
  }

  std::string Bind(std::string value) {
    params_.emplace_back(std::move(value));
    return absl::StrCat("$", params_.size());
  }

  const RequestContext& context_;
  const TimelineQuestion& question_;
  std::vector<Param> params_;
  std::vector<std::string> selects_;
};

absl::Status ReadEntry(Row row, TimelineEntry& entry) {
  ASSIGN_OR_RETURN(entry.type, ParseEnum<TimelineType>(row[0].text));
  RETURN_IF_ERROR(Codec<absl::Time>::FromText(row[1].text, entry.time));
  entry.resource = std::string(row[3].text);
  ASSIGN_OR_RETURN(entry.record_id, Uuid::Parse(row[4].text));
  entry.title = std::string(row[5].text);
  entry.text = std::string(row[6].text);
  if (!row[7].null) RETURN_IF_ERROR(Codec<UserId>::FromText(row[7].text, entry.user.emplace()));
  entry.action = std::string(row[8].text);
  entry.changes = std::string(row[9].text);
  return absl::OkStatus();
}

absl::Status CheckSubject(ReadSession& session, const RequestContext& context, const Subject& subject) {
  const TableLayout& layout = SearchedLayout(subject.kind);
  std::vector<Param> params = {context.tenant().ToString(), subject.id.ToString()};
  const Sql sql{absl::StrCat("select 1 from ", layout.name, " t where t.tenant_id = $1::uuid and t.id = $2::uuid",
                             ReadScope(layout, context, params)),
                1};
  bool found = false;
  RETURN_IF_ERROR(session.Read(sql, params, [&](Row) {
    found = true;
    return absl::OkStatus();
  }));
  return found ? absl::OkStatus() : NotFound(layout.resource, subject.id.ToString());
}

}  // namespace

absl::StatusOr<ReadEntries> PostgresTimeline::Read(const RequestContext& context,
                                                   const TimelineQuestion& question) const {
  ASSIGN_OR_RETURN(ReadSession session, ReadSession::Begin(pool_, context));
  RETURN_IF_ERROR(CheckSubject(session, context, question.subject));
  const Page page(context, question);
  ReadEntries read;
  PageStart last;
  bool more = false;
  RETURN_IF_ERROR(session.Read(page.sql(), page.params(), [&](Row row) -> absl::Status {
    more = read.entries.size() == static_cast<size_t>(question.page_size);
    if (more) return absl::OkStatus();
    last.keys = {std::string(row[1].text), std::string(row[2].text)};
    return ReadEntry(row, read.entries.emplace_back());
  }));
  if (more) read.next = std::move(last);
  return read;
}

}  // namespace pipewright::postgres
