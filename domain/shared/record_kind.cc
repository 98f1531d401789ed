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
  bool assigned = false;
  absl::string_view code_prefix = "";  // of a kind that has codes
};

constexpr Row kRows[] = {
    {.kind = RecordKind::kAccount,
     .name = "ACCOUNT",
     .subject = true,
     .has_custom_fields = true,
     .in_custom_references = true,
     .assigned = true,
     .code_prefix = "ACC-"},
    {.kind = RecordKind::kContact,
     .name = "CONTACT",
     .subject = true,
     .has_custom_fields = true,
     .in_custom_references = true,
     .assigned = true},
    {.kind = RecordKind::kOpportunity,
     .name = "OPPORTUNITY",
     .subject = true,
     .has_custom_fields = true,
     .in_custom_references = true,
     .assigned = true,
     .code_prefix = "OPP-"},
    {.kind = RecordKind::kLead,
     .name = "LEAD",
     .subject = true,
     .has_custom_fields = true,
     .in_custom_references = true,
     .assigned = true,
     .code_prefix = "LEA-"},
    {.kind = RecordKind::kTask, .name = "TASK", .has_custom_fields = true, .in_custom_references = true},
    // A member of the tenant, by the user's id.
    {.kind = RecordKind::kUser, .name = "USER", .in_custom_references = true},
    {.kind = RecordKind::kPipeline, .name = "PIPELINE"},
    {.kind = RecordKind::kVendor,
     .name = "VENDOR",
     .has_custom_fields = true,
     .in_custom_references = true,
     .code_prefix = "VEN-"},
    {.kind = RecordKind::kCustomFieldDefinition, .name = "CUSTOM_FIELD_DEFINITION"},
    {.kind = RecordKind::kBusinessUnit, .name = "BUSINESS_UNIT"},
    {.kind = RecordKind::kLostReason, .name = "LOST_REASON"},
    {.kind = RecordKind::kExchangeRate, .name = "EXCHANGE_RATE"},
    {.kind = RecordKind::kOffering, .name = "OFFERING", .has_custom_fields = true, .in_custom_references = true},
    {.kind = RecordKind::kEngagement, .name = "ENGAGEMENT", .has_custom_fields = true, .in_custom_references = true},
};

using Names = std::vector<EnumName<RecordKind>>;

template <class Condition>
const Names* Where(Condition condition) {
  auto* const names = new Names;
  for (const Row& row : kRows) {
    if (condition(row)) names->emplace_back(row.kind, row.name);
  }
  return names;
}

}  // namespace

absl::Span<const EnumName<RecordKind>> NamesOf(RecordKind) {
  static const Names* const names = Where([](const Row&) { return true; });
  return *names;
}

absl::Span<const EnumName<RecordKind>> KindsWith(KindRole role) {
  static const Names* const subjects = Where([](const Row& row) { return row.subject; });
  static const Names* const with_custom_fields = Where([](const Row& row) { return row.has_custom_fields; });
  static const Names* const in_custom_references = Where([](const Row& row) { return row.in_custom_references; });
  static const Names* const assigned = Where([](const Row& row) { return row.assigned; });
  static const Names* const with_code = Where([](const Row& row) { return !row.code_prefix.empty(); });
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
  for (const Row& row : kRows) {
    if (row.kind == kind) return row.code_prefix;
  }
  return "";
}

}  // namespace pipewright
