#include "server/catalog/cross_sell_proto.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "server/wire/enum_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"

namespace pipewright::catalog {
namespace {

using server::ToProtoEnum;
using server::Write;

template <class Request>
OfferingSelection ReadOfferings(const Request& request, Violations& violations) {
  OfferingSelection selection;
  for (int i = 0; i < request.offering_ids_size(); ++i) {
    violations.Take(absl::StrCat("offering_ids[", i, "]"), OfferingId::Parse(request.offering_ids(i)),
                    &selection.ids.emplace_back());
  }
  selection.filter = request.offering_filter();
  return selection;
}

void Write(const std::vector<CrossSellTotal>& totals, google::protobuf::RepeatedPtrField<v1::CrossSellTotal>* out) {
  for (const CrossSellTotal& total : totals) {
    v1::CrossSellTotal* const written = out->Add();
    written->set_state(ToProtoEnum<v1::CrossSellState>(total.state));
    written->set_count(total.count);
    for (const Money& amount : total.amounts) Write(amount, written->add_amounts());
  }
}

void Write(const CrossSellCell& cell, v1::CrossSellCell* out) {
  out->set_offering_id(cell.offering_id.ToString());
  out->set_state(ToProtoEnum<v1::CrossSellState>(cell.state));
  if (cell.engagement_id.has_value()) out->set_engagement_id(cell.engagement_id->ToString());
  if (cell.engagement_status.has_value()) {
    out->set_engagement_status(ToProtoEnum<v1::EngagementStatus>(*cell.engagement_status));
  }
  if (cell.start_date.has_value()) Write(*cell.start_date, out->mutable_start_date());
  if (cell.opportunity_id.has_value()) out->set_opportunity_id(cell.opportunity_id->ToString());
  if (cell.stage_id.has_value()) out->set_stage_id(cell.stage_id->ToString());
  out->set_stage_name(cell.stage_name);
  if (cell.close_date.has_value()) Write(*cell.close_date, out->mutable_close_date());
  out->set_lost_reason(cell.lost_reason);
  out->set_lost_reason_text(cell.lost_reason_text);
  if (cell.amount.has_value()) Write(*cell.amount, out->mutable_amount());
}

}  // namespace

absl::StatusOr<GetCrossSellMatrix> FromProto(const v1::GetCrossSellMatrixRequest& request) {
  GetCrossSellMatrix query;
  Violations violations;
  query.page_size = request.page_size();
  query.page_token = request.page_token();
  query.filter = request.filter();
  query.offerings = ReadOfferings(request, violations);
  query.return_row_totals = request.return_row_totals();
  query.return_column_totals = request.return_column_totals();
  RETURN_IF_ERROR(violations.ToStatus());
  return query;
}

void ToProto(const CrossSellMatrix& matrix, v1::GetCrossSellMatrixResponse* out) {
  for (const CrossSellColumn& column : matrix.columns) {
    v1::CrossSellColumn* const written = out->add_columns();
    written->set_offering_id(column.id.ToString());
    written->set_offering_name(column.name);
    Write(column.totals, written->mutable_totals());
  }
  for (const CrossSellRow& row : matrix.rows) {
    v1::CrossSellRow* const written = out->add_rows();
    written->set_account_id(row.id.ToString());
    written->set_account_name(row.name);
    for (const CrossSellCell& cell : row.cells) Write(cell, written->add_cells());
    Write(row.totals, written->mutable_totals());
  }
  out->set_next_page_token(matrix.next_page_token);
  if (matrix.account_count.has_value()) out->set_account_count(*matrix.account_count);
}

absl::StatusOr<ListCrossSellRecommendations> FromProto(const v1::ListCrossSellRecommendationsRequest& request) {
  ListCrossSellRecommendations query;
  Violations violations;
  query.page_size = request.page_size();
  query.page_token = request.page_token();
  if (request.accounts_case() == v1::ListCrossSellRecommendationsRequest::kAccountId) {
    violations.Take("account_id", AccountId::Parse(request.account_id()), &query.account_id);
  } else if (request.accounts_case() != v1::ListCrossSellRecommendationsRequest::kFilter) {
    violations.Add("account_id", "is required, or a filter of accounts");
  }
  query.filter = request.filter();
  query.offerings = ReadOfferings(request, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  return query;
}

void ToProto(const CrossSellRecommendation& recommendation, v1::CrossSellRecommendation* out) {
  const AssociationRule& rule = recommendation.rule;
  out->set_account_id(recommendation.account_id.ToString());
  out->set_account_name(recommendation.account_name);
  out->set_offering_id(recommendation.offering_id.ToString());
  out->set_offering_name(recommendation.offering_name);
  if (rule.antecedent.has_value()) out->set_antecedent_offering_id(rule.antecedent->ToString());
  out->set_antecedent_offering_name(recommendation.antecedent_name);
  out->set_confidence(rule.confidence());
  out->set_support(rule.support());
  out->set_lift(rule.lift());
  out->set_both_count(rule.with_both);
  out->set_antecedent_count(rule.with_antecedent);
  out->set_offering_count(rule.with_consequent);
  out->set_account_count(rule.accounts);
  out->set_population(ToProtoEnum<v1::CrossSellPopulation>(recommendation.population));
  if (recommendation.expected_value.has_value()) {
    Write(*recommendation.expected_value, out->mutable_expected_value());
  }
  if (recommendation.value_basis.has_value()) {
    out->set_value_basis(ToProtoEnum<v1::CrossSellValueBasis>(*recommendation.value_basis));
  }
  out->set_reason(ReasonFor(recommendation));
}

}  // namespace pipewright::catalog
