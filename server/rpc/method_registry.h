// What every method of the API declares about itself, read from the descriptors once.
#pragma once

#include <google/protobuf/descriptor.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"
#include "pipewright/shared/v1/options.pb.h"
#include "server/rpc/request_limits.h"

namespace pipewright::server {

struct MethodInfo {
  std::string name;  // "/pipewright.sales.v1.AccountService/CreateAccount"
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  Permission permission;  // empty for public, signed-in and operator methods
  shared::v1::Access access = shared::v1::ACCESS_UNSPECIFIED;
  bool while_suspended = false;  // open to the members of a suspended tenant
  bool hashes_password = false;  // its request has one
  RequestLimits limits;          // of each of its requests
};

// The full names of the services of the packages pipewright.*, "pipewright.sales.v1.AccountService".
std::vector<std::string> PublishedServices();

// Immutable; thread safe.
class MethodRegistry {
 public:
  // Reads the services of the packages pipewright.*. An error names the method that declares no permission, or shares
  // its request message with another: a server must not start with either.
  static absl::StatusOr<MethodRegistry> Build();

  // By the type of its request, which belongs to one method alone.
  const MethodInfo& Of(const google::protobuf::Descriptor* request) const { return *methods_.at(request); }
  // In no order.
  std::vector<const MethodInfo*> All() const;

 private:
  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<MethodInfo>> methods_;
};

}  // namespace pipewright::server
