// The log: one line per call and per event of the process, to standard error.
//
// As JSON, one object per line, for machines; or as text, for a terminal. No line holds people's data: not a name, an
// e-mail, a request, a token or a parameter of a statement; only ids. The address that a call came from stands in the
// lines about accounts (security_log.h) and about connections that were ended for what they did (listener.h).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/rpc/call_observer.h"

namespace pipewright::server {

enum class LogFormat { kJson, kText };

// `level`: trace, debug, info, warning, error or off. Call once, before the other functions. Thread safe after that.
void StartLogging(absl::string_view level, LogFormat format);

void LogDebug(absl::string_view message);
void LogInfo(absl::string_view message);
void LogWarning(absl::string_view message);
void LogError(absl::string_view message);

// A line that has members of its own beside the message: {"message":"account","event":…}. Empty ones are left out.
using LogMembers = std::vector<std::pair<absl::string_view, std::string>>;
void LogInfo(absl::string_view message, const LogMembers& members);
void LogWarning(absl::string_view message, const LogMembers& members);

// One line for each finished call: method, code, reason, duration_us, request_id, trace_id, tenant_id, user_id.
class CallLog : public CallObserver {
 public:
  void OnFinished(const FinishedCall& call) override;
};

// The line's members as JSON, without the braces; what CallLog writes. For tests.
std::string CallAsJson(const FinishedCall& call);

}  // namespace pipewright::server
