#include "tests/support/server/standard_world.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <stdexcept>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace pipewright::testing {
namespace {

using google::protobuf::Message;

// That no other test has, in whatever process it runs on the same database.
int64_t UniqueNumber() {
  static std::atomic<int> count = 0;
  return int64_t{getpid()} * 100'000 + ++count;
}

void Throw(const Method& method, const grpc::Status& status) {
  throw std::runtime_error(absl::StrCat(method.full_name(), ": ", status.error_message()));
}

void Parse(const std::string& text, Message& message) {
  if (!google::protobuf::TextFormat::MergeFromString(text, &message)) {
    throw std::logic_error(absl::StrCat("not a ", message.GetTypeName(), ": ", text));
  }
}

const StandardResource& ResourceNamed(absl::string_view name) {
  for (const StandardResource& resource : StandardResources()) {
    if (resource.name == name) return resource;
  }
  throw std::logic_error(absl::StrCat("there is no resource ", name));
}

}  // namespace

StandardWorld::StandardWorld(const StandardResource& resource)
    : resource_(resource), owner_(TestServer::Get().SignUp()) {}

RawAnswer StandardWorld::Call(const Method& method, const Message& request) const {
  return CallMethod(TestServer::Get().channel(), method, request, owner_.access_token);
}

RequestMaker StandardWorld::Maker() const {
  RequestMaker maker(absl::StrCat("Small ", UniqueNumber()));
  maker.Know("user", owner_.user_id);
  return maker;
}

RequestMaker StandardWorld::MakerOf(const StandardResource& resource) {
  RequestMaker maker = Maker();
  for (int i = 0; i < resource.message->field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *resource.message->field(i);
    if (IsRequired(field) && field.name() == "subject") maker.Know("account", TextIn(Reference("account"), "id"));
    if ((!IsRequired(field) && !IsOneOfSeveral(field)) || !IsId(field)) continue;
    const std::string kind(absl::StripSuffix(absl::StripSuffix(field.name(), "s"), "_id"));
    if (kind == "assignee") continue;  // a user, whom it knows
    maker.Know(kind, TextIn(Reference(kind), "id"));
  }
  return maker;
}

const Message& StandardWorld::Reference(const std::string& name) {
  MessagePtr& reference = references_[name];
  if (reference == nullptr) {
    const absl::string_view kind = absl::string_view(name).substr(0, name.find_last_not_of("0123456789") + 1);
    const StandardResource& resource = ResourceNamed(kind);
    const Method& create = *resource.create;
    RawAnswer made = Call(create, *MakerOf(resource).Make(create));
    if (!made.status.ok()) Throw(create, made.status);
    reference = std::move(made.response);
  }
  return *reference;
}

std::string StandardWorld::Expand(absl::string_view text) {
  std::string expanded;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = text.find("${", at);
    absl::StrAppend(&expanded, text.substr(at, begin - at));
    if (begin == absl::string_view::npos) break;
    const size_t end = text.find('}', begin);
    std::string name(text.substr(begin + 2, end - begin - 2));
    if (absl::StartsWith(name, "+")) {
      name.erase(0, 1);
      references_.erase(name.substr(0, name.find('.')));
    }
    if (name == "n") {
      absl::StrAppend(&expanded, UniqueNumber());
    } else if (name == "date") {
      const absl::CivilDay day = UniqueDay();
      absl::StrAppend(&expanded, "year: ", day.year(), " month: ", day.month(), " day: ", day.day());
    } else if (name == "me") {
      absl::StrAppend(&expanded, owner_.user_id);
    } else {
      const size_t dot = name.find('.');
      absl::StrAppend(&expanded, TextIn(Reference(name.substr(0, dot)), name.substr(dot + 1)));
    }
    at = end + 1;
  }
  return expanded;
}

MessagePtr StandardWorld::CreateRequest() {
  MessagePtr request = NewMessage(*resource_.create->input_type());
  Parse(Expand(ExampleOf(resource_.name).create), *request);
  return request;
}

MessagePtr StandardWorld::SmallCreateRequest() { return MakerOf(resource_).Make(*resource_.create); }

MessagePtr StandardWorld::Make() {
  if (resource_.create == nullptr) return MakeElsewhere();
  RawAnswer made = Call(*resource_.create, *CreateRequest());
  if (!made.status.ok()) Throw(*resource_.create, made.status);
  return std::move(made.response);
}

MessagePtr StandardWorld::MakeSmall() {
  RawAnswer made = Call(*resource_.create, *SmallCreateRequest());
  if (!made.status.ok()) Throw(*resource_.create, made.status);
  return std::move(made.response);
}

MessagePtr StandardWorld::MakeElsewhere() {
  if (resource_.name == "tenant") return Get(owner_.tenant_id);
  if (!has_id()) {
    RawAnswer read = Call(*resource_.update, *UpdateRequest(*Blank(*NewMessage(*resource_.message)), {}));
    if (!read.status.ok()) Throw(*resource_.update, read.status);
    return std::move(read.response);
  }
  for (const Method* const method : AllMethods()) {
    const bool about_one = method->input_type()->FindFieldByName("id") != nullptr;
    if (method->output_type() != resource_.message || about_one || !IsMutation(*method)) continue;
    MessagePtr request = Maker().Make(*method);
    if (!ExampleOf(resource_.name).create.empty()) {
      request = NewMessage(*method->input_type());
      Parse(Expand(ExampleOf(resource_.name).create), *request);
    }
    RawAnswer made = Call(*method, *request);
    if (!made.status.ok()) Throw(*method, made.status);
    return std::move(made.response);
  }
  throw std::logic_error(absl::StrCat("no method makes a ", resource_.name));
}

MessagePtr StandardWorld::Changed(const std::string& id) {
  MessagePtr changed = NewMessage(*resource_.message);
  Parse(Expand(ExampleOf(resource_.name).changed), *changed);
  if (has_id()) {
    Put(*changed, "id", id);
  } else {
    Parse(ExampleOf(resource_.name).create, *changed);
  }
  return changed;
}

MessagePtr StandardWorld::Blank(const Message& record) {
  MessagePtr blank = NewMessage(*resource_.message);
  if (has_id()) {
    Put(*blank, "id", TextIn(record, "id"));
  } else {
    Parse(ExampleOf(resource_.name).create, *blank);
  }
  return blank;
}

std::vector<std::string> StandardWorld::ChangedFields() {
  const MessagePtr changed = Changed(UnknownId());
  std::vector<std::string> fields;
  for (const std::string& field : InputFieldsOf(*resource_.message)) {
    const auto& apart = ExampleOf(resource_.name).apart;
    const bool key = !has_id() && std::find(apart.begin(), apart.end(), field) != apart.end();
    if (HasIn(*changed, field) && !key) fields.push_back(field);
  }
  return fields;
}

MessagePtr StandardWorld::Get(const std::string& id) const {
  RawAnswer got = Call(*resource_.get, *Target(*resource_.get, id));
  if (!got.status.ok()) Throw(*resource_.get, got.status);
  return std::move(got.response);
}

MessagePtr StandardWorld::UpdateRequest(const Message& changed, const std::vector<std::string>& mask) const {
  MessagePtr request = NewMessage(*resource_.update->input_type());
  SubMessage(*request, resource_.name).CopyFrom(changed);
  for (const std::string& path : mask) AddText(*request, "update_mask.paths", path);
  return request;
}

MessagePtr StandardWorld::ActionRequest(const Method& action, const std::string& id) const {
  RequestMaker maker = Maker();
  maker.Know(resource_.name, id);
  return maker.Make(action);
}

MessagePtr StandardWorld::Target(const Method& method, const std::string& id) const {
  MessagePtr request = NewMessage(*method.input_type());
  Put(*request, "id", id);
  return request;
}

MessagePtr StandardWorld::MutationRequest(const Method& method) {
  const auto single = [&](const Method& of) -> MessagePtr {
    if (&of == resource_.create) return CreateRequest();
    const MessagePtr record = Make();
    const std::string id = TextIn(*record, "id");
    if (&of == resource_.update) return UpdateRequest(*Changed(id), ChangedFields());
    if (&of == resource_.undelete) Delete(id);
    return Target(of, id);
  };
  const Method* of_batch = nullptr;
  if (&method == resource_.batch_create) of_batch = resource_.create;
  if (&method == resource_.batch_update) of_batch = resource_.update;
  if (&method == resource_.batch_delete) of_batch = resource_.remove;
  if (of_batch == nullptr) return single(method);
  MessagePtr request = NewMessage(*method.input_type());
  for (int i = 0; i < 2; ++i) AddMessage(*request, "requests").CopyFrom(*single(*of_batch));
  return request;
}

MessagePtr StandardWorld::Delete(const std::string& id) const {
  RawAnswer deleted = Call(*resource_.remove, *Target(*resource_.remove, id));
  if (!deleted.status.ok()) Throw(*resource_.remove, deleted.status);
  return std::move(deleted.response);
}

std::string UnknownId() { return absl::StrFormat("0190f3c2-0000-7c3a-9d4e-%012d", UniqueNumber()); }

}  // namespace pipewright::testing
