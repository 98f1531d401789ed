#include "application/shared/queries/order_by.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "domain/shared/errors.h"
#include "domain/shared/nearest_name.h"

namespace pipewright {
namespace {

absl::Status Refuse(absl::string_view description) {
  ErrorDetails details;
  details.reason = Reason::kInvalidOrderBy;
  details.fields.push_back({"order_by", std::string(description)});
  return MakeError(absl::StatusCode::kInvalidArgument, absl::StrCat("order_by: ", description), details);
}

absl::Status NotSortable(const FieldCatalog& catalog, absl::string_view name) {
  if (absl::StartsWith(name, "custom_fields.")) {
    return Refuse(absl::StrCat("a list can't be sorted by custom fields, such as ", name, "; filters can name them"));
  }
  const absl::string_view reference = name.substr(0, name.find('.'));
  if (catalog.Find(name) == nullptr && reference != name && catalog.FindReference(reference) != nullptr) {
    return Refuse(
        absl::StrCat("a list can't be sorted by fields of another record, such as ", name, "; filters can name them"));
  }
  std::vector<std::string> names;
  for (const Field& field : catalog.fields()) {
    if (field.sortable) names.push_back(field.name);
  }
  return Refuse(absl::StrCat(catalog.resource(), " can't be sorted by ", name, DidYouMean(name, names), "; it can by ",
                             absl::StrJoin(names, ", ")));
}

}  // namespace

absl::StatusOr<std::vector<SortKey>> ParseOrderBy(absl::string_view text, const FieldCatalog& catalog) {
  std::vector<SortKey> keys;
  const bool empty = absl::StripAsciiWhitespace(text).empty();
  for (absl::string_view part : absl::StrSplit(empty ? "id" : text, ',')) {
    const std::vector<absl::string_view> words = absl::StrSplit(part, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
    if (words.empty()) return Refuse("a field is missing before or after a comma");
    const bool descending = words.size() == 2 && absl::EqualsIgnoreCase(words[1], "desc");
    if (words.size() > 2 || (words.size() == 2 && !descending && !absl::EqualsIgnoreCase(words[1], "asc"))) {
      return Refuse(
          absl::StrCat("\"", absl::StripAsciiWhitespace(part), "\" is not a field, or a field and asc or desc"));
    }
    const Field* field = catalog.Find(words[0]);
    if (words[0] != "id" && (field == nullptr || !field->sortable)) return NotSortable(catalog, words[0]);
    const bool twice = std::any_of(keys.begin(), keys.end(), [&](const SortKey& key) { return key.field == words[0]; });
    if (twice) return Refuse(absl::StrCat(words[0], " stands there twice"));
    if (keys.size() == kMaxSortKeys) return Refuse(absl::StrCat("at most ", kMaxSortKeys, " fields"));
    SortKey key;
    key.field = std::string(words[0]);
    key.type = field == nullptr ? FieldType::kId : field->type;
    key.nullable = field != nullptr && field->nullable;
    key.descending = descending;
    keys.push_back(std::move(key));
  }
  // No two records have one id, so that nothing behind it matters.
  const auto id = std::find_if(keys.begin(), keys.end(), [](const SortKey& key) { return key.field == "id"; });
  if (id != keys.end()) {
    keys.erase(id + 1, keys.end());
  } else {
    keys.push_back({"id", FieldType::kId, false, keys.back().descending});
  }
  return keys;
}

std::string NormalForm(const std::vector<SortKey>& keys) {
  return absl::StrJoin(keys, ", ", [](std::string* out, const SortKey& key) {
    absl::StrAppend(out, key.field, key.descending ? " desc" : "");
  });
}

}  // namespace pipewright
