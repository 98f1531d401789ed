#include "server/process/reflection_service.h"

#include <google/protobuf/descriptor.pb.h>

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/rpc/byte_messages.h"
#include "server/rpc/request_limits.h"
#include "server/wire/status_mapping.h"

namespace pipewright::server {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

// The two are the same but for their names.
constexpr absl::string_view kServices[] = {"grpc.reflection.v1.ServerReflection",
                                           "grpc.reflection.v1alpha.ServerReflection"};

const DescriptorPool& Pool() { return *DescriptorPool::generated_pool(); }

void Refuse(grpc::StatusCode code, const std::string& why, ServerReflectionResponse& answer) {
  answer.mutable_error_response()->set_error_code(code);
  answer.mutable_error_response()->set_error_message(why);
}

void ListExtensions(const std::string& type, ServerReflectionResponse& answer) {
  const Descriptor* const extended = Pool().FindMessageTypeByName(type);
  if (extended == nullptr) return Refuse(grpc::StatusCode::NOT_FOUND, "no message type of that name", answer);
  std::vector<const FieldDescriptor*> extensions;
  Pool().FindAllExtensions(extended, &extensions);
  auto& list = *answer.mutable_all_extension_numbers_response();
  list.set_base_type_name(type);
  for (const FieldDescriptor* const extension : extensions) list.add_extension_number(extension->number());
}

const FileDescriptor* FileOfExtension(const grpc::reflection::v1::ExtensionRequest& asked) {
  const Descriptor* const extended = Pool().FindMessageTypeByName(asked.containing_type());
  if (extended == nullptr) return nullptr;
  const FieldDescriptor* const extension = Pool().FindExtensionByNumber(extended, asked.extension_number());
  return extension == nullptr ? nullptr : extension->file();
}

}  // namespace

class ReflectionService::Stream final : public GuestStream {
 public:
  Stream(ReflectionService& service, grpc::CallbackServerContext* call)
      : GuestStream(service.room_, call), service_(service), end_(absl::Now() + service.stream_time_) {}

 private:
  void Take(const grpc::ByteBuffer& bytes) override {
    ServerReflectionRequest request;
    if (const auto read = Decode(bytes, kStrangersRequest, request); !read.ok()) {
      return End(ToGrpcStatus(read.status(), ""));
    }
    ServerReflectionResponse answer;
    answer.set_valid_host(request.host());
    *answer.mutable_original_request() = request;
    Answer(request, answer);
    Send(answer);
  }

  void Sent(bool ok) override {
    if (!ok) return End(grpc::Status::CANCELLED);
    if (absl::Now() < end_) return Ask();
    End(grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "the stream was open for too long: open another"));
  }

  void Answer(const ServerReflectionRequest& request, ServerReflectionResponse& answer) {
    switch (request.message_request_case()) {
      case ServerReflectionRequest::kFileByFilename:
        return AnswerFile(Pool().FindFileByName(request.file_by_filename()), "no file of that name", answer);
      case ServerReflectionRequest::kFileContainingSymbol:
        return AnswerFile(Pool().FindFileContainingSymbol(request.file_containing_symbol()), "no such symbol", answer);
      case ServerReflectionRequest::kFileContainingExtension:
        return AnswerFile(FileOfExtension(request.file_containing_extension()), "no such extension", answer);
      case ServerReflectionRequest::kAllExtensionNumbersOfType:
        return ListExtensions(request.all_extension_numbers_of_type(), answer);
      case ServerReflectionRequest::kListServices:
        for (const std::string& name : service_.services_) {
          answer.mutable_list_services_response()->add_service()->set_name(name);
        }
        return;
      case ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET:
        return Refuse(grpc::StatusCode::INVALID_ARGUMENT, "message_request is missing: ask for something", answer);
    }
  }

  void AnswerFile(const FileDescriptor* file, const std::string& none, ServerReflectionResponse& answer) {
    if (file == nullptr) return Refuse(grpc::StatusCode::NOT_FOUND, none, answer);
    sent_.erase(file);  // what is asked for is sent again
    AddFile(*file, *answer.mutable_file_descriptor_response());
  }

  void AddFile(const FileDescriptor& file, grpc::reflection::v1::FileDescriptorResponse& files) {
    if (!sent_.insert(&file).second) return;
    files.add_file_descriptor_proto(service_.Encoded(file));
    for (int i = 0; i < file.dependency_count(); ++i) AddFile(*file.dependency(i), files);
  }

  ReflectionService& service_;
  const absl::Time end_;
  std::set<const FileDescriptor*> sent_;
};

ReflectionService::ReflectionService(std::vector<std::string> services, const ReflectionLimits& limits)
    : services_(std::move(services)), stream_time_(limits.stream_time), room_(limits.streams) {
  for (const absl::string_view service : kServices) {
    services_.emplace_back(service);
    Add(absl::StrCat("/", service, "/ServerReflectionInfo"),
        [this](grpc::CallbackServerContext* call) { return (new Stream(*this, call))->Start(); });
  }
}

const std::string& ReflectionService::Encoded(const FileDescriptor& file) {
  const std::lock_guard lock(mutex_);
  std::string& encoded = encoded_[&file];
  if (encoded.empty()) {
    google::protobuf::FileDescriptorProto proto;
    file.CopyTo(&proto);
    encoded = proto.SerializeAsString();
  }
  return encoded;
}

}  // namespace pipewright::server
