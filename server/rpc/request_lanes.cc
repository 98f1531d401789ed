#include "server/rpc/request_lanes.h"

#include <algorithm>
#include <utility>

namespace pipewright::server {
namespace {

// What a byte of a request may come to when it is read, at worst: an empty element with an empty message takes four.
constexpr size_t kWorst = 256;

bool IsStrangers(const MethodInfo& method) { return method.access == shared::v1::ACCESS_PUBLIC; }

RequestMemory::Limits Halved(size_t bytes, size_t largest, size_t waiting) {
  return {bytes, std::max(bytes / 2, largest), waiting};
}

}  // namespace

RequestLanes::RequestLanes(const RequestLaneLimits& limits)
    : limits_(limits),
      strangers_(Halved(limits.strangers_bytes, kStrangersRequest.bytes, limits.waiting)),
      one_(Halved(limits.one_bytes, kOneRequest.bytes, limits.waiting)),
      many_(Halved(limits.many_bytes, kManyRequest.bytes, limits.waiting)),
      reading_(Halved(limits.many_memory, kManyRequest.memory, limits.waiting)),
      strangers_patience_(limits.strangers_patience),
      patience_(limits.patience),
      stream_patience_(limits.stream_patience) {}

RequestMemory& RequestLanes::Of(const MethodInfo& method) {
  if (IsStrangers(method)) return strangers_;
  return method.limits.bytes > kOneRequest.bytes ? many_ : one_;
}

bool RequestLanes::Receive(const MethodInfo& method, const std::string& owner, RequestMemory::Granted granted) {
  return Of(method).Take(owner, method.limits.bytes, std::move(granted));
}

bool RequestLanes::Read(const MethodInfo& method, const std::string& owner, size_t bytes,
                        RequestMemory::Granted granted) {
  const size_t memory = std::min(method.limits.memory, kWorst * bytes);
  if (memory > kOneRequest.memory) return reading_.Take(owner, memory, std::move(granted));
  granted(RequestMemory::Share());
  return true;
}

Patience& RequestLanes::PatienceWith(const MethodInfo& method) {
  return IsStrangers(method) ? strangers_patience_ : patience_;
}

absl::Duration RequestLanes::PatienceTime(const MethodInfo& method) const {
  return IsStrangers(method) ? limits_.strangers_patience : limits_.patience;
}

}  // namespace pipewright::server
