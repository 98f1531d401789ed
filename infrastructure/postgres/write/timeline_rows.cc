#include "infrastructure/postgres/write/timeline_rows.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/write/row_statement.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {
namespace {

// They read what they stand beside, so they are not written before it; and nothing refers to them.
SharedRowStatement Statement(std::string one, std::string many) {
  auto statement = std::make_shared<RowStatement>();
  statement->table = "timeline_entries";
  statement->owner = "timeline_entries";
  statement->leaf = true;
  statement->one = std::move(one);
  statement->many = std::move(many);
  return statement;
}

std::string Store(const char* rows) {
  // Those whose account counts are locked until the entry is there: who moves them to another one then finds it.
  const auto account_of = [](const char* table, const char* id) {
    return absl::StrCat("(select p.account_id from ", table, " p where p.tenant_id = $1::uuid and p.id = ", id,
                        " for share)");
  };
  return absl::StrCat(
      "insert into timeline_entries (tenant_id, resource, record_id, entry_time, account_id, contact_id, "
      "opportunity_id, lead_id, account_named) select $1::uuid, g.resource, g.record_id, g.entry_time, "
      "coalesce(g.account_id, ",
      account_of("opportunities", "g.opportunity_id"), ", ", account_of("contacts", "g.contact_id"),
      "), g.contact_id, g.opportunity_id, g.lead_id, g.account_id is not null from (select ", rows,
      ") g on conflict (tenant_id, resource, record_id) do update set entry_time = excluded.entry_time, "
      "account_id = excluded.account_id, contact_id = excluded.contact_id, opportunity_id = excluded.opportunity_id, "
      "lead_id = excluded.lead_id, account_named = excluded.account_named");
}

const SharedRowStatement& StoreStatement() {
  static const auto* const statement = new SharedRowStatement(Statement(
      Store("$2::text as resource, $3::uuid as record_id, $4::timestamptz as entry_time, $5::uuid as account_id, "
            "$6::uuid as contact_id, $7::uuid as opportunity_id, $8::uuid as lead_id"),
      Store("u.* from unnest($2::text[], $3::uuid[], $4::timestamptz[], $5::uuid[], $6::uuid[], $7::uuid[], "
            "$8::uuid[]) as u(resource, record_id, entry_time, account_id, contact_id, opportunity_id, lead_id)")));
  return *statement;
}

const SharedRowStatement& RemoveStatement() {
  static const auto* const statement = new SharedRowStatement(
      Statement("delete from timeline_entries where tenant_id = $1::uuid and resource = $2::text and "
                "record_id = $3::uuid",
                "delete from timeline_entries e using unnest($2::text[], $3::uuid[]) as u(resource, record_id) where "
                "e.tenant_id = $1::uuid and e.resource = u.resource and e.record_id = u.record_id"));
  return *statement;
}

// Told anew by the rule of Store: an entry may be about an opportunity and a contact.
SharedRowStatement MoveStatement(absl::string_view resource) {
  const auto move = [&](const char* from, const char* id) {
    return absl::StrCat(
        "update timeline_entries e set account_id = coalesce((select o.account_id from opportunities o where "
        "o.tenant_id = $1::uuid and o.id = e.opportunity_id), (select c.account_id from contacts c where "
        "c.tenant_id = $1::uuid and c.id = e.contact_id))",
        from, " where e.tenant_id = $1::uuid and e.", resource, "_id = ", id, " and not e.account_named");
  };
  return Statement(move("", "$2::uuid"), move(" from unnest($2::uuid[]) as u(id)", "u.id"));
}

}  // namespace

void WriteTimelineRow(WriteSession& session, absl::string_view resource, const Uuid& id,
                      const std::optional<TimelinePlace>& before, const std::optional<TimelinePlace>& after) {
  if (before == after) return;
  const std::string key = id.ToString();
  if (!after.has_value()) {
    session.Write(RemoveStatement(), key, {std::string(resource), key});
    return;
  }
  std::vector<Param> row = {std::string(resource), key, TimeToText(after->time)};
  for (const RecordKind kind :
       {RecordKind::kAccount, RecordKind::kContact, RecordKind::kOpportunity, RecordKind::kLead}) {
    Param subject;
    for (const RecordRef& one : after->subjects) {
      if (one.kind == kind) subject = one.id.ToString();
    }
    row.push_back(std::move(subject));
  }
  session.Write(StoreStatement(), key, std::move(row));
}

void MoveTimelineRows(WriteSession& session, absl::string_view resource, const Uuid& id) {
  static const auto* const of_opportunities = new SharedRowStatement(MoveStatement("opportunity"));
  static const auto* const of_contacts = new SharedRowStatement(MoveStatement("contact"));
  session.Write(resource == "contact" ? *of_contacts : *of_opportunities, id.ToString(), {id.ToString()});
}

}  // namespace pipewright::postgres
