#include "infrastructure/postgres/sales/assignment_rule_store.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/table/kind_column.h"

namespace pipewright::postgres {
namespace {

using S = sales::AssignmentRuleState;

Links<S> Assignees() {
  return {"assignment_rule_assignees", "assignment_rule_id", {{"user_id", "uuid"}}, [](const S& state) {
            std::vector<std::vector<Param>> rows;
            for (const UserId& user : state.assignee_ids) rows.push_back({user.ToString()});
            return rows;
          }};
}

// Of a record that counts as its owner's load.
absl::string_view OpenRecords(RecordKind entity) {
  switch (entity) {
    case RecordKind::kAccount:
      return "accounts t where true";
    case RecordKind::kContact:
      return "contacts t where true";
    case RecordKind::kLead:
      return "leads t where t.status in ('NEW', 'CONTACTED', 'QUALIFIED')";
    case RecordKind::kOpportunity:
      return "opportunities t where t.status = 'OPEN'";
    default:
      return "";
  }
}

}  // namespace

const Table<sales::AssignmentRule>& AssignmentRuleTable() {
  static const auto* const table = new Table<sales::AssignmentRule>(
      Table<sales::AssignmentRule>("assignment_rules",
                                   {
                                       Col("name", &S::name),
                                       KindCol("entity", &S::entity, KindRole::kAssigned),
                                       Col("position", &S::position),
                                       UnlistedCol("filter", &S::filter),
                                       Col("method", &S::method),
                                       JsonCol("assignee_ids", &S::assignee_ids),
                                       Col("disabled", &S::disabled),
                                   },
                                   /*scope=*/nullptr, {Assignees()})
          .SortedBy({"name", "position", "create_time", "update_time"}));
  return *table;
}

absl::StatusOr<std::vector<S>> PostgresAssignmentRuleRepository::LiveOf(RecordKind entity) {
  std::vector<S> rules;
  RETURN_IF_ERROR(SelectWhere("t.entity = $2::text and t.delete_time is null", {std::string(NameOf(entity))},
                              [&](S state) { rules.push_back(std::move(state)); }));
  std::sort(rules.begin(), rules.end(),
            [](const S& a, const S& b) { return std::tie(a.position, a.id) < std::tie(b.position, b.id); });
  return rules;
}

absl::StatusOr<std::map<UserId, int64_t>> PostgresAssignmentRuleRepository::LoadOf(RecordKind entity,
                                                                                   const std::vector<UserId>& users) {
  std::map<UserId, int64_t> load;
  const absl::string_view records = OpenRecords(entity);
  if (records.empty()) return absl::InternalError("a kind of record that rules don't assign");
  const Sql sql{absl::StrCat("select t.owner_id, count(*) from ", records,
                             " and t.tenant_id = $1::uuid and t.owner_id = any($2::uuid[]) and t.delete_time is null "
                             "group by t.owner_id"),
                2};
  std::vector<std::string> asked;
  asked.reserve(users.size());
  for (const UserId& user : users) asked.push_back(user.ToString());
  RETURN_IF_ERROR(session().Read(sql, {session().tenant(), ArrayLiteral(asked)}, [&](Row row) -> absl::Status {
    UserId user;
    RETURN_IF_ERROR(Codec<UserId>::FromText(row[0].text, user));
    return Codec<int64_t>::FromText(row[1].text, load[user]);
  }));
  return load;
}

}  // namespace pipewright::postgres
