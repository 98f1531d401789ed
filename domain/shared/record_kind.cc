#include "domain/shared/record_kind.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"

namespace pipewright {
namespace {

using Names = std::vector<EnumName<RecordKind>>;

template <class Condition>
const Names* Where(Condition condition) {
  auto* const names = new Names;
  for (const RecordKindRow& row : kRecordKinds) {
    if (condition(row)) names->emplace_back(row.kind, row.name);
  }
  return names;
}

}  // namespace

absl::Span<const EnumName<RecordKind>> NamesOf(RecordKind) {
  static const Names* const names = Where([](const RecordKindRow&) { return true; });
  return *names;
}

absl::string_view ResourceOf(RecordKind kind) {
  static const auto* const resources = [] {
    auto* const all = new std::vector<std::string>;
    for (const RecordKindRow& row : kRecordKinds) all->push_back(absl::AsciiStrToLower(row.name));
    return all;
  }();
  for (size_t i = 0; i < resources->size(); ++i) {
    if (kRecordKinds[i].kind == kind) return (*resources)[i];
  }
  return "";
}

absl::Span<const EnumName<RecordKind>> KindsWith(KindRole role) {
  static const Names* const subjects = Where([](const RecordKindRow& row) { return row.subject; });
  static const Names* const with_custom_fields = Where([](const RecordKindRow& row) { return row.has_custom_fields; });
  static const Names* const in_custom_references =
      Where([](const RecordKindRow& row) { return row.in_custom_references; });
  static const Names* const assigned = Where([](const RecordKindRow& row) { return row.assigned; });
  static const Names* const tagged = Where([](const RecordKindRow& row) { return row.tagged; });
  static const Names* const with_code = Where([](const RecordKindRow& row) { return !row.code_prefix.empty(); });
  static const Names* const searched = Where([](const RecordKindRow& row) { return row.search_letter != 0; });
  switch (role) {
    case KindRole::kSubject:
      return *subjects;
    case KindRole::kHasCustomFields:
      return *with_custom_fields;
    case KindRole::kInCustomReferences:
      return *in_custom_references;
    case KindRole::kAssigned:
      return *assigned;
    case KindRole::kHasCode:
      return *with_code;
    case KindRole::kTagged:
      return *tagged;
    case KindRole::kSearched:
      return *searched;
  }
  return {};
}

bool Has(RecordKind kind, KindRole role) {
  for (const auto& [candidate, name] : KindsWith(role)) {
    if (candidate == kind) return true;
  }
  return false;
}

absl::string_view CodePrefixOf(RecordKind kind) {
  for (const RecordKindRow& row : kRecordKinds) {
    if (row.kind == kind) return row.code_prefix;
  }
  return "";
}

char SearchLetterOf(RecordKind kind) {
  for (const RecordKindRow& row : kRecordKinds) {
    if (row.kind == kind) return row.search_letter;
  }
  return 0;
}

}  // namespace pipewright
