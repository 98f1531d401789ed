// grpc.reflection.v1.ServerReflection, and v1alpha, which says the same: what the API is, for clients without its
// protos.
#pragma once

#include <google/protobuf/descriptor.h>

#include <mutex>
#include <string>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "grpc/reflection/v1/reflection.pb.h"
#include "server/process/guest_stream.h"

namespace pipewright::server {

struct ReflectionLimits {
  // Each may have an answer under way, which can be as large as all protos together.
  GuestLimits streams = {64};
  absl::Duration stream_time = absl::Minutes(5);
};

// Describes every file that is linked in. A file comes with those that it imports, unless the stream has them already.
// Thread safe. It outlives the grpc::Server that it is registered with.
//
// In place of gRPC's own, which holds a thread for each open stream, whosever it is, and reads messages of any size.
class ReflectionService final : public GuestService {
 public:
  // `services`: the full names to list, besides its own.
  explicit ReflectionService(std::vector<std::string> services, const ReflectionLimits& limits = {});

 private:
  class Stream;

  // As it was compiled, encoded.
  const std::string& Encoded(const google::protobuf::FileDescriptor& file);

  std::vector<std::string> services_;
  const absl::Duration stream_time_;
  GuestRoom room_;
  std::mutex mutex_;
  absl::node_hash_map<const google::protobuf::FileDescriptor*, std::string> encoded_;  // of what was asked for so far
};

}  // namespace pipewright::server
