#include "application/organization/session_queries.h"

#include <optional>

#include "application/organization/identities.h"
#include "application/shared/queries/page_size.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {

absl::StatusOr<SessionPage> SessionQueries::Handle(const RequestContext& ctx, const ListSessions& query) const {
  ASSIGN_OR_RETURN(const int page_size, PageSizeOf(query.page_size));
  const std::string list = PageQuery(ctx.principal->tenant, "session", ctx.user().ToString(), "", false);
  std::optional<SessionId> behind;
  if (!query.page_token.empty()) {
    ASSIGN_OR_RETURN(const PageStart start, OpenPageToken(query.page_token, list, 1, page_tokens_));
    ASSIGN_OR_RETURN(behind, SessionId::Parse(start.keys[0].value_or("")));
  }
  SessionPage page;
  page.current_id = ctx.principal->session_id;
  RETURN_IF_ERROR(transactor_.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    // One more than was asked for tells whether there is another page.
    ASSIGN_OR_RETURN(page.sessions, uow.identities().SessionsOf(ctx.user(), uow.now(), behind, page_size + 1));
    return absl::OkStatus();
  }));
  if (page.sessions.size() > static_cast<size_t>(page_size)) {
    page.sessions.pop_back();
    page.next_page_token = SealPageToken({{page.sessions.back().id.ToString()}}, list, page_tokens_);
  }
  return page;
}

}  // namespace pipewright::organization
