#include "server/rpc/call_headers.h"

#include <catch2/catch.hpp>

namespace pipewright::server {
namespace {

TEST_CASE("a request id is taken as it is, cut to 200 characters", "[headers]") {
  CHECK(RequestIdOf("order 17/a~") == "order 17/a~");
  CHECK(RequestIdOf("").empty());
  CHECK(RequestIdOf(std::string(201, 'x')) == std::string(200, 'x'));
}

TEST_CASE("a request id that can't be sent back isn't taken", "[headers]") {
  for (const absl::string_view wrong : {"\x80", "caf\xC3\xA9", "a\nb", "a\x7F", "\x1F"}) {
    CHECK(RequestIdOf(wrong).empty());
  }
  CHECK(RequestIdOf(absl::string_view("a\0b", 3)).empty());
}

TEST_CASE("of a client's name only what is printable is kept", "[headers]") {
  CHECK(UserAgentOf("grpc-node/1.12 \xFF\x01(linux)") == "grpc-node/1.12 (linux)");
  CHECK(UserAgentOf(std::string(300, 'x')) == std::string(200, 'x'));
}

TEST_CASE("a trace id comes from a well-formed traceparent alone", "[headers]") {
  const std::string id = "4bf92f3577b34da6a3ce929d0e0e4736";
  CHECK(TraceIdOf("00-" + id + "-00f067aa0ba902b7-01") == id);
  CHECK(TraceIdOf("").empty());
  CHECK(TraceIdOf("00-" + id).empty());
  CHECK(TraceIdOf("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01").empty());
  CHECK(TraceIdOf("00-4bf92f3577b34da6a3ce929d0e0e47\xC3\xA9-00f067aa0ba902b7-01").empty());
  CHECK(TraceIdOf("00x" + id + "-00f067aa0ba902b7-01").empty());
  CHECK(TraceIdOf("00-" + id + "x00f067aa0ba902b7-01").empty());
}

}  // namespace
}  // namespace pipewright::server
