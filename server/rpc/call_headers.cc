#include "server/rpc/call_headers.h"

#include <algorithm>
#include <iterator>

namespace pipewright::server {
namespace {

constexpr size_t kMaxLength = 200;  // of what is kept and sent back
constexpr size_t kTraceIdLength = 32;
constexpr size_t kTraceIdAt = 3;  // behind the version and its dash

bool IsPrintable(char c) { return c >= 0x20 && c <= 0x7E; }

bool IsLowerHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

std::string RequestIdOf(absl::string_view header) {
  header = header.substr(0, kMaxLength);
  return std::all_of(header.begin(), header.end(), IsPrintable) ? std::string(header) : "";
}

std::string UserAgentOf(absl::string_view header) {
  header = header.substr(0, kMaxLength);
  std::string kept;
  std::copy_if(header.begin(), header.end(), std::back_inserter(kept), IsPrintable);
  return kept;
}

std::string TraceIdOf(absl::string_view traceparent) {
  if (traceparent.size() <= kTraceIdAt + kTraceIdLength || traceparent[kTraceIdAt - 1] != '-' ||
      traceparent[kTraceIdAt + kTraceIdLength] != '-') {
    return "";
  }
  const absl::string_view id = traceparent.substr(kTraceIdAt, kTraceIdLength);
  return std::all_of(id.begin(), id.end(), IsLowerHex) ? std::string(id) : "";
}

}  // namespace pipewright::server
