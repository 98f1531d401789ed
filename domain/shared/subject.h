// The record that another one is about: what a task, a note or an activity stands beside.
#pragma once

#include <compare>

#include "absl/types/span.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/id.h"
#include "domain/shared/uuid.h"

namespace pipewright {

// The kinds of record that can be a subject.
enum class SubjectKind { kAccount, kContact, kOpportunity };

inline absl::Span<const EnumName<SubjectKind>> NamesOf(SubjectKind) {
  static constexpr EnumName<SubjectKind> kNames[] = {{SubjectKind::kAccount, "ACCOUNT"},
                                                     {SubjectKind::kContact, "CONTACT"},
                                                     {SubjectKind::kOpportunity, "OPPORTUNITY"}};
  return kNames;
}

// One record of one of those kinds. Whether it exists is the store's to say.
struct Subject {
  SubjectKind kind = SubjectKind::kAccount;
  Uuid id;

  static Subject Of(const AccountId& id) { return {SubjectKind::kAccount, id.uuid()}; }
  static Subject Of(const ContactId& id) { return {SubjectKind::kContact, id.uuid()}; }
  static Subject Of(const OpportunityId& id) { return {SubjectKind::kOpportunity, id.uuid()}; }

  friend auto operator<=>(const Subject&, const Subject&) = default;
};

}  // namespace pipewright
