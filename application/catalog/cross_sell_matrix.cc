#include "application/catalog/cross_sell_matrix.h"

#include <algorithm>
#include <map>
#include <utility>

#include "domain/shared/status_macros.h"

namespace pipewright::catalog {
namespace {

// Where each id stands.
template <class Part>
auto PlacesOf(const std::vector<Part>& parts) {
  std::map<decltype(Part::id), size_t> places;
  for (size_t i = 0; i < parts.size(); ++i) places[parts[i].id] = i;
  return places;
}

template <class Part>
auto IdsOf(const std::vector<Part>& parts) {
  std::vector<decltype(Part::id)> ids;
  ids.reserve(parts.size());
  for (const Part& part : parts) ids.push_back(part.id);
  return ids;
}

void AddRowTotals(const std::vector<CrossSellColumn>& columns, CrossSellRow& row) {
  for (const CrossSellCell& cell : row.cells) AddToTotals(cell.state, 1, cell.amount, row.totals);
  AddWhiteSpace(static_cast<int64_t>(columns.size()), row.totals);
}

}  // namespace

absl::StatusOr<CrossSellMatrix> CrossSellMatrixQuery::Handle(const RequestContext& context,
                                                             const GetCrossSellMatrix& query) const {
  ListRequest request;
  request.page_size = std::min(query.page_size, GetCrossSellMatrix::kMaxPageSize);
  request.page_token = query.page_token;
  request.filter = query.filter;
  request.order_by = "name";
  request.return_total_size = query.return_column_totals;
  ASSIGN_OR_RETURN(const ListQuery list, lists_.Check(context, accounts_.catalog(), request));
  ASSIGN_OR_RETURN(const std::vector<OfferingState> offerings,
                   SelectOfferings(context, offerings_, lists_, query.offerings));
  ASSIGN_OR_RETURN(const ListedRecords<sales::AccountState> accounts, accounts_.List(context, list));

  CrossSellMatrix matrix;
  for (const OfferingState& offering : offerings) matrix.columns.push_back({offering.id, offering.name, {}});
  for (const sales::AccountState& account : accounts.items) matrix.rows.push_back({account.id, account.name, {}, {}});
  if (accounts.next.has_value()) {
    matrix.next_page_token = lists_.NextPageToken(context, accounts_.catalog(), request, *accounts.next);
  }
  const std::vector<OfferingId> columns = IdsOf(matrix.columns);
  const auto column_of = PlacesOf(matrix.columns);
  const auto row_of = PlacesOf(matrix.rows);
  ASSIGN_OR_RETURN(std::vector<CrossSellCell> cells, store_.Cells(context, IdsOf(matrix.rows), columns));
  for (CrossSellCell& cell : cells) matrix.rows[row_of.at(cell.account_id)].cells.push_back(std::move(cell));
  for (CrossSellRow& row : matrix.rows) {
    std::sort(row.cells.begin(), row.cells.end(), [&](const CrossSellCell& a, const CrossSellCell& b) {
      return column_of.at(a.offering_id) < column_of.at(b.offering_id);
    });
    if (query.return_row_totals) AddRowTotals(matrix.columns, row);
  }
  if (!query.return_column_totals) return matrix;

  matrix.account_count = accounts.total_size.value_or(0);
  ASSIGN_OR_RETURN(const std::vector<CrossSellColumnGroup> groups, store_.Columns(context, list, columns));
  for (const CrossSellColumnGroup& group : groups) {
    AddToTotals(group.state, group.count, group.amount, matrix.columns[column_of.at(group.offering_id)].totals);
  }
  for (CrossSellColumn& column : matrix.columns) AddWhiteSpace(*matrix.account_count, column.totals);
  return matrix;
}

}  // namespace pipewright::catalog
