#include "infrastructure/postgres/collaboration/search_statements.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/shared/text.h"
#include "infrastructure/postgres/collaboration/search_tables.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/table/table_layout.h"
#include "infrastructure/postgres/write/search_rows.h"

namespace pipewright::postgres {
namespace {

// For each word of `asked`, what finds it in these parts of a record: a tsquery in PostgreSQL's text form.
std::vector<std::string> QueriesOf(const std::vector<AskedWord>& asked, absl::string_view tenant, char letter,
                                   const std::vector<WordPart>& parts) {
  std::vector<std::string> words;
  for (const AskedWord& one : asked) {
    std::vector<std::string> ways;
    for (const WordPart part : parts) {
      const std::string prefix = WordPrefix(tenant, letter, part);
      ways.push_back(absl::StrCat(QuoteLexeme(absl::StrCat(prefix, one.text)), CodePoints(one.text) > 1 ? ":*" : ""));
      for (const SimilarWord& similar : one.similar) ways.push_back(QuoteLexeme(absl::StrCat(prefix, similar.text)));
    }
    words.push_back(absl::StrCat("(", absl::StrJoin(ways, " | "), ")"));
  }
  return words;
}

// Whether the caller may read a part of the kind only, as far as can be told without looking.
bool ReadsAPart(const TableLayout& layout, const RequestContext& context) {
  const Scope scope = context.principal->ScopeOf(layout.resource, "read");
  return layout.scope && (scope != Scope::kAll || layout.scope_limits_all);
}

std::string Bind(std::vector<Param>& params, std::string value) {
  params.emplace_back(std::move(value));
  return absl::StrCat("$", params.size());
}

constexpr char kReadable[] = "t.tenant_id = $1::uuid and t.delete_time is null";

}  // namespace

BoundSql CandidatesStatement(const RequestContext& context, const std::vector<RecordKind>& kinds,
                             const std::vector<AskedWord>& asked, int candidates) {
  BoundSql bound;
  const std::string tenant = context.tenant().ToString();
  bound.params = {tenant};
  std::vector<std::string> tables;
  std::vector<std::string> selects;
  for (const RecordKind kind : kinds) {
    const TableLayout& layout = SearchedLayout(kind);
    const std::string name = absl::StrCat("c", tables.size());
    const std::string resource = Bind(bound.params, layout.resource);
    std::vector<std::string> in_title;
    if (!layout.search->titles.empty()) in_title = QueriesOf(asked, tenant, SearchLetterOf(kind), {WordPart::kTitle});
    const std::string titled = Bind(bound.params, ArrayLiteral(in_title));
    const std::string anywhere =
        Bind(bound.params,
             ArrayLiteral(QueriesOf(asked, tenant, SearchLetterOf(kind), {WordPart::kTitle, WordPart::kOther})));
    tables.push_back(absl::StrCat(name, " as materialized (select * from search_candidates(", resource, "::text, ",
                                  titled, "::tsquery[], ", anywhere, "::tsquery[], ", candidates,
                                  ") with ordinality c (record_id, place))"));
    // Record by record, whatever is known of the table's size ("limit 1" keeps it from becoming a join with all of it).
    selects.push_back(absl::StrCat("select ", resource, "::text, r.id::text, r.title, c.place from ", name,
                                   " c cross join lateral (select t.id, ", TitleOf(*layout.search), " as title from ",
                                   layout.name, " t where t.id = c.record_id and ", kReadable,
                                   ReadScope(layout, context, bound.params), " limit 1) r"));
    if (ReadsAPart(layout, context)) {
      selects.push_back(absl::StrCat("select ", resource, "::text, null, null, null from ", name,
                                     " having count(*) >= ", candidates));
    }
  }
  bound.sql = {absl::StrCat("with ", absl::StrJoin(tables, ", "), " ", absl::StrJoin(selects, " union all ")), 4};
  return bound;
}

BoundSql OwnCandidatesStatement(const RequestContext& context, RecordKind kind, const std::vector<AskedWord>& asked,
                                int candidates) {
  const TableLayout& layout = SearchedLayout(kind);
  BoundSql bound;
  const std::string tenant = context.tenant().ToString();
  bound.params = {tenant};
  const std::string resource = Bind(bound.params, layout.resource);
  const std::string query =
      Bind(bound.params,
           absl::StrJoin(QueriesOf(asked, tenant, SearchLetterOf(kind), {WordPart::kTitle, WordPart::kOther}), " & "));
  const std::string scope = ReadScope(layout, context, bound.params);
  // What is found by its owner alone is looked up by that. What is read for other reasons (by its team, with its
  // subject) is asked of one record after the other, so of a bounded number of them.
  const bool by_owner =
      layout.read_with.empty() && !layout.scope_limits_all && !absl::StrContains(scope, "exists (select");
  const std::string part = by_owner ? absl::StrCat("select t.* from ", layout.name, " t where ", kReadable, scope,
                                                   " order by t.id desc limit 10000")
                                    : absl::StrCat("select t.* from ", layout.name, " t where ", kReadable,
                                                   " order by t.id desc limit 20000");
  bound.sql = {
      absl::StrCat("select ", resource, "::text, t.id::text, ", TitleOf(*layout.search),
                   ", row_number() over (order by t.id desc) from (", part, ") t where (select d.words @@ ", query,
                   "::tsquery from search_documents d where d.tenant_id = $1::uuid and d.resource = ", resource,
                   "::text and d.record_id = t.id)", by_owner ? "" : scope, " order by t.id desc limit ", candidates),
      4};
  return bound;
}

BoundSql SimilarWordsStatement(const RequestContext& context, const std::vector<std::string>& written) {
  static const auto* const sql = new Sql{
      "select asked.written, near.word from unnest($2::text[]) asked (written) cross join lateral ("
      "select part.word from (select distinct substr('  ' || asked.written || ' ', i, 3) as value from "
      "generate_series(1, char_length(asked.written) + 1) i) trigram cross join lateral (select w.word from "
      "search_words w where w.tenant_id = $1::uuid and w.trigram = trigram.value limit 5000) part "
      "where char_length(part.word) between char_length(asked.written) - 2 and char_length(asked.written) + 2 "
      "group by part.word having count(*) >= 2 order by count(*) desc, part.word limit 64) near",
      2};
  return {*sql, {context.tenant().ToString(), ArrayLiteral(written)}};
}

BoundSql TextsStatement(const RequestContext& context, const std::vector<Found>& found) {
  BoundSql bound;
  bound.params = {context.tenant().ToString()};
  std::vector<std::string> selects;
  for (const auto& [kind, name] : KindsWith(KindRole::kSearched)) {
    std::vector<std::string> ids;
    for (const Found& one : found) {
      if (one.kind == kind) ids.push_back(one.id);
    }
    if (ids.empty()) continue;
    const TableLayout& layout = SearchedLayout(kind);
    std::string texts;
    size_t fields = 0;
    for (const auto* const part : {&layout.search->titles, &layout.search->others}) {
      for (const SearchField& field : *part) {
        absl::StrAppend(&texts, ", left(", field.sql, ", 16384)");
        ++fields;
      }
    }
    for (; fields < kSearchedFields; ++fields) texts += ", null";
    const std::string asked = Bind(bound.params, ArrayLiteral(ids));
    std::string select =
        absl::StrCat("select r.* from unnest(", asked, "::uuid[]) asked (id) cross join lateral (select t.id::text",
                     texts, " from ", layout.name, " t where t.id = asked.id and ", kReadable,
                     ReadScope(layout, context, bound.params), " limit 1) r");
    selects.push_back(std::move(select));
  }
  bound.sql = {absl::StrJoin(selects, " union all "), static_cast<int>(kSearchedFields) + 1};
  return bound;
}

}  // namespace pipewright::postgres
