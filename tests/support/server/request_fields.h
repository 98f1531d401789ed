// The fields of requests by their descriptors: which there are, what they are for, and setting any of them.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace pipewright::testing {

// "CustomFieldDefinition" → "custom_field_definition".
std::string SnakeCase(absl::string_view name);

std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor& descriptor);
// The message in a field, or in its first element; made when there is none.
google::protobuf::Message& ChildOf(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field);
// Whether it is the request of an update: what that changes is a resource with an id.
bool IsUpdate(const google::protobuf::Descriptor& request);

// The way to a leaf of a message. Repeated fields on it stand for their first element.
using FieldPath = std::vector<const google::protobuf::FieldDescriptor*>;
// As the API names it: "task.checklist[0].text".
std::string NameOf(const FieldPath& path);
// Every leaf of a request, through all nested messages.
std::vector<FieldPath> LeavesOf(const google::protobuf::Descriptor& request);
bool IsOutputOnly(const google::protobuf::FieldDescriptor& field);
bool IsRequired(const google::protobuf::FieldDescriptor& field);
// Whether it is given though it isn't required, because one of several is: a contact's names, what an interaction is
// about.
bool IsOneOfSeveral(const google::protobuf::FieldDescriptor& field);
bool IsImmutable(const google::protobuf::FieldDescriptor& field);
// Whether it holds the id of a record.
bool IsId(const google::protobuf::FieldDescriptor& field);
// Whether it is the id of the resource in an update's request.
bool IsUpdatedId(const FieldPath& path);

// Set the leaf, making the messages on the way to it.
void SetText(google::protobuf::Message& request, const FieldPath& path, const std::string& value);
void SetEnum(google::protobuf::Message& request, const FieldPath& path, int number);
void SetNumber(google::protobuf::Message& request, const FieldPath& path, bool lowest);

}  // namespace pipewright::testing
