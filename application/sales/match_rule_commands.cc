#include "application/sales/match_rule_commands.h"

#include "application/shared/commands/etag_check.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {

absl::StatusOr<MatchRule> MatchRuleCommands::Handle(const RequestContext& /*ctx*/, const UpdateMatchRule& cmd,
                                                    UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(std::optional<MatchRule> rule, uow.Of<MatchRule>().Of(cmd.resource));
  if (!rule.has_value()) {
    MatchRuleState usual = MatchRule::DefaultOf(cmd.resource);
    usual.id = NewId<MatchRuleId>(ids_);
    RETURN_IF_ERROR(CheckEtag(MatchRule::Restore(usual), cmd.etag));
    ASSIGN_OR_RETURN(MatchRule created, MatchRule::Create(usual.id, cmd.resource, cmd.changes));
    RETURN_IF_ERROR(uow.Of<MatchRule>().Add(created));
    return created;
  }
  RETURN_IF_ERROR(CheckEtag(*rule, cmd.etag));
  RETURN_IF_ERROR(rule->Edit(cmd.changes));
  RETURN_IF_ERROR(uow.Of<MatchRule>().Save(*rule));
  return *std::move(rule);
}

}  // namespace pipewright::sales
