// The cross-sell matrix: accounts × active offerings, page by page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/catalog/cross_sell.h"
#include "application/catalog/cross_sell_store.h"
#include "application/catalog/offering_selection.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/list_checker.h"
#include "application/shared/queries/reader.h"
#include "domain/catalog/offering.h"
#include "domain/sales/account.h"

namespace pipewright::catalog {

struct GetCrossSellMatrix {
  static constexpr int kMaxPageSize = 500;

  int page_size = 0;       // of accounts; as a list's, but at most kMaxPageSize
  std::string page_token;  // empty: the first page
  std::string filter;      // of accounts; empty: all
  OfferingSelection offerings;
  bool return_row_totals = false;
  bool return_column_totals = false;
};

struct CrossSellColumn {
  OfferingId id;
  std::string name;
  std::vector<CrossSellTotal> totals;  // over all accounts of the filter; only when asked for
};

struct CrossSellRow {
  AccountId id;
  std::string name;
  std::vector<CrossSellCell> cells;    // but for white space, in the order of the columns
  std::vector<CrossSellTotal> totals;  // over all columns; only when asked for
};

struct CrossSellMatrix {
  std::vector<CrossSellColumn> columns;  // by name
  std::vector<CrossSellRow> rows;        // by name and id
  std::string next_page_token;           // empty: that was the last page
  std::optional<int64_t> account_count;  // over all pages; only with totals of columns
};

// Of accounts, opportunities and engagements only what the caller may read counts. Thread safe.
class CrossSellMatrixQuery {
 public:
  // All outlive it.
  CrossSellMatrixQuery(Reader<sales::Account>& accounts, Reader<Offering>& offerings, const CrossSellStore& store,
                       const ListChecker& lists)
      : accounts_(accounts), offerings_(offerings), store_(store), lists_(lists) {}

  // Errors as those of a list of accounts, and of SelectOfferings.
  absl::StatusOr<CrossSellMatrix> Handle(const RequestContext& context, const GetCrossSellMatrix& query) const;

 private:
  Reader<sales::Account>& accounts_;
  Reader<Offering>& offerings_;
  const CrossSellStore& store_;
  const ListChecker& lists_;
};

}  // namespace pipewright::catalog
