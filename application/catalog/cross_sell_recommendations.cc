#include "application/catalog/cross_sell_recommendations.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "application/shared/filter/parser.h"
#include "application/shared/queries/page_size.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::catalog {
namespace {

using Query = ListCrossSellRecommendations;

// What is known of an account besides white space.
struct Known {
  std::vector<OfferingId> used;
  std::set<OfferingId> not_white;
};

// What one unit of each offering is worth, where that is known.
struct Worth {
  Money value;
  CrossSellValueBasis basis = CrossSellValueBasis::kPrice;
};

// The populations that recommendations rest on, each counted when it is first asked for.
class Populations {
 public:
  Populations(const RequestContext& context, const CrossSellStore& store, absl::Span<const OfferingId> offerings)
      : context_(context), store_(store), offerings_(offerings) {}

  // Accounts of the industry when enough of them use anything, else all.
  absl::StatusOr<std::pair<const BasketCounts*, CrossSellPopulation>> SimilarTo(const std::string& industry) {
    if (!industry.empty()) {
      ASSIGN_OR_RETURN(const BasketCounts* const similar, Counted(industry));
      if (similar->accounts >= Query::kLeastAccounts) return std::pair(similar, CrossSellPopulation::kIndustry);
    }
    ASSIGN_OR_RETURN(const BasketCounts* const all, Counted(std::nullopt));
    return std::pair(all, CrossSellPopulation::kAllAccounts);
  }

 private:
  absl::StatusOr<const BasketCounts*> Counted(const std::optional<std::string>& industry) {
    auto known = counts_.find(industry);
    if (known == counts_.end()) {
      ASSIGN_OR_RETURN(BasketCounts counts, store_.Baskets(context_, industry, offerings_));
      known = counts_.emplace(industry, std::move(counts)).first;
    }
    return &known->second;
  }

  const RequestContext& context_;
  const CrossSellStore& store_;
  const absl::Span<const OfferingId> offerings_;
  std::map<std::optional<std::string>, BasketCounts> counts_;
};

absl::StatusOr<std::map<OfferingId, Worth>> WorthOf(const RequestContext& context, const CrossSellStore& store,
                                                    const std::vector<OfferingState>& offerings) {
  const Currency& currency = context.principal->base_currency;
  std::map<OfferingId, Worth> worth;
  std::vector<OfferingId> without_price;
  for (const OfferingState& offering : offerings) {
    if (std::optional<Money> price = PriceOfAYear(offering, currency)) {
      worth[offering.id] = {*std::move(price), CrossSellValueBasis::kPrice};
    } else {
      without_price.push_back(offering.id);
    }
  }
  if (without_price.empty()) return worth;
  ASSIGN_OR_RETURN(const auto averages, store.AverageValues(context, without_price, currency));
  for (const auto& [id, value] : averages) worth[id] = {value, CrossSellValueBasis::kAverageEngagement};
  return worth;
}

// The more promising first.
bool Before(const CrossSellRecommendation& a, const CrossSellRecommendation& b) {
  const auto key = [](const CrossSellRecommendation& one) {
    return std::tuple(!one.expected_value.has_value(), one.expected_value.has_value() ? -one.expected_value->e4() : 0,
                      -one.rule.confidence(), one.account_id, one.offering_id);
  };
  return key(a) < key(b);
}

// What a page token is good for.
std::string QueryOf(const RequestContext& context, const Query& query) {
  std::string about = query.account_id.has_value() ? query.account_id->ToString() : "";
  for (const OfferingId& id : query.offerings.ids) absl::StrAppend(&about, " ", id.ToString());
  return PageQuery(context.principal->tenant, absl::StrCat("cross_sell_recommendation ", about),
                   filter::NormalForm(query.filter), filter::NormalForm(query.offerings.filter), false);
}

}  // namespace

absl::Span<const EnumName<CrossSellPopulation>> NamesOf(CrossSellPopulation) {
  static constexpr EnumName<CrossSellPopulation> kNames[] = {{CrossSellPopulation::kIndustry, "INDUSTRY"},
                                                             {CrossSellPopulation::kAllAccounts, "ALL_ACCOUNTS"}};
  return kNames;
}

absl::Span<const EnumName<CrossSellValueBasis>> NamesOf(CrossSellValueBasis) {
  static constexpr EnumName<CrossSellValueBasis> kNames[] = {
      {CrossSellValueBasis::kPrice, "PRICE"}, {CrossSellValueBasis::kAverageEngagement, "AVERAGE_ENGAGEMENT"}};
  return kNames;
}

std::string ReasonFor(const CrossSellRecommendation& recommendation) {
  const AssociationRule& rule = recommendation.rule;
  const bool by_industry = recommendation.population == CrossSellPopulation::kIndustry;
  std::string reason = absl::StrCat(rule.with_both, " of the ", rule.with_antecedent, " accounts",
                                    by_industry ? absl::StrCat(" in ", recommendation.industry) : "");
  if (rule.antecedent.has_value()) {
    absl::StrAppend(&reason, " that use ", recommendation.antecedent_name, " also use ", recommendation.offering_name,
                    ".");
  } else {
    absl::StrAppend(&reason, " that use anything use ", recommendation.offering_name, ".");
  }
  if (!by_industry && !recommendation.industry.empty()) {
    absl::StrAppend(&reason, " All industries are looked at: fewer than ", Query::kLeastAccounts, " accounts in ",
                    recommendation.industry, " use anything.");
  }
  return reason;
}

absl::StatusOr<std::vector<sales::AccountState>> CrossSellRecommendationQuery::Accounts(const RequestContext& context,
                                                                                        const Query& query) const {
  if (query.account_id.has_value()) {
    ASSIGN_OR_RETURN(sales::AccountState account, accounts_.Get(context, *query.account_id));
    if (account.delete_time.has_value()) {
      return FailedPrecondition(Reason::kRecordDeleted, "account_id", "the account is deleted; undelete it first");
    }
    return std::vector<sales::AccountState>{std::move(account)};
  }
  ListRequest request;
  request.page_size = Query::kMaxAccounts;
  request.filter = query.filter;
  ASSIGN_OR_RETURN(const ListQuery list, lists_.Check(context, accounts_.catalog(), request));
  ASSIGN_OR_RETURN(ListedRecords<sales::AccountState> listed, accounts_.List(context, list));
  if (listed.next.has_value()) {
    return InvalidField("filter", absl::StrCat("selects more than ", Query::kMaxAccounts, " accounts: narrow it"));
  }
  return std::move(listed.items);
}

absl::StatusOr<std::vector<CrossSellRecommendation>> CrossSellRecommendationQuery::Recommend(
    const RequestContext& context, const std::vector<sales::AccountState>& accounts,
    const std::vector<OfferingState>& offerings) const {
  std::vector<OfferingId> offering_ids;
  std::map<OfferingId, const OfferingState*> by_id;
  for (const OfferingState& offering : offerings) {
    offering_ids.push_back(offering.id);
    by_id[offering.id] = &offering;
  }
  std::vector<AccountId> account_ids;
  account_ids.reserve(accounts.size());
  for (const sales::AccountState& account : accounts) account_ids.push_back(account.id);

  ASSIGN_OR_RETURN(const std::vector<CrossSellCell> cells, store_.Cells(context, account_ids, offering_ids));
  std::map<AccountId, Known> known;
  for (const CrossSellCell& cell : cells) {
    Known& of_account = known[cell.account_id];
    of_account.not_white.insert(cell.offering_id);
    if (cell.state == CrossSellState::kEngaged) of_account.used.push_back(cell.offering_id);
  }
  ASSIGN_OR_RETURN(const auto worth, WorthOf(context, store_, offerings));
  Populations populations(context, store_, offering_ids);
  std::vector<CrossSellRecommendation> found;
  for (const sales::AccountState& account : accounts) {
    const Known& of_account = known[account.id];
    ASSIGN_OR_RETURN(const auto similar, populations.SimilarTo(account.industry));
    for (const OfferingState& offering : offerings) {
      if (of_account.not_white.contains(offering.id)) continue;
      const std::optional<AssociationRule> rule =
          BestRule(*similar.first, of_account.used, offering.id, Query::kLeastWithAntecedent);
      if (!rule.has_value()) continue;
      CrossSellRecommendation& one = found.emplace_back();
      one.account_id = account.id;
      one.account_name = account.name;
      one.offering_id = offering.id;
      one.offering_name = offering.name;
      one.rule = *rule;
      if (rule->antecedent.has_value()) one.antecedent_name = by_id.at(*rule->antecedent)->name;
      one.population = similar.second;
      one.industry = account.industry;
      if (const auto known_worth = worth.find(offering.id); known_worth != worth.end()) {
        one.expected_value = known_worth->second.value.Part(rule->with_both, rule->with_antecedent);
        one.value_basis = known_worth->second.basis;
      }
    }
  }
  std::sort(found.begin(), found.end(), Before);
  return found;
}

absl::StatusOr<Page<CrossSellRecommendation>> CrossSellRecommendationQuery::Handle(const RequestContext& context,
                                                                                   const Query& query) const {
  ASSIGN_OR_RETURN(const int page_size, PageSizeOf(query.page_size));
  size_t first = 0;
  if (!query.page_token.empty()) {
    ASSIGN_OR_RETURN(const PageStart start, OpenPageToken(query.page_token, QueryOf(context, query), 1, sealer_));
    // It was sealed here, so it is a number.
    if (!absl::SimpleAtoi(start.keys[0].value_or(""), &first))
      return absl::InternalError("a page token without a place");
  }
  ASSIGN_OR_RETURN(const std::vector<OfferingState> offerings,
                   SelectOfferings(context, offerings_, lists_, query.offerings));
  ASSIGN_OR_RETURN(const std::vector<sales::AccountState> accounts, Accounts(context, query));
  ASSIGN_OR_RETURN(std::vector<CrossSellRecommendation> found, Recommend(context, accounts, offerings));
  Page<CrossSellRecommendation> page;
  const size_t begin = std::min(first, found.size());
  const size_t end = std::min(begin + static_cast<size_t>(page_size), found.size());
  for (size_t i = begin; i < end; ++i) page.items.push_back(std::move(found[i]));
  if (end < found.size()) page.next_page_token = SealPageToken({{absl::StrCat(end)}}, QueryOf(context, query), sealer_);
  return page;
}

}  // namespace pipewright::catalog
