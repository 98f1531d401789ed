#include "server/process/logging.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "server/process/library_logs.h"
#include "server/process/security_log.h"

namespace pipewright::server {
namespace {

// What `write` sends to standard error, by line. The log of the process is as before afterwards.
std::vector<std::string> Lines(absl::string_view level, LogFormat format, const std::function<void()>& write) {
  const auto former = spdlog::default_logger();
  std::fflush(stderr);
  const int standard_error = dup(STDERR_FILENO);
  std::FILE* const file = std::tmpfile();
  dup2(fileno(file), STDERR_FILENO);
  StartLogging(level, format);
  write();
  std::fflush(stderr);
  dup2(standard_error, STDERR_FILENO);
  close(standard_error);
  StartLogging("info", LogFormat::kJson);
  spdlog::set_default_logger(former);
  std::string text;
  std::rewind(file);
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text.push_back(static_cast<char>(c));
  std::fclose(file);
  return absl::StrSplit(text, '\n', absl::SkipEmpty());
}

// The one line, which must be an object.
nlohmann::json TheObject(const std::vector<std::string>& lines) {
  REQUIRE(lines.size() == 1);
  return nlohmann::json::parse(lines[0]);
}

struct Call {
  Call() {
    auto principal = std::make_shared<Principal>();
    principal->user = UserId(Uuid({1}));
    principal->tenant = TenantId(Uuid({2}));
    principal->session_id = "the-session";
    context.principal = std::move(principal);
    context.method = "/a.v1.S/M";
    context.request_id = "request-7";
    context.trace_id = "0af7651916cd43dd8448eb211c80319c";
    context.client_address = "203.0.113.9";
    context.user_agent = "Annas-telephone/1.0";
    finished.method = "/a.v1.S/M";
    finished.duration = absl::Microseconds(1234);
    finished.context = &context;
  }
  RequestContext context;
  FinishedCall finished;
};

TEST_CASE("a call is one line of JSON with its method, outcome, time and ids, and nothing else", "[logging]") {
  Call call;
  call.finished.code = grpc::StatusCode::ABORTED;
  call.finished.reason = "STALE_ETAG";
  const auto line = TheObject(Lines("info", LogFormat::kJson, [&] { CallLog().OnFinished(call.finished); }));
  CHECK(line["method"] == "/a.v1.S/M");
  CHECK(line["code"] == "ABORTED");
  CHECK(line["reason"] == "STALE_ETAG");
  CHECK(line["duration_us"] == 1234);
  CHECK(line["request_id"] == "request-7");
  CHECK(line["trace_id"] == "0af7651916cd43dd8448eb211c80319c");
  CHECK(line["user_id"] == UserId(Uuid({1})).ToString());
  CHECK(line["tenant_id"] == TenantId(Uuid({2})).ToString());
  CHECK(line["level"] == "info");
  std::set<std::string> members;
  for (const auto& [name, value] : line.items()) members.insert(name);
  // An address, a client or a session would be people's data.
  CHECK(members == std::set<std::string>{"time", "level", "message", "method", "code", "reason", "duration_us",
                                         "request_id", "trace_id", "user_id", "tenant_id"});
}

TEST_CASE("what is not known is left out of a call's line", "[logging]") {
  FinishedCall call;
  call.method = "/a.v1.S/M";
  const auto line = nlohmann::json::parse("{" + CallAsJson(call) + "}");
  CHECK(line.size() == 4);  // message, method, code, duration_us
  CHECK(line["code"] == "OK");
}

TEST_CASE("what a caller chose can't end the line or add a member", "[logging]") {
  Call call;
  const std::string evil = "x\",\"user_id\":\"somebody\"}\n{\"a\":\"\\\t\x01";
  call.context.request_id = evil;
  const auto line = TheObject(Lines("info", LogFormat::kJson, [&] { CallLog().OnFinished(call.finished); }));
  CHECK(line["request_id"] == evil);
  CHECK(line["user_id"] == UserId(Uuid({1})).ToString());
}

TEST_CASE("an event of the process is one line, whatever is in it", "[logging]") {
  const auto write = [] { LogInfo("PostgreSQL says:\n  \"no\"\r\n{}"); };
  CHECK(TheObject(Lines("info", LogFormat::kJson, write))["message"] == "PostgreSQL says:\n  \"no\"\r\n{}");
  const auto text = Lines("info", LogFormat::kText, write);
  REQUIRE(text.size() == 1);
  CHECK_THAT(text[0], Catch::EndsWith("info PostgreSQL says:   \"no\"  {}"));
}

TEST_CASE("a call's line of text is one line too", "[logging]") {
  Call call;
  call.finished.code = grpc::StatusCode::INTERNAL;
  call.finished.reason = "INTERNAL";
  call.finished.internal_message = "exception: first\nsecond";
  const auto lines = Lines("info", LogFormat::kText, [&] { CallLog().OnFinished(call.finished); });
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], Catch::EndsWith("error /a.v1.S/M INTERNAL 1234us INTERNAL exception: first second"));
  CHECK_THAT(lines[0], !Catch::Contains("203.0.113.9"));
}

TEST_CASE("the level says which lines are written, and a call's follows from its outcome", "[logging]") {
  Call call;
  const auto levels = [&](absl::string_view level) {
    std::string written;
    const auto lines = Lines(level, LogFormat::kJson, [&] {
      LogDebug("d");
      for (const auto code : {grpc::StatusCode::OK, grpc::StatusCode::INVALID_ARGUMENT, grpc::StatusCode::UNAVAILABLE,
                              grpc::StatusCode::INTERNAL}) {
        call.finished.code = code;
        CallLog().OnFinished(call.finished);
      }
    });
    for (const std::string& line : lines) written += nlohmann::json::parse(line)["level"].get<std::string>() + " ";
    return written;
  };
  CHECK(levels("debug") == "debug info info warning error ");
  CHECK(levels("info") == "info info warning error ");
  CHECK(levels("warning") == "warning error ");
  CHECK(levels("error") == "error ");
  CHECK(levels("off").empty());
}

TEST_CASE("a failed sign-in is logged with where it came from and a keyed hash of the account, not the account",
          "[log]") {
  SecurityLog log(std::string(32, 'k'));
  RequestContext context;
  context.client_address = "203.0.113.9";
  context.request_id = "request-7";
  organization::SecurityEvent failed;
  failed.kind = organization::SecurityEventKind::kSignInFailed;
  failed.reason = Reason::kCredentialsInvalid;
  failed.tried_address = "Olga@example.com";
  const auto lines = Lines("info", LogFormat::kJson, [&] { log.Tell(context, failed); });
  const nlohmann::json line = TheObject(lines);
  CHECK(line.at("level") == "warning");
  CHECK(line.at("event") == "SIGN_IN_FAILED");
  CHECK(line.at("reason") == "CREDENTIALS_INVALID");
  CHECK(line.at("client_address") == "203.0.113.9");
  CHECK(line.at("request_id") == "request-7");
  CHECK(line.at("account_hash") == log.AccountHash("olga@example.com"));
  CHECK_FALSE(line.contains("user_id"));
  CHECK_THAT(lines[0], !Catch::Contains("lga@"));
  // Without the key nobody can look whose it is.
  CHECK(log.AccountHash("olga@example.com") != SecurityLog(std::string(32, 'l')).AccountHash("olga@example.com"));
  CHECK(log.AccountHash("olga@example.com") != log.AccountHash("anna@example.com"));
  CHECK(log.count(organization::SecurityEventKind::kSignInFailed) == 1);
}

TEST_CASE("what libraries print becomes lines of the log, valid whatever bytes they quote", "[log]") {
  gpr_log_verbosity_init();  // as gRPC does it when a server begins; before, it prints nothing
  const std::vector<std::string> lines = Lines("debug", LogFormat::kJson, [] {
    RouteLibraryLogs();
    gpr_log(GPR_ERROR, "a line of gRPC's \"quoted\" \xff\n");
    GOOGLE_LOG(ERROR) << "String field contains invalid UTF-8 data: \xc3\x28";
  });
  REQUIRE(lines.size() == 2);
  CHECK_THAT(nlohmann::json::parse(lines[0]).at("message").get<std::string>(), Catch::Contains("a line of gRPC's"));
  CHECK_THAT(nlohmann::json::parse(lines[1]).at("message").get<std::string>(), Catch::Contains("invalid UTF-8"));
}

}  // namespace
}  // namespace pipewright::server
