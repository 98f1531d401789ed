// Finds connections whose calls are reset as soon as they are made (rapid reset, CVE-2023-44487).
//
// gRPC 1.51 begins with every call before it sees that it was reset, and most of them never come to us. But it counts
// what begins and what ends well on each connection (channelz), and calls that failed on the whole server.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace pipewright::server {

// Not thread safe.
class ResetWatch {
 public:
  // A connection may break off as many calls, and as many a second besides, as nghttp2 lets it
  // (nghttp2_option_set_stream_reset_rate_limit), and besides as many as may be open on it.
  static constexpr int64_t kBurst = 1000;
  static constexpr int64_t kASecond = 33;

  // `open`: how many calls a connection may have at once.
  explicit ResetWatch(int64_t open) : open_(open) {}

  // The peers (PeerKey) of connections that have broken off more than that. To be asked some times a second; looks at
  // connections only while many calls of the server fail, and then at some thousand each time.
  std::vector<std::string> Look(absl::Time now);

 private:
  struct Seen {
    absl::Time since;
    int64_t broken_off = 0;  // by then
    int64_t round = 0;
  };

  void LookAt(int64_t socket, absl::Time now, std::vector<std::string>& found);

  const int64_t open_;
  int64_t failed_ = 0;  // calls of the server, by `counted_`
  absl::Time counted_ = absl::InfinitePast();
  absl::Time until_ = absl::InfinitePast();
  std::map<int64_t, Seen> seen_;  // by the number that gRPC gives to a connection
  int64_t next_ = 0;              // where the next look goes on
  int64_t round_ = 0;             // of looks that together have seen all connections
};

}  // namespace pipewright::server
