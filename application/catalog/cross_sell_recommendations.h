// What to offer to accounts next: white space of the matrix that what similar accounts use speaks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/catalog/cross_sell_store.h"
#include "application/catalog/offering_selection.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/list_checker.h"
#include "application/shared/queries/list_request.h"
#include "application/shared/queries/page_token.h"
#include "application/shared/queries/reader.h"
#include "domain/catalog/association_rules.h"
#include "domain/catalog/offering.h"
#include "domain/sales/account.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/money.h"

namespace pipewright::catalog {

// Whose use of offerings a recommendation rests on.
enum class CrossSellPopulation {
  kIndustry,     // accounts of the account's industry
  kAllAccounts,  // all accounts: too few of the industry use anything, or the account has none
};
absl::Span<const EnumName<CrossSellPopulation>> NamesOf(CrossSellPopulation);

// What an expected value is a part of.
enum class CrossSellValueBasis {
  kPrice,              // the offering's price of a year in the tenant's base currency
  kAverageEngagement,  // what its engagements in that currency are worth on average
};
absl::Span<const EnumName<CrossSellValueBasis>> NamesOf(CrossSellValueBasis);

struct ListCrossSellRecommendations {
  static constexpr int kMaxAccounts = 200;
  // An industry of which fewer accounts use anything says too little: all accounts are looked at.
  static constexpr int64_t kLeastAccounts = 20;
  // What fewer accounts use is no reason.
  static constexpr int64_t kLeastWithAntecedent = 5;

  int page_size = 0;
  std::string page_token;
  std::optional<AccountId> account_id;  // this one, or
  std::string filter;                   // those that match, at most kMaxAccounts
  OfferingSelection offerings;          // what is recommended, and what are reasons
};

struct CrossSellRecommendation {
  AccountId account_id;
  std::string account_name;
  OfferingId offering_id;
  std::string offering_name;
  AssociationRule rule;         // its confidence is the propensity
  std::string antecedent_name;  // empty without an antecedent
  CrossSellPopulation population = CrossSellPopulation::kAllAccounts;
  std::string industry;  // of the account
  // confidence × value, in the tenant's base currency; absent when neither price nor engagements tell a value.
  std::optional<Money> expected_value;
  std::optional<CrossSellValueBasis> value_basis;
};

// In a sentence for people: "8 of the 12 accounts in Retail that use Care also use Cover."
std::string ReasonFor(const CrossSellRecommendation& recommendation);

// Of accounts and engagements only what the caller may read counts. Thread safe.
class CrossSellRecommendationQuery {
 public:
  // All outlive it.
  CrossSellRecommendationQuery(Reader<sales::Account>& accounts, Reader<Offering>& offerings,
                               const CrossSellStore& store, const ListChecker& lists, const PageTokenSealer& sealer)
      : accounts_(accounts), offerings_(offerings), store_(store), lists_(lists), sealer_(sealer) {}

  // The highest expected value first, those without one last; then by confidence. Each page is reckoned anew.
  // kNotFound for the account; kFailedPrecondition/RECORD_DELETED when it is deleted; kInvalidArgument naming filter
  // when it selects more than kMaxAccounts, and as SelectOfferings.
  absl::StatusOr<Page<CrossSellRecommendation>> Handle(const RequestContext& context,
                                                       const ListCrossSellRecommendations& query) const;

 private:
  absl::StatusOr<std::vector<sales::AccountState>> Accounts(const RequestContext& context,
                                                            const ListCrossSellRecommendations& query) const;
  absl::StatusOr<std::vector<CrossSellRecommendation>> Recommend(const RequestContext& context,
                                                                 const std::vector<sales::AccountState>& accounts,
                                                                 const std::vector<OfferingState>& offerings) const;

  Reader<sales::Account>& accounts_;
  Reader<Offering>& offerings_;
  const CrossSellStore& store_;
  const ListChecker& lists_;
  const PageTokenSealer& sealer_;
};

}  // namespace pipewright::catalog
