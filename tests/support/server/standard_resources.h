// The resources of the API and their standard methods, found in the descriptors by the names that the conventions
// prescribe (CreateAccount, BatchGetAccounts, …). A resource added later is among them without anybody listing it.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/support/server/api_methods.h"
#include "tests/support/server/request_fields.h"

namespace pipewright::testing {

// The methods that a resource doesn't have are null.
struct StandardResource {
  std::string name;  // "account", as its field in requests and its permission name it
  const google::protobuf::Descriptor* message = nullptr;
  const Method* create = nullptr;  // or AddMember
  const Method* get = nullptr;
  const Method* batch_get = nullptr;
  const Method* update = nullptr;
  const Method* remove = nullptr;  // Delete… or RemoveMember
  const Method* undelete = nullptr;
  const Method* batch_create = nullptr;
  const Method* batch_update = nullptr;
  const Method* batch_delete = nullptr;
  std::vector<const Method*> lists;    // ListTasks and ListMyTasks
  std::vector<const Method*> actions;  // ActivateAccount: other methods that change the record with an id

  // Those that change records, one by one.
  std::vector<const Method*> Mutations() const;
};

// Every message with an id and an etag that some method of its own service answers with. Methods of operators are left
// out: they see more than a tenant, and no test has them to itself.
const std::vector<StandardResource>& StandardResources();

// What some method with an update_mask changes: those of them that have one, and what has a key of its own instead of
// an id (a match rule its kind of record), with no other method.
const std::vector<StandardResource>& UpdatedResources();

// "account_id": the field of a create request for an id that the client chooses.
std::string ChosenIdField(const StandardResource& resource);
// The resources in the answer of a list, a batch, or a get: in order.
std::vector<const google::protobuf::Message*> RecordsIn(const google::protobuf::Message& answer);

std::unique_ptr<google::protobuf::Message> CopyOf(const google::protobuf::Message& message);

// Fields by name, with dots into messages ("account.etag"); std::logic_error for a field that isn't there.
std::string TextIn(const google::protobuf::Message& message, absl::string_view path);
int64_t NumberIn(const google::protobuf::Message& message, absl::string_view path);
// Whether it is set, and for repeated ones whether there is any.
bool HasIn(const google::protobuf::Message& message, absl::string_view path);
void Put(google::protobuf::Message& message, absl::string_view path, const std::string& text);
void Put(google::protobuf::Message& message, absl::string_view path, const char* text);
void Put(google::protobuf::Message& message, absl::string_view path, bool value);
void Put(google::protobuf::Message& message, absl::string_view path, int number);
void Clear(google::protobuf::Message& message, absl::string_view path);
google::protobuf::Message& SubMessage(google::protobuf::Message& message, absl::string_view path);
google::protobuf::Message& AddMessage(google::protobuf::Message& message, absl::string_view path);
// Adds to a repeated text.
void AddText(google::protobuf::Message& message, absl::string_view path, const std::string& text);

// The names of the resource's fields that a client may set: all but the output-only ones and the etag.
std::vector<std::string> InputFieldsOf(const google::protobuf::Descriptor& resource);
// Whether the field holds the same in both, read as what it means (unset and empty are the same).
bool SameField(const google::protobuf::Message& one, const google::protobuf::Message& other, const std::string& field);
// Whether the field of `record` holds what `given` says, and maybe more (what the server computes, ids that it gives).
bool Holds(const google::protobuf::Message& record, const google::protobuf::Message& given, const std::string& field);
// The field as text.
std::string ShownField(const google::protobuf::Message& message, const std::string& field);
// Puts the field of `from` into `to`.
void CopyField(const google::protobuf::Message& from, const std::string& field, google::protobuf::Message& to);

}  // namespace pipewright::testing
