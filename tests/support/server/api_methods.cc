#include "tests/support/server/api_methods.h"

#include <google/protobuf/descriptor_database.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include <algorithm>
#include <chrono>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/server/request_fields.h"

namespace pipewright::testing {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::Message;

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
  answer.response = NewMessage(*method.output_type());
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
  answer.response = NewMessage(*method.output_type());
  if (answer.status.ok()) Parse(received, answer);
  return answer;
}

}  // namespace pipewright::testing
