#include "infrastructure/postgres/write/search_rows.h"

#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/text.h"
#include "infrastructure/postgres/write/row_statement.h"
#include "infrastructure/postgres/write/write_session.h"
#include "infrastructure/text/words.h"

namespace pipewright::postgres {
namespace {

constexpr size_t kMaxWords = 2000;
// Of those that are found when they are written wrong: each is a row for every letter.
constexpr size_t kMaxLetterWords = 100;
constexpr size_t kMinLetters = 3;
constexpr size_t kMaxLetters = 20;

// Rows that no other table refers to and that refer to none, so they may be written in any place.
SharedRowStatement Statement(std::string one, std::string many) {
  auto statement = std::make_shared<RowStatement>();
  statement->table = "search_documents";
  statement->owner = "search_documents";
  statement->leaf = true;
  statement->free = true;
  statement->one = std::move(one);
  statement->many = std::move(many);
  return statement;
}

constexpr char kStored[] =
    "insert into search_documents (tenant_id, resource, record_id, words) "
    "select $1::uuid, g.resource, g.record_id, g.words from given g "
    "on conflict (tenant_id, resource, record_id) do update set words = excluded.words";

std::string Store(const char* rows) { return absl::StrCat("with given as (select ", rows, ") ", kStored); }

// Stores besides what those of the words that are new to the tenant are found by when they are written wrong: parts of
// three letters. Two transactions may bring the same word: each by its own record, so neither waits for the other.
std::string StoreWithWords(const char* rows) {
  // Whether a word is known is asked of the index word by word ("limit 1" keeps it from becoming a join with all
  // words).
  return absl::StrCat(
      "with given as (select ", rows, "), stored as (", kStored,
      "), named as materialized (select distinct on (w.word) w.word, g.record_id from given g, "
      "string_to_table(g.letters, ' ') w (word) where w.word <> ''), "
      "fresh as materialized (select n.word, n.record_id from named n where (select true from search_words known "
      "where known.tenant_id = $1::uuid and known.trigram = '  ' || left(n.word, 1) and known.word = n.word limit 1) "
      "is null) "
      "insert into search_words (tenant_id, trigram, word, record_id) select $1::uuid, trigram.value, f.word, "
      "f.record_id "
      "from fresh f, lateral (select distinct substr('  ' || f.word || ' ', i, 3) from generate_series(1, "
      "char_length(f.word) + 1) i) trigram (value) on conflict do nothing");
}

const SharedRowStatement& StoreStatement() {
  static const auto* const statement = new SharedRowStatement(
      Statement(Store("$2::text as resource, $3::uuid as record_id, $4::tsvector as words"),
                Store("u.* from unnest($2::text[], $3::uuid[], $4::tsvector[]) as u(resource, record_id, words)")));
  return *statement;
}

const SharedRowStatement& StoreWithWordsStatement() {
  static const auto* const statement = new SharedRowStatement(Statement(
      StoreWithWords("$2::text as resource, $3::uuid as record_id, $4::tsvector as words, $5::text as letters"),
      StoreWithWords(
          "u.* from unnest($2::text[], $3::uuid[], $4::tsvector[], $5::text[]) as u(resource, record_id, words, "
          "letters)")));
  return *statement;
}

const SharedRowStatement& RemoveStatement() {
  static const auto* const statement = new SharedRowStatement(
      Statement("delete from search_documents where tenant_id = $1::uuid and resource = $2::text and "
                "record_id = $3::uuid",
                "delete from search_documents d using unnest($2::text[], $3::uuid[]) as u(resource, record_id) where "
                "d.tenant_id = $1::uuid and d.resource = u.resource and d.record_id = u.record_id"));
  return *statement;
}

bool IsFoundMisspelt(const std::string& word) {
  const size_t letters = CodePoints(word);
  return letters >= kMinLetters && letters <= kMaxLetters && text::IsLetters(word);
}

char LetterOf(absl::string_view resource) {
  for (const auto& [kind, name] : KindsWith(KindRole::kSearched)) {
    if (ResourceOf(kind) == resource) return SearchLetterOf(kind);
  }
  return 0;
}

}  // namespace

std::string WordPrefix(absl::string_view tenant, char search_letter, WordPart part) {
  std::string prefix(tenant.substr(tenant.size() - 7));  // of the digits that are random in a UUID of version 7
  prefix += search_letter;
  prefix += static_cast<char>(part);
  return prefix;
}

std::string QuoteLexeme(absl::string_view lexeme) {
  return absl::StrCat("'", absl::StrReplaceAll(lexeme, {{"'", "''"}, {"\\", "\\\\"}}), "'");
}

void WriteSearchRow(WriteSession& session, absl::string_view resource, const Uuid& id, const SearchText& before,
                    const SearchText& after) {
  if (before == after) return;
  const std::string key = id.ToString();
  if (after == SearchText()) {
    session.Write(RemoveStatement(), key, {std::string(resource), key});
    return;
  }
  const char letter = LetterOf(resource);
  std::set<std::string> lexemes;
  std::set<std::string> letters;
  std::set<std::string> titles;
  const auto add = [&](const std::string& text, WordPart part) {
    const std::string prefix = WordPrefix(session.tenant(), letter, part);
    for (text::Word& word : text::WordsOf(text, kMaxWords - lexemes.size())) {
      if (part == WordPart::kOther && titles.contains(word.folded)) continue;
      lexemes.insert(QuoteLexeme(absl::StrCat(prefix, word.folded)));
      if (letters.size() < kMaxLetterWords && IsFoundMisspelt(word.folded)) letters.insert(word.folded);
      if (part == WordPart::kTitle) titles.insert(std::move(word.folded));
    }
  };
  add(after.title, WordPart::kTitle);
  add(after.others, WordPart::kOther);
  std::vector<std::string> fresh;
  for (const std::string& word : letters) {
    const uint64_t fact = absl::HashOf("search_words", session.tenant(), word);
    if (session.Stands(fact)) continue;
    session.WillStand(fact);
    fresh.push_back(word);
  }
  std::vector<Param> row = {std::string(resource), key, absl::StrJoin(lexemes, " ")};
  if (!fresh.empty()) row.emplace_back(absl::StrJoin(fresh, " "));
  session.Write(fresh.empty() ? StoreStatement() : StoreWithWordsStatement(), key, std::move(row));
}

}  // namespace pipewright::postgres
