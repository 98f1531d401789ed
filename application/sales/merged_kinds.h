// The kinds of record that are merged: what differs between them. A new one is a specialisation here, a Handle of
// MergeCommands, and a line where merges are undone.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "application/unit_of_work.h"
#include "domain/sales/account.h"
#include "domain/sales/contact_repository.h"
#include "domain/sales/lead.h"
#include "domain/shared/hierarchy_repository.h"

namespace pipewright::sales {

template <class A>
struct MergedKind;

template <>
struct MergedKind<Account> {
  // What a record stands under.
  static constexpr std::optional<AccountId> AccountState::*kAbove = &AccountState::parent_account_id;
  static constexpr absl::string_view kAboveField = "parent_account_id";
};

template <>
struct MergedKind<Contact> {
  static constexpr std::optional<ContactId> ContactState::*kAbove = &ContactState::reports_to_id;
  static constexpr absl::string_view kAboveField = "reports_to_id";
};

template <>
struct MergedKind<Lead> {
  // What keeps a survivor from being changed, its merge being undone; empty: nothing.
  static absl::string_view WhyKept(const LeadState& lead) {
    return lead.status == LeadStatus::kConverted ? "was converted since, and stays as it is" : "";
  }
};

// Whether the kind's records stand under each other.
template <class A>
concept Hierarchical = requires {
  MergedKind<A>::kAbove;
};

}  // namespace pipewright::sales
