// Where the caller is signed in.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/page_token.h"
#include "application/unit_of_work.h"
#include "domain/organization/session.h"

namespace pipewright::organization {

struct ListSessions {
  int page_size = 0;       // page_size.h says what it means
  std::string page_token;  // empty: the first page
};

struct SessionPage {
  std::vector<SessionState> sessions;
  std::string current_id;       // of the call's own
  std::string next_page_token;  // empty: that was the last page
};

// Thread safe.
class SessionQueries {
 public:
  // Both outlive it.
  SessionQueries(Transactor& transactor, const PageTokenSealer& page_tokens)
      : transactor_(transactor), page_tokens_(page_tokens) {}

  // The caller's that are alive, the newest first. kInvalidArgument names page_size;
  // kInvalidArgument/INVALID_PAGE_TOKEN.
  absl::StatusOr<SessionPage> Handle(const RequestContext& ctx, const ListSessions& query) const;

 private:
  Transactor& transactor_;
  const PageTokenSealer& page_tokens_;
};

}  // namespace pipewright::organization
