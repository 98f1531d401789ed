// Requests made up for any method of the API.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "tests/support/server/api_methods.h"
#include "tests/support/server/request_fields.h"

namespace pipewright::testing {

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
