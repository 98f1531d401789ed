// The kinds of record that others refer to, and a reference to one of any kind.
#pragma once

#include <compare>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/uuid.h"

namespace pipewright {

// A new kind has its word here, its line in the list of record_kind.cc, and its id in id.h; what the kind may be used
// for follows from its line.
enum class RecordKind {
  kAccount,
  kContact,
  kOpportunity,
  kTask,
  kUser,
  kPipeline,
  kCustomFieldDefinition,
  kBusinessUnit,
  kVendor,
  kOffering,
  kEngagement,
  kLead,
  kLostReason,
  kExchangeRate,
};

absl::Span<const EnumName<RecordKind>> NamesOf(RecordKind);

// What a kind of record may be besides.
enum class KindRole {
  kSubject,             // what a task, a note or an activity is about
  kHasCustomFields,     // tenants add fields to it
  kInCustomReferences,  // the REFERENCE fields that tenants add may lead to it
  kAssigned,            // assignment rules give it to somebody
  kHasCode,             // people name it by a code: "ACC-000123"
};

// The kinds that have the role. Proto enums and columns that name kinds have these words, and no others.
absl::Span<const EnumName<RecordKind>> KindsWith(KindRole role);
bool Has(RecordKind kind, KindRole role);

// What the codes of the kind begin with in a tenant that chose nothing else: "ACC-". Empty without KindRole::kHasCode.
absl::string_view CodePrefixOf(RecordKind kind);

// One record of some kind. Whether it exists is the store's to say.
struct RecordRef {
  RecordKind kind = RecordKind::kAccount;
  Uuid id;

  template <class IdType>
  static RecordRef Of(const IdType& id) {
    return {KindOf(id), id.uuid()};
  }

  friend auto operator<=>(const RecordRef&, const RecordRef&) = default;
};

}  // namespace pipewright
