// A tenant in which the standard methods of one resource are tried: records by example, and requests for its methods.
#pragma once

#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/support/server/example_records.h"
#include "tests/support/server/request_maker.h"
#include "tests/support/server/standard_resources.h"
#include "tests/support/server/test_server.h"

namespace pipewright::testing {

using MessagePtr = std::unique_ptr<google::protobuf::Message>;

// Not thread safe. Where something can't be made, std::runtime_error says what the server answered.
class StandardWorld {
 public:
  explicit StandardWorld(const StandardResource& resource);

  const StandardResource& resource() const { return resource_; }
  const TestCaller& owner() const { return owner_; }
  RawAnswer Call(const Method& method, const google::protobuf::Message& request) const;

  // The request of a creation with everything set, or with no more than it takes.
  MessagePtr CreateRequest();
  MessagePtr SmallCreateRequest();
  // A record made of the first; what isn't created by a method of its own is there already, or comes with another's.
  MessagePtr Make();
  MessagePtr MakeSmall();
  // The record with another value in everything that an update may change, and without anything else but its id.
  MessagePtr Changed(const std::string& id);
  // One that says no more than which record it is, by its id or its key.
  MessagePtr Blank(const google::protobuf::Message& record);
  std::vector<std::string> ChangedFields();

  MessagePtr Get(const std::string& id) const;
  // The request of the update that says this.
  MessagePtr UpdateRequest(const google::protobuf::Message& changed, const std::vector<std::string>& mask) const;
  // The request of a method of the record with what it needs besides, though not for all that its rules ask.
  MessagePtr ActionRequest(const Method& action, const std::string& id) const;
  // The request of a method that says no more than which record.
  MessagePtr Target(const Method& method, const std::string& id) const;
  // A request for any method of the resource that changes records, with new records to be changed: two for a batch.
  MessagePtr MutationRequest(const Method& method);
  // Deletes and gives the deleted record.
  MessagePtr Delete(const std::string& id) const;

 private:
  std::string Expand(absl::string_view text);
  const google::protobuf::Message& Reference(const std::string& name);
  MessagePtr MakeElsewhere();
  bool has_id() const { return resource_.message->FindFieldByName("id") != nullptr; }
  RequestMaker Maker() const;
  // The same for records of a kind, with what their required fields refer to.
  RequestMaker MakerOf(const StandardResource& resource);

  const StandardResource& resource_;
  TestCaller owner_;
  std::map<std::string, MessagePtr> references_;  // "account2"
};

// The id of no record.
std::string UnknownId();

}  // namespace pipewright::testing
