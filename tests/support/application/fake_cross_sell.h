// What questions about cross-selling read, as a test says it is.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "application/catalog/cross_sell_store.h"
#include "domain/catalog/offering.h"
#include "domain/sales/account.h"
#include "tests/support/application/fake_page_tokens.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/application/fake_reader.h"

namespace pipewright::catalog {

class FakeCrossSellStore : public CrossSellStore {
 public:
  std::vector<CrossSellCell> cells;
  std::vector<CrossSellColumnGroup> groups;
  mutable int columns_asked = 0;

  absl::StatusOr<std::vector<CrossSellCell>> Cells(const RequestContext&, absl::Span<const AccountId> accounts,
                                                   absl::Span<const OfferingId> offerings) const override {
    const auto in = [](const auto& ids, const auto& id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
    std::vector<CrossSellCell> found;
    for (const CrossSellCell& cell : cells) {
      if (in(accounts, cell.account_id) && in(offerings, cell.offering_id)) found.push_back(cell);
    }
    return found;
  }
  absl::StatusOr<std::vector<CrossSellColumnGroup>> Columns(const RequestContext&, const ListQuery&,
                                                            absl::Span<const OfferingId>) const override {
    ++columns_asked;
    return groups;
  }

  std::map<std::string, BasketCounts> industries;
  BasketCounts everybody;
  std::map<OfferingId, Money> averages;
  mutable std::vector<std::string> baskets_asked;  // industries; "" for all accounts

  absl::StatusOr<BasketCounts> Baskets(const RequestContext&, const std::optional<std::string>& industry,
                                       absl::Span<const OfferingId>) const override {
    baskets_asked.push_back(industry.value_or(""));
    if (!industry.has_value()) return everybody;
    const auto known = industries.find(*industry);
    return known == industries.end() ? BasketCounts() : known->second;
  }
  absl::StatusOr<std::map<OfferingId, Money>> AverageValues(const RequestContext&, absl::Span<const OfferingId> of,
                                                            const Currency&) const override {
    std::map<OfferingId, Money> found;
    for (const OfferingId& offering : of) {
      if (averages.contains(offering)) found[offering] = averages.at(offering);
    }
    return found;
  }
};

// Accounts and active offerings that lists give, in the order in which they are added.
struct CrossSellWorld {
  FakeClock clock;
  FakePageTokens tokens;
  ListChecker lists{clock, tokens};
  FakeReader<sales::Account> accounts{FieldCatalog("account", {{.name = "name"}, {.name = "industry"}})};
  FakeReader<Offering> offerings{
      FieldCatalog("offering", {{.name = "name"}, {.name = "active", .type = FieldType::kBool}})};
  FakeCrossSellStore store;
  RequestContext context = ContextOf();
  FakeIds ids;

  AccountId AddAccount(const std::string& name, const std::string& industry = "") {
    sales::AccountState& account = accounts.records.emplace_back();
    account.id = NewId<AccountId>(ids);
    account.name = name;
    account.industry = industry;
    return account.id;
  }
  OfferingId AddOffering(const std::string& name, std::vector<Money> prices = {}) {
    OfferingState& offering = offerings.records.emplace_back();
    offering.id = NewId<OfferingId>(ids);
    offering.name = name;
    offering.prices = std::move(prices);
    return offering.id;
  }
  void Know(const AccountId& account, const OfferingId& offering, CrossSellState state,
            std::optional<Money> amount = std::nullopt) {
    CrossSellCell cell;
    cell.account_id = account;
    cell.offering_id = offering;
    cell.state = state;
    cell.amount = std::move(amount);
    store.cells.push_back(std::move(cell));
  }
};

}  // namespace pipewright::catalog
