// The whole API by its descriptors: every method, callable with any message, and requests made for it. Tests that range
// over "every method" stand on this, so that a method added later is covered without anybody thinking of it.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
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

// The way to a leaf of a message. Repeated fields on it stand for their first element.
using FieldPath = std::vector<const google::protobuf::FieldDescriptor*>;
// As the API names it: "task.checklist[0].text".
std::string NameOf(const FieldPath& path);
// Every leaf of a request, through all nested messages.
std::vector<FieldPath> LeavesOf(const google::protobuf::Descriptor& request);
bool IsOutputOnly(const google::protobuf::FieldDescriptor& field);
bool IsRequired(const google::protobuf::FieldDescriptor& field);
bool IsImmutable(const google::protobuf::FieldDescriptor& field);
// Whether it holds the id of a record.
bool IsId(const google::protobuf::FieldDescriptor& field);
// Whether it is the id of the resource in an update's request.
bool IsUpdatedId(const FieldPath& path);

// Set the leaf, making the messages on the way to it.
void SetText(google::protobuf::Message& request, const FieldPath& path, const std::string& value);
void SetEnum(google::protobuf::Message& request, const FieldPath& path, int number);
void SetNumber(google::protobuf::Message& request, const FieldPath& path, bool lowest);

// A day that no other call in this process got.
absl::CivilDay UniqueDay();

// Makes requests that are in order, for records of one tenant.
class RequestMaker {
 public:
  // `word`: what its free texts say.
  explicit RequestMaker(std::string word) : word_(std::move(word)) {}

  // The record that fields of this kind refer to: Know("account", id).
  void Know(const std::string& kind, const std::string& id) { ids_[kind] = id; }
  // The records that a response holds, under the kind of its method and, for nested ones, their field's.
  void KnowAllOf(const std::string& kind, const google::protobuf::Message& response);
  const std::map<std::string, std::string>& ids() const { return ids_; }

  // Every required field filled, the id of an update's resource, and the first of the fields of a oneof.
  std::unique_ptr<google::protobuf::Message> Make(const Method& method) const;
  // The same with those fields of oneofs that lead to `path`.
  std::unique_ptr<google::protobuf::Message> Make(const Method& method, const FieldPath& path) const;

 private:
  void Fill(const Method& method, google::protobuf::Message& message, bool update) const;
  void FillField(const Method& method, google::protobuf::Message& message,
                 const google::protobuf::FieldDescriptor& field, bool update) const;
  std::string TextFor(const Method& method, const google::protobuf::FieldDescriptor& field,
                      const google::protobuf::Message& message) const;

  std::string word_;
  std::map<std::string, std::string> ids_;
};

}  // namespace pipewright::testing
