#include "infrastructure/postgres/organization/membership_store.h"

#include "infrastructure/postgres/organization/caller_news.h"
#include "infrastructure/postgres/organization/membership_table.h"

namespace pipewright::postgres {

PostgresMembershipRepository::PostgresMembershipRepository(WriteSession& session)
    : PostgresRepository(session, MembershipTable()) {}

absl::Status PostgresMembershipRepository::StoreMore(const organization::Membership& /*member*/,
                                                     const std::vector<organization::MembershipEvent>& /*events*/) {
  TellMembersChanged(session());
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
