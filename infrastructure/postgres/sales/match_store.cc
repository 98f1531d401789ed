#include "infrastructure/postgres/sales/match_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/sales/match_keys.h"
#include "infrastructure/postgres/sales/matched_tables.h"
#include "infrastructure/text/utf8_folding.h"

namespace pipewright::postgres {

using S = sales::MatchRuleState;

const TextFolding& Folding() {
  static const auto* const folding = new text::Utf8Folding;
  return *folding;
}

const Table<sales::MatchRule>& MatchRuleTable() {
  static const auto* const table =
      new Table<sales::MatchRule>("match_rules", {
                                                     Col("resource", &S::resource),
                                                     Col("name_weight", &S::name_weight),
                                                     Col("similar_name_weight", &S::similar_name_weight),
                                                     Col("email_weight", &S::email_weight),
                                                     Col("phone_weight", &S::phone_weight),
                                                     Col("domain_weight", &S::domain_weight),
                                                     Col("threshold", &S::threshold),
                                                 });
  return *table;
}

absl::StatusOr<std::optional<sales::MatchRule>> PostgresMatchRuleRepository::Of(absl::string_view resource) {
  std::optional<S> found;
  RETURN_IF_ERROR(
      SelectWhere("t.resource = $2::text", {std::string(resource)}, [&](S state) { found = std::move(state); }));
  if (!found.has_value()) return std::optional<sales::MatchRule>();
  return std::optional<sales::MatchRule>(Known(*std::move(found)));
}

const TextFolding& PostgresMatchCandidates::folding() const { return Folding(); }

template <class A>
absl::Status PostgresMatchCandidates::FindIn(const std::vector<std::string>& keys,
                                             std::vector<typename A::State>& found) {
  const Table<A>& table = MatchedTable<A>();
  const TableLayout& layout = table.layout();
  const std::string parent = absl::StrCat(A::kResource, "_id");
  std::vector<Param> params = {session_.tenant(), ArrayLiteral(keys), absl::StrCat(kPerKey)};
  const std::string scope = ReadScope(layout, session_.context(), params);
  // Key by key, so that each is looked up by the index and gives no more than its share.
  const Sql sql{
      absl::StrCat("select ", layout.select, " from ", layout.name,
                   " t where t.tenant_id = $1::uuid and t.delete_time is null and t.id in (select k.", parent,
                   " from unnest($2::text[]) asked(value) cross join lateral (select m.", parent, " from ",
                   A::kResource,
                   "_match_keys m where m.tenant_id = $1::uuid and m.value = asked.value limit $3::bigint) k)", scope),
      layout.columns};
  return session_.Read(sql, params, [&](Row row) { return table.Read(row, found.emplace_back()); });
}

absl::Status PostgresMatchCandidates::Find(const std::vector<std::string>& keys,
                                           std::vector<sales::AccountState>& found) {
  return FindIn<sales::Account>(keys, found);
}
absl::Status PostgresMatchCandidates::Find(const std::vector<std::string>& keys,
                                           std::vector<sales::ContactState>& found) {
  return FindIn<sales::Contact>(keys, found);
}
absl::Status PostgresMatchCandidates::Find(const std::vector<std::string>& keys, std::vector<sales::LeadState>& found) {
  return FindIn<sales::Lead>(keys, found);
}

}  // namespace pipewright::postgres
