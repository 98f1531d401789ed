#include "tests/support/server/api_methods.h"

#include <google/protobuf/descriptor_database.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "google/api/field_behavior.pb.h"

namespace pipewright::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::Reflection;

bool Behaves(const FieldDescriptor& field, google::api::FieldBehavior behavior) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

std::unique_ptr<Message> New(const Descriptor* descriptor) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
}

void Walk(const Descriptor& message, FieldPath& path, std::vector<FieldPath>& leaves) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor* const field = message.field(i);
    const bool recursive = std::any_of(path.begin(), path.end(), [&](const FieldDescriptor* above) {
      return above->message_type() == field->message_type() && field->message_type() != nullptr;
    });
    if (recursive) continue;
    path.push_back(field);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Walk(*field->message_type(), path, leaves);
    } else {
      leaves.push_back(path);
    }
    path.pop_back();
  }
}

// The message in a field, or in its first element; made when there is none.
Message& Child(Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) return *reflection.MutableMessage(&message, &field);
  if (reflection.FieldSize(message, &field) > 0) return *reflection.MutableRepeatedMessage(&message, &field, 0);
  return *reflection.AddMessage(&message, &field);
}

// The message that the last field of the path is in.
Message& Parent(Message& request, const FieldPath& path) {
  Message* at = &request;
  for (size_t i = 0; i + 1 < path.size(); ++i) at = &Child(*at, *path[i]);
  return *at;
}

// The request of an update: what it changes is a resource with an id.
bool IsUpdate(const Descriptor& message) { return message.FindFieldByName("update_mask") != nullptr; }

// "CustomFieldDefinition" → "custom_field_definition".
std::string SnakeCase(absl::string_view name) {
  std::string words;
  for (const char c : name) {
    if (absl::ascii_isupper(c) && !words.empty()) words.push_back('_');
    words.push_back(absl::ascii_tolower(c));
  }
  return words;
}

// "pipewright.sales.v1.AccountService" → "account".
std::string KindOf(const Method& method) {
  absl::string_view name = method.service()->name();
  absl::ConsumeSuffix(&name, "Service");
  return SnakeCase(name);
}

// What the `id` of a message in a request of `method` is the id of: a request's that of its own method, a resource's
// its own.
std::string KindOf(const Method& method, const Descriptor& message) {
  for (const Method* const other : AllMethods()) {
    if (other->input_type() == &message) return KindOf(*other);
    if (other->output_type() == &message) return SnakeCase(message.name());
  }
  return KindOf(method);
}

std::string UniqueNumber() {
  static std::atomic<int> count = 0;
  return absl::StrCat(getpid(), "x", absl::ToUnixMicros(absl::Now()), "x", ++count);
}

void SetDay(Message& date, absl::CivilDay day) {
  const Reflection& reflection = *date.GetReflection();
  const auto set = [&](const char* part, int value) {
    reflection.SetInt32(&date, date.GetDescriptor()->FindFieldByName(part), value);
  };
  set("year", static_cast<int>(day.year()));
  set("month", day.month());
  set("day", day.day());
}

}  // namespace

absl::CivilDay UniqueDay() {
  static std::atomic<int> count = 0;
  return absl::CivilDay(2001, 1, 1) + ++count;
}

std::vector<const Method*> AllMethods() {
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::sort(files.begin(), files.end());
  std::vector<const Method*> methods;
  for (const std::string& name : files) {
    if (!absl::StartsWith(name, "pipewright/")) continue;
    const auto* const file = DescriptorPool::generated_pool()->FindFileByName(name);
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) methods.push_back(file->service(s)->method(m));
    }
  }
  return methods;
}

const shared::v1::Permission& PermissionOf(const Method& method) {
  return method.options().GetExtension(shared::v1::permission);
}

bool IsMutation(const Method& method) {
  const shared::v1::Permission& permission = PermissionOf(method);
  if (permission.access() == shared::v1::ACCESS_MEMBER) return true;
  return permission.access() == shared::v1::ACCESS_UNSPECIFIED && permission.action() != "read";
}

namespace {

void Parse(const grpc::ByteBuffer& received, RawAnswer& answer) {
  grpc::Slice whole;
  if (!received.DumpToSingleSlice(&whole).ok() ||
      !answer.response->ParseFromArray(whole.begin(), static_cast<int>(whole.size()))) {
    answer.status = grpc::Status(grpc::StatusCode::DATA_LOSS, "the answer can't be read");
  }
}

// Waits for the operation that was begun last.
bool Wait(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  return ok;
}

// One message up; down the first one, after which the rest isn't waited for.
RawAnswer CallStream(grpc::GenericStub& stub, grpc::ClientContext& context, const std::string& name,
                     const grpc::ByteBuffer& sent, const Method& method) {
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, name, &queue);
  call->StartCall(nullptr);
  Wait(queue);
  call->WriteLast(sent, grpc::WriteOptions(), nullptr);
  Wait(queue);
  RawAnswer answer;
  answer.response = New(method.output_type());
  grpc::ByteBuffer received;
  call->Read(&received, nullptr);
  const bool answered = Wait(queue);
  if (answered && method.server_streaming()) context.TryCancel();
  call->Finish(&answer.status, nullptr);
  Wait(queue);
  if (answered && method.server_streaming()) answer.status = grpc::Status::OK;
  if (answer.status.ok() && answered) Parse(received, answer);
  return answer;
}

}  // namespace

RawAnswer CallMethod(const std::shared_ptr<grpc::Channel>& channel, const Method& method, const Message& request,
                     const std::string& token) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  if (!token.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
  const grpc::Slice bytes(request.SerializeAsString());
  grpc::ByteBuffer sent(&bytes, 1);

  grpc::GenericStub stub(channel);
  const std::string name = absl::StrCat("/", method.service()->full_name(), "/", method.name());
  if (method.client_streaming() || method.server_streaming()) return CallStream(stub, context, name, sent, method);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, name, sent, &queue);
  call->StartCall();
  RawAnswer answer;
  grpc::ByteBuffer received;
  call->Finish(&received, &answer.status, nullptr);
  Wait(queue);
  answer.response = New(method.output_type());
  if (answer.status.ok()) Parse(received, answer);
  return answer;
}

std::string NameOf(const FieldPath& path) {
  std::string name;
  for (const FieldDescriptor* const field : path) {
    const absl::string_view within = field->containing_type()->full_name();
    if (within == "google.protobuf.Struct.FieldsEntry") {
      if (field->name() == "value") absl::StrAppend(&name, ".");  // of the key ""
    } else if (within == "google.protobuf.ListValue") {
      absl::StrAppend(&name, "[0]");
    } else if (within != "google.protobuf.Struct" && within != "google.protobuf.Value") {
      absl::StrAppend(&name, name.empty() ? "" : ".", field->name(), field->is_repeated() ? "[0]" : "");
    }
  }
  return name;
}

std::vector<FieldPath> LeavesOf(const Descriptor& request) {
  std::vector<FieldPath> leaves;
  FieldPath path;
  Walk(request, path, leaves);
  return leaves;
}

bool IsOutputOnly(const FieldDescriptor& field) { return Behaves(field, google::api::OUTPUT_ONLY); }

bool IsRequired(const FieldDescriptor& field) { return Behaves(field, google::api::REQUIRED); }

bool IsImmutable(const FieldDescriptor& field) { return Behaves(field, google::api::IMMUTABLE); }

bool IsUpdatedId(const FieldPath& path) {
  return path.size() > 1 && path.back()->name() == "id" && IsUpdate(*path[path.size() - 2]->containing_type());
}

bool IsId(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return field.type() == FieldDescriptor::TYPE_STRING && name != "request_id" &&
         (name == "id" || name == "ids" || absl::EndsWith(name, "_id") || absl::EndsWith(name, "_ids"));
}

void SetText(Message& request, const FieldPath& path, const std::string& value) {
  Message& parent = Parent(request, path);
  const FieldDescriptor* const field = path.back();
  const Reflection& reflection = *parent.GetReflection();
  if (!field->is_repeated()) {
    reflection.SetString(&parent, field, value);
  } else if (reflection.FieldSize(parent, field) > 0) {
    reflection.SetRepeatedString(&parent, field, 0, value);
  } else {
    reflection.AddString(&parent, field, value);
  }
}

void SetEnum(Message& request, const FieldPath& path, int number) {
  Message& parent = Parent(request, path);
  const FieldDescriptor* const field = path.back();
  if (field->is_repeated()) {
    parent.GetReflection()->ClearField(&parent, field);
    parent.GetReflection()->AddEnumValue(&parent, field, number);
  } else {
    parent.GetReflection()->SetEnumValue(&parent, field, number);
  }
}

void SetNumber(Message& request, const FieldPath& path, bool lowest) {
  const FieldDescriptor* const field = path.back();
  if (field->is_repeated()) return;
  Message& parent = Parent(request, path);
  const Reflection& reflection = *parent.GetReflection();
  const auto extreme = [lowest](auto zero) {
    using Limits = std::numeric_limits<decltype(zero)>;
    return lowest ? Limits::lowest() : Limits::max();
  };
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&parent, field, extreme(int32_t{}));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&parent, field, extreme(int64_t{}));
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&parent, field, extreme(uint32_t{}));
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(&parent, field, extreme(uint64_t{}));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection.SetDouble(&parent, field,
                                  lowest ? std::numeric_limits<double>::quiet_NaN() : extreme(double{}));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return reflection.SetFloat(&parent, field, extreme(float{}));
    default:
      return;
  }
}

void RequestMaker::KnowAllOf(const std::string& kind, const Message& response) {
  const Reflection& reflection = *response.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(response, &fields);
  for (const FieldDescriptor* const field : fields) {
    if (field->name() == "id") Know(kind, reflection.GetString(response, field));
    if (field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      KnowAllOf(field->name().substr(0, field->name().size() - 1), reflection.GetRepeatedMessage(response, field, 0));
    }
  }
}

std::unique_ptr<Message> RequestMaker::Make(const Method& method) const {
  auto request = New(method.input_type());
  Fill(method, *request, IsUpdate(*method.input_type()));
  return request;
}

std::unique_ptr<Message> RequestMaker::Make(const Method& method, const FieldPath& path) const {
  auto request = Make(method);
  Message* at = request.get();
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    const bool chosen = path[i]->real_containing_oneof() != nullptr && !at->GetReflection()->HasField(*at, path[i]);
    at = &Child(*at, *path[i]);
    if (chosen) Fill(method, *at, IsUpdate(*at->GetDescriptor()));
  }
  return request;
}

void RequestMaker::Fill(const Method& method, Message& message, bool update) const {
  const Descriptor& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    const bool resource_id = update && field.name() == "id";
    // A contact needs one of its names, and neither is required.
    const bool one_of_several = field.name() == "last_name";
    // Tells one record from another that has no name.
    const bool telling = field.name() == "description" && descriptor.FindFieldByName("etag") != nullptr &&
                         descriptor.FindFieldByName("name") == nullptr;
    // What others of the tenant are to see.
    const bool shown = field.name() == "visibility";
    // What a client stream is about.
    const bool file = field.type() == FieldDescriptor::TYPE_BYTES;
    if (Behaves(field, google::api::REQUIRED) || resource_id || one_of_several || telling || shown || file)
      FillField(method, message, field, update);
  }
  for (int i = 0; i < descriptor.real_oneof_decl_count(); ++i) {
    FillField(method, message, *descriptor.oneof_decl(i)->field(0), false);
  }
}

void RequestMaker::FillField(const Method& method, Message& message, const FieldDescriptor& field, bool update) const {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = TextFor(method, field, message);
      field.is_repeated() ? reflection.AddString(&message, &field, text) : reflection.SetString(&message, &field, text);
      return;
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      // Whatever comes first; the widest visibility comes last.
      const int which = field.name() == "visibility" ? field.enum_type()->value_count() - 1 : 1;
      const int value = field.enum_type()->value(which)->number();
      return field.is_repeated() ? reflection.AddEnumValue(&message, &field, value)
                                 : reflection.SetEnumValue(&message, &field, value);
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, 1);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, 1);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
    default:
      return;
  }
  if (field.message_type()->full_name() == "google.type.Date") {
    return SetDay(*reflection.MutableMessage(&message, &field), UniqueDay());
  }
  const bool inner_update = IsUpdate(*field.message_type());
  if (!field.is_repeated()) return Fill(method, *reflection.MutableMessage(&message, &field), update || inner_update);
  // One element for each value of its kind: a pipeline needs a stage of each.
  const FieldDescriptor* const kind = field.message_type()->FindFieldByName("kind");
  const int count = kind != nullptr && kind->enum_type() != nullptr ? kind->enum_type()->value_count() - 1 : 1;
  for (int i = 0; i < count; ++i) {
    Message& element = *reflection.AddMessage(&message, &field);
    Fill(method, element, inner_update);
    if (const auto* const name = field.message_type()->FindFieldByName("name")) {
      element.GetReflection()->SetString(&element, name, absl::StrCat(word_, " ", i));
    }
    if (const auto* const chance = field.message_type()->FindFieldByName("probability");
        chance != nullptr && count > 1) {
      const bool won = absl::EndsWith(kind->enum_type()->value(i + 1)->name(), "_WON");
      element.GetReflection()->SetInt32(&element, chance, won ? 100 : 0);
    }
    if (count > 1) element.GetReflection()->SetEnumValue(&element, kind, kind->enum_type()->value(i + 1)->number());
  }
}

std::string RequestMaker::TextFor(const Method& method, const FieldDescriptor& field, const Message& message) const {
  const std::string& name = field.name();
  if (name == "id" || name == "ids") {
    // Of a subject: its kind's first, an account.
    const bool subject = message.GetDescriptor()->FindFieldByName("kind") != nullptr;
    const auto known = ids_.find(subject ? "account" : KindOf(method, *message.GetDescriptor()));
    return known == ids_.end() ? "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4" : known->second;
  }
  if (IsId(field)) {
    const absl::string_view what = absl::StripSuffix(name, "_id");
    for (const auto& [kind, id] : ids_) {
      if (what == kind || absl::EndsWith(what, absl::StrCat("_", kind))) return id;
    }
    const auto user = ids_.find("user");
    return user == ids_.end() ? "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4" : user->second;
  }
  // Of a record, whose name may have to be another than every other one's.
  if ((name == "name" || name == "description") && message.GetDescriptor()->FindFieldByName("etag") != nullptr) {
    return absl::StrCat(word_, " ", UniqueNumber());
  }
  if (name == "key") return absl::StrCat("k", UniqueNumber());
  if (name == "email") return absl::StrCat("u", UniqueNumber(), "@example.com");
  if (absl::StrContains(name, "password")) return "correct horse battery staple";
  if (name == "roles") return "MEMBER";
  if (name == "resource") return "account";
  if (field.type() == FieldDescriptor::TYPE_BYTES) return absl::StrCat("name\n", word_, "\n");
  if (name == "rate") return "1.5";
  // The tenants' base currency is the euro, to which another one has a rate.
  if (absl::StrContains(name, "currency")) return message.GetDescriptor()->name() == "ExchangeRate" ? "USD" : "EUR";
  return word_;
}

}  // namespace pipewright::testing
