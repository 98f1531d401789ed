#include "infrastructure/postgres/connection/notices.h"

#include <libpq-fe.h>

#include <utility>

#include "absl/strings/string_view.h"

namespace pipewright::postgres {
namespace {

using NoticeLog = std::function<void(const std::string&)>;

NoticeLog& Log() {
  static auto* const log = new NoticeLog;
  return *log;
}

void Receive(void* /*unused*/, const char* message) {
  // Further lines are details and context.
  const absl::string_view text = message;
  if (Log()) Log()(std::string(text.substr(0, text.find('\n'))));
}

}  // namespace

void SetNoticeLog(NoticeLog log) { Log() = std::move(log); }

void RouteNotices(PGconn* connection) { PQsetNoticeProcessor(connection, &Receive, nullptr); }

}  // namespace pipewright::postgres
