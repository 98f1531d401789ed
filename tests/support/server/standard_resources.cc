#include "tests/support/server/standard_resources.h"

#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "pipewright/shared/v1/options.pb.h"

namespace pipewright::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// The message in the first field, when that is repeated: what a list or a batch answers with.
const Descriptor* ElementOf(const Descriptor& answer) {
  const FieldDescriptor* const first = answer.FindFieldByNumber(1);
  return first != nullptr && first->is_repeated() ? first->message_type() : nullptr;
}

void Sort(const Method& method, StandardResource& resource) {
  const std::string& name = method.name();
  const bool one = method.output_type() == resource.message;
  const bool several = ElementOf(*method.output_type()) == resource.message;
  const auto is = [&](absl::string_view verb) { return name == absl::StrCat(verb, resource.message->name()); };
  if (one && (is("Create") || is("Add"))) resource.create = &method;
  if (one && is("Get")) resource.get = &method;
  if (one && is("Update")) resource.update = &method;
  if (one && (is("Delete") || is("Remove"))) resource.remove = &method;
  if (one && is("Undelete")) resource.undelete = &method;
  if (several && absl::StartsWith(name, "BatchGet")) resource.batch_get = &method;
  if (several && absl::StartsWith(name, "BatchCreate")) resource.batch_create = &method;
  if (several && absl::StartsWith(name, "BatchUpdate")) resource.batch_update = &method;
  if (several && absl::StartsWith(name, "BatchDelete")) resource.batch_delete = &method;
  if (several && absl::StartsWith(name, "List")) resource.lists.push_back(&method);
  const bool standard = &method == resource.remove || &method == resource.undelete;
  const bool of_one = method.input_type()->FindFieldByName("id") != nullptr;
  if (one && of_one && IsMutation(method) && !standard) resource.actions.push_back(&method);
}

// The message that holds the last field of the path, and that field.
std::pair<const Message*, const FieldDescriptor*> Find(const Message& message, absl::string_view path) {
  const Message* at = &message;
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  for (size_t i = 0; i < names.size(); ++i) {
    const FieldDescriptor* const field = at->GetDescriptor()->FindFieldByName(names[i]);
    if (field == nullptr) throw std::logic_error(absl::StrCat(at->GetTypeName(), " has no field ", names[i]));
    if (i + 1 == names.size()) return {at, field};
    at = &at->GetReflection()->GetMessage(*at, field);
  }
  throw std::logic_error("an empty path");
}

std::pair<Message*, const FieldDescriptor*> FindMutable(Message& message, absl::string_view path) {
  const size_t dot = path.rfind('.');
  Message& parent = dot == absl::string_view::npos ? message : SubMessage(message, path.substr(0, dot));
  const absl::string_view name = dot == absl::string_view::npos ? path : path.substr(dot + 1);
  return {&parent, Find(parent, name).second};
}

}  // namespace

std::vector<const Method*> StandardResource::Mutations() const {
  std::vector<const Method*> mutations;
  for (const Method* const method : {create, update, remove, undelete}) {
    if (method != nullptr) mutations.push_back(method);
  }
  return mutations;
}

const std::vector<StandardResource>& StandardResources() {
  static const auto* const kResources = [] {
    auto* const resources = new std::vector<StandardResource>;
    for (const Method* const method : AllMethods()) {
      const Descriptor* const message = method->output_type();
      const bool record = message->FindFieldByName("id") != nullptr && message->FindFieldByName("etag") != nullptr;
      if (!record || method->name() != absl::StrCat("Get", message->name())) continue;
      StandardResource resource;
      resource.message = message;
      resource.name = SnakeCase(message->name());
      for (int i = 0; i < method->service()->method_count(); ++i) {
        const Method* const each = method->service()->method(i);
        if (PermissionOf(*each).access() != shared::v1::ACCESS_OPERATOR) Sort(*each, resource);
      }
      resources->push_back(std::move(resource));
    }
    return resources;
  }();
  return *kResources;
}

const std::vector<StandardResource>& UpdatedResources() {
  static const auto* const kResources = [] {
    auto* const resources = new std::vector<StandardResource>;
    for (const Method* const method : AllMethods()) {
      if (!IsUpdate(*method->input_type())) continue;
      const auto standard = std::find_if(StandardResources().begin(), StandardResources().end(),
                                         [&](const StandardResource& resource) { return resource.update == method; });
      if (standard != StandardResources().end()) {
        resources->push_back(*standard);
        continue;
      }
      StandardResource keyed;
      keyed.message = method->output_type();
      keyed.name = SnakeCase(keyed.message->name());
      keyed.update = method;
      resources->push_back(std::move(keyed));
    }
    return resources;
  }();
  return *kResources;
}

std::string ChosenIdField(const StandardResource& resource) { return absl::StrCat(resource.name, "_id"); }

std::vector<const Message*> RecordsIn(const Message& answer) {
  std::vector<const Message*> records;
  const FieldDescriptor* const first = answer.GetDescriptor()->FindFieldByNumber(1);
  if (!first->is_repeated()) return {&answer};
  for (int i = 0; i < answer.GetReflection()->FieldSize(answer, first); ++i) {
    records.push_back(&answer.GetReflection()->GetRepeatedMessage(answer, first, i));
  }
  return records;
}

std::unique_ptr<Message> CopyOf(const Message& message) {
  std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  return copy;
}

std::string TextIn(const Message& message, absl::string_view path) {
  const auto [parent, field] = Find(message, path);
  return parent->GetReflection()->GetString(*parent, field);
}

int64_t NumberIn(const Message& message, absl::string_view path) {
  const auto [parent, field] = Find(message, path);
  const Reflection& reflection = *parent->GetReflection();
  return field->cpp_type() == FieldDescriptor::CPPTYPE_INT64 ? reflection.GetInt64(*parent, field)
                                                             : reflection.GetInt32(*parent, field);
}

bool HasIn(const Message& message, absl::string_view path) {
  const auto [parent, field] = Find(message, path);
  const Reflection& reflection = *parent->GetReflection();
  return field->is_repeated() ? reflection.FieldSize(*parent, field) > 0 : reflection.HasField(*parent, field);
}

void Put(Message& message, absl::string_view path, const std::string& text) {
  const auto [parent, field] = FindMutable(message, path);
  parent->GetReflection()->SetString(parent, field, text);
}

void Put(Message& message, absl::string_view path, const char* text) { Put(message, path, std::string(text)); }

void Put(Message& message, absl::string_view path, bool value) {
  const auto [parent, field] = FindMutable(message, path);
  parent->GetReflection()->SetBool(parent, field, value);
}

void Put(Message& message, absl::string_view path, int number) {
  const auto [parent, field] = FindMutable(message, path);
  parent->GetReflection()->SetInt32(parent, field, number);
}

void Clear(Message& message, absl::string_view path) {
  const auto [parent, field] = FindMutable(message, path);
  parent->GetReflection()->ClearField(parent, field);
}

Message& SubMessage(Message& message, absl::string_view path) {
  Message* at = &message;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    at = at->GetReflection()->MutableMessage(at, Find(*at, name).second);
  }
  return *at;
}

Message& AddMessage(Message& message, absl::string_view path) {
  const auto [parent, field] = FindMutable(message, path);
  return *parent->GetReflection()->AddMessage(parent, field);
}

void AddText(Message& message, absl::string_view path, const std::string& text) {
  const auto [parent, field] = FindMutable(message, path);
  parent->GetReflection()->AddString(parent, field, text);
}

std::vector<std::string> InputFieldsOf(const Descriptor& resource) {
  std::vector<std::string> names;
  for (int i = 0; i < resource.field_count(); ++i) {
    const FieldDescriptor& field = *resource.field(i);
    if (!IsOutputOnly(field) && field.name() != "etag") names.push_back(field.name());
  }
  return names;
}

void CopyField(const Message& from, const std::string& field, Message& to) {
  const Reflection& reflection = *from.GetReflection();
  std::vector<const FieldDescriptor*> others;
  std::unique_ptr<Message> only = CopyOf(from);
  reflection.ListFields(from, &others);
  for (const FieldDescriptor* const other : others) {
    if (other->name() != field) reflection.ClearField(only.get(), other);
  }
  reflection.ClearField(&to, Find(to, field).second);
  to.MergeFrom(*only);
}

std::string ShownField(const Message& message, const std::string& field) {
  const std::unique_ptr<Message> only = NewMessage(*message.GetDescriptor());
  CopyField(message, field, *only);
  std::string shown;
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.PrintToString(*only, &shown);
  return shown;
}

bool SameField(const Message& one, const Message& other, const std::string& field) {
  return ShownField(one, field) == ShownField(other, field);
}

bool Holds(const Message& record, const Message& given, const std::string& field) {
  const std::unique_ptr<Message> expected = NewMessage(*given.GetDescriptor());
  const std::unique_ptr<Message> found = NewMessage(*given.GetDescriptor());
  CopyField(given, field, *expected);
  CopyField(record, field, *found);
  google::protobuf::util::MessageDifferencer differencer;
  differencer.set_scope(google::protobuf::util::MessageDifferencer::PARTIAL);
  return differencer.Compare(*expected, *found);
}

}  // namespace pipewright::testing
