#include "server/process/metrics.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace pipewright::server {
namespace {

FinishedCall CallOf(absl::string_view method, grpc::StatusCode code, absl::Duration duration) {
  FinishedCall call;
  call.method = method;
  call.code = code;
  call.duration = duration;
  return call;
}

// The value of the sample with exactly that name and labels, as it is written; empty when there is none.
std::string Sample(const std::string& text, const std::string& sample) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(line, sample + " ")) return std::string(line.substr(sample.size() + 1));
  }
  return "";
}

TEST_CASE("calls are counted by method and code", "[metrics]") {
  const auto metrics = Metrics::Create();
  metrics->OnFinished(CallOf("/a.v1.S/M", grpc::StatusCode::OK, absl::Milliseconds(1)));
  metrics->OnFinished(CallOf("/a.v1.S/M", grpc::StatusCode::OK, absl::Milliseconds(1)));
  metrics->OnFinished(CallOf("/a.v1.S/M", grpc::StatusCode::ABORTED, absl::Milliseconds(1)));
  metrics->OnFinished(CallOf("/a.v1.S/N", grpc::StatusCode::OK, absl::Milliseconds(1)));
  const std::string text = metrics->Text();
  CHECK_THAT(text, Catch::Contains("# HELP pipewright_calls_total ") &&
                       Catch::Contains("# TYPE pipewright_calls_total counter\n"));
  CHECK(Sample(text, R"(pipewright_calls_total{code="OK",method="/a.v1.S/M"})") == "2");
  CHECK(Sample(text, R"(pipewright_calls_total{code="ABORTED",method="/a.v1.S/M"})") == "1");
  CHECK(Sample(text, R"(pipewright_calls_total{code="OK",method="/a.v1.S/N"})") == "1");
}

TEST_CASE("a code that gRPC doesn't have counts as unknown", "[metrics]") {
  const auto metrics = Metrics::Create();
  metrics->OnFinished(CallOf("/a.v1.S/M", static_cast<grpc::StatusCode>(17), absl::ZeroDuration()));
  CHECK(Sample(metrics->Text(), R"(pipewright_calls_total{code="UNKNOWN",method="/a.v1.S/M"})") == "1");
}

TEST_CASE("durations are a cumulative histogram in seconds", "[metrics]") {
  const auto metrics = Metrics::Create();
  for (const int millis : {0, 2, 2, 400, 60'000}) {
    metrics->OnFinished(CallOf("/a.v1.S/M", grpc::StatusCode::OK, absl::Milliseconds(millis)));
  }
  const std::string text = metrics->Text();
  CHECK_THAT(text, Catch::Contains("# TYPE pipewright_call_duration_seconds histogram\n"));
  const auto up_to = [&](absl::string_view bound) {
    return Sample(text,
                  absl::StrCat("pipewright_call_duration_seconds_bucket{method=\"/a.v1.S/M\",le=\"", bound, "\"}"));
  };
  CHECK(up_to("0.001") == "1");
  CHECK(up_to("0.0025") == "3");
  CHECK(up_to("0.25") == "3");
  CHECK(up_to("0.5") == "4");
  CHECK(up_to("10") == "4");
  CHECK(up_to("+Inf") == "5");
  CHECK(Sample(text, R"(pipewright_call_duration_seconds_count{method="/a.v1.S/M"})") == "5");
  CHECK_THAT(Sample(text, R"(pipewright_call_duration_seconds_sum{method="/a.v1.S/M"})"), Catch::StartsWith("60.404"));
}

TEST_CASE("a label's value is escaped", "[metrics]") {
  const auto metrics = Metrics::Create();
  metrics->OnFinished(CallOf("a\"b\\c\nd", grpc::StatusCode::OK, absl::ZeroDuration()));
  CHECK(Sample(metrics->Text(), R"(pipewright_calls_total{code="OK",method="a\"b\\c\nd"})") == "1");
}

TEST_CASE("a registered number is asked at each pull, until its owner lets go", "[metrics]") {
  const auto metrics = Metrics::Create();
  double busy = 3;
  auto gauge = metrics->AddGauge("test_busy", "How many are busy.", [&] { return busy; });
  const auto counter = metrics->AddCounter("test_total", "How many there were.", [] { return 12.0; });
  CHECK(Sample(metrics->Text(), "test_busy") == "3");
  busy = 4;
  const std::string text = metrics->Text();
  CHECK(Sample(text, "test_busy") == "4");
  CHECK(Sample(text, "test_total") == "12");
  CHECK_THAT(text, Catch::Contains("# HELP test_busy How many are busy.\n# TYPE test_busy gauge\n"));
  CHECK_THAT(text, Catch::Contains("# TYPE test_total counter\n"));
  gauge.reset();
  CHECK_THAT(metrics->Text(), !Catch::Contains("test_busy"));
  CHECK(Sample(metrics->Text(), "test_total") == "12");
}

TEST_CASE("an address that can't be listened on is said with the way out", "[metrics]") {
  const auto metrics = Metrics::Create();
  const absl::Status served = metrics->Serve("192.0.2.1:1");  // an address of nobody (RFC 5737)
  CHECK(served.code() == absl::StatusCode::kUnavailable);
  CHECK_THAT(std::string(served.message()), Catch::Contains("192.0.2.1:1") && Catch::Contains("--metrics-listen"));
}

}  // namespace
}  // namespace pipewright::server
