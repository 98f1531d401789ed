// Finding the records that are probably the same as another one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/reader.h"
#include "application/unit_of_work.h"
#include "domain/sales/match_rule.h"
#include "domain/shared/change.h"

namespace pipewright::sales {

// A: one of the kinds of kMatchedResources.
template <class A>
struct Duplicate {
  typename A::State record;
  Match match;
};

// As many are told.
inline constexpr size_t kMaxDuplicates = 20;

// The records that the caller may read whose score reaches the tenant's threshold, the surest first; without the record
// itself.
absl::StatusOr<std::vector<Duplicate<Account>>> DuplicatesOf(const AccountState& account, UnitOfWork& uow);
absl::StatusOr<std::vector<Duplicate<Contact>>> DuplicatesOf(const ContactState& contact, UnitOfWork& uow);
absl::StatusOr<std::vector<Duplicate<Lead>>> DuplicatesOf(const LeadState& lead, UnitOfWork& uow);

// kAlreadyExists/DUPLICATE_FOUND with the ids and scores of the duplicates in the metadata "duplicates" ("id=score",
// separated by commas), OK when there are none.
absl::Status CheckNoDuplicates(const AccountState& account, UnitOfWork& uow);
absl::Status CheckNoDuplicates(const ContactState& contact, UnitOfWork& uow);
absl::Status CheckNoDuplicates(const LeadState& lead, UnitOfWork& uow);

// Of a record that is there, of the one that a lead would become, or of one like `like`, of which only what records are
// recognised by counts. Phone numbers come as written.
template <class A>
struct FindDuplicates {
  std::optional<typename Reader<A>::IdType> id;
  std::optional<LeadId> of_lead;  // of accounts and contacts
  typename A::State like;
  Change<std::string> phone;
  Change<std::string> mobile;
};

struct GetMatchRule {
  std::string resource;
};

// Thread safe.
class DuplicateQueries {
 public:
  // All outlive it.
  DuplicateQueries(Transactor& transactor, Reader<Account>& accounts, Reader<Contact>& contacts, Reader<Lead>& leads,
                   const PhoneNumbers& phones)
      : transactor_(transactor), accounts_(accounts), contacts_(contacts), leads_(leads), phones_(phones) {}

  absl::StatusOr<std::vector<Duplicate<Account>>> Handle(const RequestContext& ctx,
                                                         const FindDuplicates<Account>& query) const;
  absl::StatusOr<std::vector<Duplicate<Contact>>> Handle(const RequestContext& ctx,
                                                         const FindDuplicates<Contact>& query) const;
  absl::StatusOr<std::vector<Duplicate<Lead>>> Handle(const RequestContext& ctx,
                                                      const FindDuplicates<Lead>& query) const;
  // The rule that holds, which is the default until the tenant has said otherwise.
  absl::StatusOr<MatchRuleState> Handle(const RequestContext& ctx, const GetMatchRule& query) const;

 private:
  absl::StatusOr<LeadState> ReadLead(RequestContext ctx, const LeadId& id) const;

  Transactor& transactor_;
  Reader<Account>& accounts_;
  Reader<Contact>& contacts_;
  Reader<Lead>& leads_;
  const PhoneNumbers& phones_;
};

}  // namespace pipewright::sales
