#include "application/sales/base_amount.h"

#include <optional>
#include <vector>

#include "domain/sales/exchange_rate_repository.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

const Currency& BaseOf(const RequestContext& ctx) { return ctx.principal->base_currency; }

// Of the amount, or of the line items that make it.
std::optional<Currency> CurrencyOf(const OpportunityChanges& details) {
  if (details.amount.is_set()) return details.amount.value().currency();
  if (details.line_items.is_set() && !details.line_items.value().empty()) {
    return details.line_items.value().front().unit_price.currency();
  }
  return std::nullopt;
}

absl::Status Ask(const std::vector<RateQuestion>& questions, UnitOfWork& uow) {
  return questions.empty() ? absl::OkStatus() : uow.Of<ExchangeRate>().PrefetchRates(questions);
}

}  // namespace

bool HasBaseAmount(const RequestContext& ctx, const OpportunityState& opportunity) {
  return opportunity.base_amount.has_value() && opportunity.base_amount->currency() == BaseOf(ctx);
}

absl::Status KeepBaseAmount(const RequestContext& ctx, Opportunity& opportunity, UnitOfWork& uow) {
  const OpportunityState& state = opportunity.state();
  std::optional<Rate> rate;
  if (state.status != OpportunityStatus::kOpen && state.amount.has_value() && state.amount->currency() != BaseOf(ctx)) {
    ASSIGN_OR_RETURN(rate,
                     uow.Of<ExchangeRate>().RateFor({state.amount->currency(), BaseOf(ctx), *state.actual_close_date}));
  }
  opportunity.KeepBaseAmount(BaseOf(ctx), rate);
  return absl::OkStatus();
}

absl::Status PrefetchRates(const RequestContext& ctx, absl::Span<const CreateOpportunity> commands, UnitOfWork& uow) {
  std::vector<RateQuestion> questions;
  for (const CreateOpportunity& command : commands) {
    const std::optional<Currency> currency = CurrencyOf(command.details);
    if (!currency.has_value() || *currency == BaseOf(ctx) || !command.details.actual_close_date.is_set()) continue;
    questions.push_back({*currency, BaseOf(ctx), command.details.actual_close_date.value()});
  }
  return Ask(questions, uow);
}

absl::Status PrefetchRates(const RequestContext& ctx, absl::Span<const UpdateOpportunity> commands, UnitOfWork& uow) {
  std::vector<RateQuestion> questions;
  for (const UpdateOpportunity& command : commands) {
    const absl::StatusOr<Opportunity> opportunity = uow.Of<Opportunity>().GetEvenDeleted(command.id);
    if (absl::IsNotFound(opportunity.status())) continue;  // for its own command to say
    RETURN_IF_ERROR(opportunity.status());
    const OpportunityState& state = opportunity->state();
    if (state.status == OpportunityStatus::kOpen || HasBaseAmount(ctx, state)) continue;
    std::optional<Currency> currency = CurrencyOf(command.changes);
    if (!currency.has_value() && state.amount.has_value()) currency = state.amount->currency();
    if (currency.has_value() && *currency != BaseOf(ctx)) {
      questions.push_back({*currency, BaseOf(ctx), *state.actual_close_date});
    }
  }
  return Ask(questions, uow);
}

}  // namespace pipewright::sales
