#include "domain/shared/record_kind.h"

#include <vector>

namespace pipewright {
namespace {

struct Row {
  RecordKind kind;
  absl::string_view name;  // its `kResource` in upper case
  bool subject = false;
  bool has_custom_fields = false;
  bool in_custom_references = false;
};

constexpr Row kRows[] = {
    {RecordKind::kAccount, "ACCOUNT", true, true, true},
    {RecordKind::kContact, "CONTACT", true, true, true},
    {RecordKind::kOpportunity, "OPPORTUNITY", true, true, true},
    {RecordKind::kTask, "TASK", false, true, true},
    {RecordKind::kUser, "USER", false, false, true},  // a member of the tenant, by the user's id
    {RecordKind::kPipeline, "PIPELINE"},
    {RecordKind::kCustomFieldDefinition, "CUSTOM_FIELD_DEFINITION"},
    {RecordKind::kLostReason, "LOST_REASON"},
};

using Names = std::vector<EnumName<RecordKind>>;

const Names* Where(bool Row::*role) {
  auto* const names = new Names;
  for (const Row& row : kRows) {
    if (role == nullptr || row.*role) names->emplace_back(row.kind, row.name);
  }
  return names;
}

}  // namespace

absl::Span<const EnumName<RecordKind>> NamesOf(RecordKind) {
  static const Names* const names = Where(nullptr);
  return *names;
}

absl::Span<const EnumName<RecordKind>> KindsWith(KindRole role) {
  static const Names* const subjects = Where(&Row::subject);
  static const Names* const with_custom_fields = Where(&Row::has_custom_fields);
  static const Names* const in_custom_references = Where(&Row::in_custom_references);
  switch (role) {
    case KindRole::kSubject:
      return *subjects;
    case KindRole::kHasCustomFields:
      return *with_custom_fields;
    case KindRole::kInCustomReferences:
      return *in_custom_references;
  }
  return {};
}

bool Has(RecordKind kind, KindRole role) {
  for (const auto& [candidate, name] : KindsWith(role)) {
    if (candidate == kind) return true;
  }
  return false;
}

}  // namespace pipewright
