// What a call says of itself in its metadata, made safe. A client can put any bytes there, but only printable ASCII may
// go into metadata that the server sends (gRPC over HTTP/2, "ASCII-Value": %x20-7E; gRPC ends the process over anything
// else), and only UTF-8 into the database. All functions are pure.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace pipewright::server {

// The caller's name for the call, cut to 200 characters; empty when `header` is empty or has other than printable
// ASCII: the call then gets a name from the server.
std::string RequestIdOf(absl::string_view header);

// The client's name for itself, cut to 200 characters, without what isn't printable ASCII.
std::string UserAgentOf(absl::string_view header);

// The trace-id of a W3C traceparent (version-trace_id-parent_id-flags), 32 characters of lower-case hexadecimal; empty
// when there is none.
std::string TraceIdOf(absl::string_view traceparent);

}  // namespace pipewright::server
