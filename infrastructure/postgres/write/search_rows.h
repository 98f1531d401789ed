// What records are found by: a row beside each, with its words.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "domain/shared/uuid.h"

namespace pipewright::postgres {

class WriteSession;

// The text of a record that is searched, one field a line. Both empty: the record isn't found.
struct SearchText {
  std::string title;   // what it is called
  std::string others;  // all else
  friend bool operator==(const SearchText&, const SearchText&) = default;
};

// Words are stored with what they belong to before them, so that those of one tenant, one kind of record and one part
// of it stand by themselves in the index: "1f0c3a9" + 'A' + 't' + "meridian". The tenant's seven digits are no proof of
// the tenant, which every statement asks for besides.
enum class WordPart : char { kTitle = 't', kOther = 'o' };
std::string WordPrefix(absl::string_view tenant, char search_letter, WordPart part);

// A lexeme in PostgreSQL's text form of tsvector and tsquery.
std::string QuoteLexeme(absl::string_view lexeme);

// Queues what makes the record found by `after` instead of `before`. The first 2,000 words count; the first 100 of them
// that are 3 to 20 letters are found when they are written wrong, too.
void WriteSearchRow(WriteSession& session, absl::string_view resource, const Uuid& id, const SearchText& before,
                    const SearchText& after);

}  // namespace pipewright::postgres
