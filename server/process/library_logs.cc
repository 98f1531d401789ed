#include "server/process/library_logs.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <exception>
#include <string>

#include "absl/strings/str_cat.h"
#include "application/shared/call/guarded.h"
#include "server/process/logging.h"

namespace pipewright::server {
namespace {

// They may quote bytes of a request, and a line of the log is UTF-8.
std::string Ascii(absl::string_view text) {
  std::string plain(text);
  for (char& c : plain) {
    if (static_cast<unsigned char>(c) >= 0x7F) c = '?';
  }
  return plain;
}

void LogOfGrpc(gpr_log_func_args* line) { LogDebug(Ascii(absl::StrCat("gRPC: ", line->message))); }

void LogOfProtobuf(google::protobuf::LogLevel level, const char* /*file*/, int /*line*/, const std::string& message) {
  const std::string line = Ascii(absl::StrCat("Protocol Buffers: ", message));
  // What a client's bytes can bring about is no event of the server's.
  if (level >= google::protobuf::LOGLEVEL_FATAL) {
    LogError(line);
  } else {
    LogDebug(line);
  }
}

// Never says what was thrown: that may quote somebody's data.
[[noreturn]] void LastWords() {
  std::string why = "without an exception";
  if (const std::exception_ptr thrown = std::current_exception(); thrown != nullptr) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& exception) {
      why = std::string(ThrownStatus(&exception).message());
    } catch (...) {
      why = std::string(ThrownStatus(nullptr).message());
    }
  }
  LogError(absl::StrCat("The process ends where it must not: ", why));
  std::abort();
}

}  // namespace

void RouteLibraryLogs() {
  gpr_set_log_function(&LogOfGrpc);
  google::protobuf::SetLogHandler(&LogOfProtobuf);
  // A line that can't be written can't be told of in another one.
  spdlog::set_error_handler([](const std::string& /*message*/) {});
  std::set_terminate(&LastWords);
}

}  // namespace pipewright::server
