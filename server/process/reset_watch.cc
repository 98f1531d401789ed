#include "server/process/reset_watch.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <grpc/grpc.h>
#include <grpc/support/alloc.h>

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "server/process/socket_address.h"

namespace pipewright::server {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

// Failed calls of the server within a second with which it looks closer, and how long.
constexpr int64_t kManyFailed = 500;
constexpr absl::Duration kCloser = absl::Minutes(5);
constexpr int kAtOnce = 2000;
constexpr int kPage = 500;  // the most that gRPC gives

// What gRPC tells as JSON; empty when it tells nothing. Takes `json`.
Struct Told(char* json) {
  Struct told;
  if (json != nullptr && !google::protobuf::util::JsonStringToMessage(json, &told).ok()) told.Clear();
  gpr_free(json);
  return told;
}

const Value& At(const Struct& told, const std::string& name) {
  const auto found = told.fields().find(name);
  return found == told.fields().end() ? Value::default_instance() : found->second;
}

const Struct& In(const Struct& told, const std::string& name) { return At(told, name).struct_value(); }

// JSON of protobuf has numbers of 64 bits as texts, and leaves out zeroes.
int64_t Number(const Struct& told, const std::string& name) {
  int64_t number = 0;
  static_cast<void>(absl::SimpleAtoi(At(told, name).string_value(), &number));
  return number;
}

}  // namespace

std::vector<std::string> ResetWatch::Look(absl::Time now) {
  std::vector<std::string> found;
  const Struct servers = Told(grpc_channelz_get_servers(0));
  int64_t failed = 0;
  for (const Value& server : At(servers, "server").list_value().values()) {
    failed += Number(In(server.struct_value(), "data"), "callsFailed");
  }
  const bool many = failed - failed_ >= kManyFailed;
  if (many) until_ = now + kCloser;
  if (many || now - counted_ >= absl::Seconds(1)) {
    failed_ = failed;
    counted_ = now;
  }
  if (now >= until_) {
    seen_.clear();
    next_ = 0;
    return found;
  }
  // Their numbers are given in turn, whatever server they are of.
  int64_t next = next_;
  bool all = true;
  for (const Value& server : At(servers, "server").list_value().values()) {
    const int64_t id = Number(In(server.struct_value(), "ref"), "serverId");
    int64_t at = next_;
    bool end = false;
    for (int looked = 0; !end && looked < kAtOnce; looked += kPage) {
      const Struct page = Told(grpc_channelz_get_server_sockets(id, at, kPage));
      const auto& sockets = At(page, "socketRef").list_value().values();
      for (const Value& socket : sockets) {
        at = Number(socket.struct_value(), "socketId");
        LookAt(at++, now, found);
      }
      end = sockets.empty() || At(page, "end").bool_value();
    }
    all = all && end;
    next = std::max(next, at);
  }
  next_ = all ? 0 : next;
  if (all) std::erase_if(seen_, [&](const auto& seen) { return seen.second.round != round_; });
  if (all) ++round_;
  return found;
}

void ResetWatch::LookAt(int64_t socket, absl::Time now, std::vector<std::string>& found) {
  const Struct told = Told(grpc_channelz_get_socket(socket));
  const Struct& data = In(In(told, "socket"), "data");
  const int64_t broken_off = Number(data, "streamsStarted") - Number(data, "streamsSucceeded");
  const auto seen = seen_.try_emplace(socket, Seen{now, broken_off}).first;
  seen->second.round = round_;
  const auto allowed =
      open_ + kBurst + static_cast<int64_t>(absl::ToDoubleSeconds(now - seen->second.since) * kASecond);
  if (broken_off - seen->second.broken_off <= allowed) return;
  const Struct& remote = In(In(In(told, "socket"), "remote"), "tcpip_address");
  std::string address;
  if (!absl::Base64Unescape(At(remote, "ip_address").string_value(), &address)) return;
  found.push_back(PeerKey(address, static_cast<uint16_t>(At(remote, "port").number_value())));
  seen_.erase(seen);
}

}  // namespace pipewright::server
