#include "server/rpc/service.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <openssl/sha.h>

#include <optional>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/uuid.h"

namespace pipewright::server {
namespace {

using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

// SHA-256 of what a request says, however its bytes were laid out.
std::string Fingerprint(const google::protobuf::Message& request) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&out);
  }
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return std::string(reinterpret_cast<const char*>(digest), sizeof digest);
}

}  // namespace

const MethodInfo& Service::Find(const google::protobuf::Descriptor& request,
                                const google::protobuf::Descriptor& response) {
  const MethodInfo& method = parts_.dispatcher.methods().Of(&request);
  if (method.descriptor->output_type() != &response) {
    wrong_.Update(absl::InternalError(absl::StrCat(method.name, " answers with ", response.full_name(), ", not with ",
                                                   method.descriptor->output_type()->full_name())));
  }
  methods_.push_back(&method);
  return method;
}

// gRPC's generated services register by the same calls; its own health service does so by hand, too. The names of
// methods are kept by the registry. None is told to gRPC as taking one message, since it would wait for that by itself,
// whoever sends it and however large it becomes; on the wire there is no difference.
void Service::AddUnary(const MethodInfo& method, UnaryBody body) {
  const UnaryBody& kept = bodies_.emplace_back(std::move(body));
  AddMethod(new RpcServiceMethod(method.name.c_str(), RpcMethod::CLIENT_STREAMING, nullptr));
  MarkMethodRawCallback(static_cast<int>(methods_.size()) - 1,
                        new grpc::internal::CallbackClientStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                            [this, &method, &kept](grpc::CallbackServerContext* call, grpc::ByteBuffer* response) {
                              return parts_.dispatcher.Unary(call, method, kept, response);
                            }));
}

void Service::AddDownload(const MethodInfo& method, StartDownload start) {
  AddMethod(new RpcServiceMethod(method.name.c_str(), RpcMethod::BIDI_STREAMING, nullptr));
  MarkMethodRawCallback(
      static_cast<int>(methods_.size()) - 1,
      new grpc::internal::CallbackBidiHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
          [&method, start = std::move(start)](grpc::CallbackServerContext* call) { return start(call, method); }));
}

void Service::AddUpload(const MethodInfo& method, StartUpload start) {
  AddMethod(new RpcServiceMethod(method.name.c_str(), RpcMethod::CLIENT_STREAMING, nullptr));
  MarkMethodRawCallback(
      static_cast<int>(methods_.size()) - 1,
      new grpc::internal::CallbackClientStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
          [&method, start = std::move(start)](grpc::CallbackServerContext* call, grpc::ByteBuffer* response) {
            return start(call, method, response);
          }));
}

absl::Status Service::Carry(const RequestContext& context, const google::protobuf::Message& request,
                            absl::string_view request_id, bool validate_only, CallAnswer& answer,
                            absl::FunctionRef<absl::Status(UnitOfWork&)> work) const {
  CommandOptions options;
  options.validate_only = validate_only;
  if (!request_id.empty()) {
    ASSIGN_OR_RETURN(options.request_id, Uuid::Parse(request_id));
    options.fingerprint = Fingerprint(request);
  }
  ASSIGN_OR_RETURN(answer.encoded,
                   parts_.commands.Run(context, options, [&](UnitOfWork& uow) -> absl::StatusOr<std::string> {
                     answer.message->Clear();
                     RETURN_IF_ERROR(work(uow));
                     return options.request_id.has_value() ? answer.message->SerializeAsString() : std::string();
                   }));
  return absl::OkStatus();
}

std::vector<grpc::Service*> Services::all() const {
  std::vector<grpc::Service*> services;
  services.reserve(services_.size());
  for (const auto& service : services_) services.push_back(service.get());
  return services;
}

absl::Status Services::CheckComplete(const MethodRegistry& methods) const {
  absl::flat_hash_set<const MethodInfo*> served;
  for (const auto& service : services_) {
    RETURN_IF_ERROR(service->Check());
    for (const MethodInfo* const method : service->methods()) {
      if (!served.insert(method).second) return absl::InternalError(absl::StrCat(method->name, " has two lines"));
    }
  }
  for (const MethodInfo* const method : methods.All()) {
    if (!served.contains(method)) {
      return absl::InternalError(absl::StrCat(method->name, " is declared and served by nothing"));
    }
  }
  return absl::OkStatus();
}

}  // namespace pipewright::server
