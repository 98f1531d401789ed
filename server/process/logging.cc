#include "server/process/logging.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace pipewright::server {
namespace {

bool as_json = true;

// Callers choose request ids and trace ids, so everything is escaped.
std::string JsonText(absl::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted.push_back('\\');
      quoted.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&quoted, "\\u%04x", static_cast<unsigned char>(c));
    } else {
      quoted.push_back(c);
    }
  }
  quoted.push_back('"');
  return quoted;
}

// For the text format: what would end the line is a space.
std::string OneLine(absl::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); }, ' ');
  return line;
}

void AddMember(std::string& members, absl::string_view name, absl::string_view value) {
  if (!value.empty()) absl::StrAppend(&members, ",\"", name, "\":", JsonText(value));
}

// absl's codes are gRPC's.
std::string CodeName(grpc::StatusCode code) { return absl::StatusCodeToString(static_cast<absl::StatusCode>(code)); }

spdlog::level::level_enum LevelOf(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::DATA_LOSS:
      return spdlog::level::err;
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return spdlog::level::warn;
    default:
      return spdlog::level::info;
  }
}

void Log(spdlog::level::level_enum level, absl::string_view message, const LogMembers& members = {}) {
  if (!spdlog::should_log(level)) return;
  std::string line = as_json ? absl::StrCat("\"message\":", JsonText(message)) : OneLine(message);
  for (const auto& [name, value] : members) {
    if (as_json) {
      AddMember(line, name, value);
    } else if (!value.empty()) {
      absl::StrAppend(&line, " ", name, "=", OneLine(value));
    }
  }
  spdlog::log(level, "{}", line);
}

}  // namespace

void StartLogging(absl::string_view level, LogFormat format) {
  as_json = format == LogFormat::kJson;
  auto logger = std::make_shared<spdlog::logger>("pipewright", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_level(spdlog::level::from_str(std::string(level)));
  logger->set_pattern(as_json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})" : "%Y-%m-%d %H:%M:%S.%e %l %v",
                      as_json ? spdlog::pattern_time_type::utc : spdlog::pattern_time_type::local);
  spdlog::set_default_logger(std::move(logger));
}

void LogDebug(absl::string_view message) { Log(spdlog::level::debug, message); }
void LogInfo(absl::string_view message) { Log(spdlog::level::info, message); }
void LogWarning(absl::string_view message) { Log(spdlog::level::warn, message); }
void LogError(absl::string_view message) { Log(spdlog::level::err, message); }
void LogInfo(absl::string_view message, const LogMembers& members) { Log(spdlog::level::info, message, members); }
void LogWarning(absl::string_view message, const LogMembers& members) { Log(spdlog::level::warn, message, members); }

std::string CallAsJson(const FinishedCall& call) {
  std::string members =
      absl::StrCat("\"message\":\"call\",\"method\":", JsonText(call.method), ",\"code\":\"", CodeName(call.code),
                   "\",\"duration_us\":", absl::ToInt64Microseconds(call.duration));
  AddMember(members, "reason", call.reason);
  if (call.context != nullptr) {
    AddMember(members, "request_id", call.context->request_id);
    AddMember(members, "trace_id", call.context->trace_id);
    const Principal& principal = *call.context->principal;
    if (principal.tenant.has_value()) AddMember(members, "tenant_id", principal.tenant->ToString());
    if (principal.user.has_value()) AddMember(members, "user_id", principal.user->ToString());
  }
  AddMember(members, "error", call.internal_message);
  return members;
}

void CallLog::OnFinished(const FinishedCall& call) {
  const spdlog::level::level_enum level = LevelOf(call.code);
  if (!spdlog::should_log(level)) return;
  if (as_json) {
    spdlog::log(level, "{}", CallAsJson(call));
    return;
  }
  spdlog::log(level, "{}",
              OneLine(absl::StrCat(call.method, " ", CodeName(call.code), " ", absl::ToInt64Microseconds(call.duration),
                                   "us ", call.reason, " ", call.internal_message)));
}

}  // namespace pipewright::server
