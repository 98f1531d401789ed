// The whole API by its descriptors: every method, callable with any message. Tests that range over "every method" stand
// on this, so that a method added later is covered without anybody thinking of it.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "pipewright/shared/v1/options.pb.h"

namespace pipewright::testing {

using Method = google::protobuf::MethodDescriptor;

// Every method of the services in packages pipewright.*.
std::vector<const Method*> AllMethods();
const shared::v1::Permission& PermissionOf(const Method& method);
// Whether it changes anything, as its permission says: methods of the public, the signed in and operators are not
// counted among these, those for any member are.
bool IsMutation(const Method& method);

struct RawAnswer {
  grpc::Status status;
  std::unique_ptr<google::protobuf::Message> response;
};

// Calls a method; a client stream gets one message, of a server stream the first one counts. `token`: empty for none.
RawAnswer CallMethod(const std::shared_ptr<grpc::Channel>& channel, const Method& method,
                     const google::protobuf::Message& request, const std::string& token);

}  // namespace pipewright::testing
