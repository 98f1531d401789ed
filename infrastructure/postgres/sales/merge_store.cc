#include "infrastructure/postgres/sales/merge_store.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/catalog/engagement_store.h"
#include "infrastructure/postgres/catalog/offering_table.h"
#include "infrastructure/postgres/collaboration/attachment_table.h"
#include "infrastructure/postgres/collaboration/interaction_table.h"
#include "infrastructure/postgres/collaboration/note_table.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/vendor_table.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/tasks/task_table.h"

namespace pipewright::sales {

void to_json(nlohmann::json& json, const RepointedField& field) {
  json = {{"resource", field.resource}, {"field", field.field}, {"count", field.count}};
}
void from_json(const nlohmann::json& json, RepointedField& field) {
  json.at("resource").get_to(field.resource);
  json.at("field").get_to(field.field);
  json.at("count").get_to(field.count);
}

}  // namespace pipewright::sales

namespace pipewright::postgres {
namespace {

using S = sales::MergeState;

Links<S> Losers() {
  return {"merge_losers", "merge_id", {{"loser_id", "text"}}, [](const S& merge) {
            std::vector<std::vector<Param>> rows;
            for (const Uuid& loser : merge.loser_ids) rows.push_back({loser.ToString()});
            return rows;
          }};
}

// A set that lists filter on.
Column<S> LosersCol() {
  Column<S> column = JsonCol("loser_ids", &S::loser_ids);
  column.list_fields = {{{.name = "loser_ids", .type = FieldType::kTextSet, .sortable = false},
                         "loser_id",
                         "text",
                         "merge_losers",
                         "merge_id"}};
  return column;
}

const SharedRowStatement& InsertPart() {
  static const auto* const statement = [] {
    RowStatement insert = InsertStatement("merge_parts", {{"merge_id", "uuid"},
                                                          {"number", "bigint"},
                                                          {"resource", "text"},
                                                          {"record_id", "uuid"},
                                                          {"field", "text"},
                                                          {"before", "json"},
                                                          {"after", "json"}});
    insert.owner = "merges";
    insert.leaf = true;
    return new SharedRowStatement(std::make_shared<RowStatement>(std::move(insert)));
  }();
  return *statement;
}

// Of a row resource, record_id, field, before, after.
absl::Status ReadPart(Row row, ChangedPart& part) {
  ASSIGN_OR_RETURN(part.record.kind, ParseEnum<RecordKind>(absl::AsciiStrToUpper(row[0].text)));
  RETURN_IF_ERROR(Codec<Uuid>::FromText(row[1].text, part.record.id));
  part.field = std::string(row[2].text);
  part.before = std::string(row[3].text);
  part.after = std::string(row[4].text);
  return absl::OkStatus();
}

// SQL over `p` that is true for parts of records that the caller may read. A kind that isn't among these is shown to
// nobody.
std::string ReadableParts(const RequestContext& context, std::vector<Param>& params) {
  std::string readable;
  for (const TableLayout* const layout :
       {&AccountTable().layout(), &ContactTable().layout(), &OpportunityTable().layout(), &TaskTable().layout(),
        &NoteTable().layout(), &InteractionTable().layout(), &AttachmentTable().layout(), &LeadTable().layout(),
        &VendorTable().layout(), &OfferingTable().layout(), &EngagementTable().layout()}) {
    absl::StrAppend(&readable, readable.empty() ? "" : " or ", "(p.resource = '", layout->resource,
                    "' and exists (select from ", layout->name,
                    " t where t.tenant_id = $1::uuid and t.id = p.record_id", ReadScope(*layout, context, params),
                    "))");
  }
  return readable;
}

}  // namespace

const Table<sales::Merge>& MergeTable() {
  static const auto* const table = new Table<sales::Merge>(Table<sales::Merge>("merges",
                                                                               {
                                                                                   Col("resource", &S::resource),
                                                                                   Col("survivor_id", &S::survivor_id),
                                                                                   LosersCol(),
                                                                                   JsonCol("repointed", &S::repointed),
                                                                                   Col("undo_time", &S::undo_time),
                                                                               },
                                                                               OwnedBy({"created_by"}), {Losers()})
                                                               .SortedBy({"create_time"}));
  return *table;
}

absl::Status PostgresMergeRepository::AddParts(const sales::MergeId& merge, absl::Span<const ChangedPart> parts) {
  for (size_t i = 0; i < parts.size(); ++i) {
    const ChangedPart& part = parts[i];
    session().Write(InsertPart(), "",
                    {merge.ToString(), absl::StrCat(i + 1), std::string(ResourceOf(part.record.kind)),
                     part.record.id.ToString(), part.field, part.before, part.after});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ChangedPart>> PostgresMergeRepository::ReadParts(const sales::MergeId& merge) {
  static const auto* const sql = new Sql{
      "select resource, record_id, field, before, after from merge_parts "
      "where tenant_id = $1::uuid and merge_id = $2::uuid order by number",
      5};
  std::vector<ChangedPart> parts;
  RETURN_IF_ERROR(session().Read(*sql, {session().tenant(), merge.ToString()},
                                 [&](Row row) { return ReadPart(row, parts.emplace_back()); }));
  return parts;
}

absl::StatusOr<sales::MergeParts> PostgresMergePartReader::List(const RequestContext& context,
                                                                const sales::MergeId& merge, int64_t after,
                                                                int limit) const {
  std::vector<Param> params = {context.tenant().ToString(), merge.ToString(), absl::StrCat(after),
                               absl::StrCat(limit + 1)};
  const Sql sql{absl::StrCat("select p.resource, p.record_id, p.field, p.before, p.after, p.number from merge_parts p "
                             "where p.tenant_id = $1::uuid and p.merge_id = $2::uuid and p.number > $3::bigint and (",
                             ReadableParts(context, params), ") order by p.number limit $4::bigint"),
                6};
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(context.principal->tenant, context.deadline));
  RETURN_IF_ERROR(lease->PrepareSession(context.principal->tenant, context.deadline));
  sales::MergeParts found;
  int64_t last = 0;
  RETURN_IF_ERROR(lease->Read(
      sql, params,
      [&](Row row) -> absl::Status {
        // One row more than was asked for: it tells whether there is another page.
        if (found.parts.size() == static_cast<size_t>(limit)) {
          found.next = last;
          return absl::OkStatus();
        }
        RETURN_IF_ERROR(ReadPart(row, found.parts.emplace_back()));
        return Codec<int64_t>::FromText(row[5].text, last);
      },
      context.cancellation.get()));
  return found;
}

}  // namespace pipewright::postgres
