// The kinds of record that are merged: what differs between them. A new one is a specialisation here, a Handle of
// MergeCommands, and a line where merges are undone.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "application/unit_of_work.h"
#include "domain/sales/account.h"
#include "domain/sales/contact_repository.h"
#include "domain/shared/hierarchy_repository.h"

namespace pipewright::sales {

template <class A>
struct MergedKind;

template <>
struct MergedKind<Account> {
  static HierarchyRepository<Account>& repository(UnitOfWork& uow) { return uow.accounts(); }
  // What a record stands under.
  static constexpr std::optional<AccountId> AccountState::*kAbove = &AccountState::parent_account_id;
  static constexpr absl::string_view kAboveField = "parent_account_id";
};

template <>
struct MergedKind<Contact> {
  static HierarchyRepository<Contact>& repository(UnitOfWork& uow) { return uow.contacts(); }
  static constexpr std::optional<ContactId> ContactState::*kAbove = &ContactState::reports_to_id;
  static constexpr absl::string_view kAboveField = "reports_to_id";
};

}  // namespace pipewright::sales
