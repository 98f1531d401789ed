#pragma once

#include "application/organization/member_commands.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::organization {

// Adds the service to the API. All that is handed over outlives it.
void AddMemberService(server::Api& api, const MemberCommands& commands, const RecordQueries<Membership>& queries);

}  // namespace pipewright::organization
