#include "server/rpc/method_registry.h"

#include <google/protobuf/descriptor_database.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"

namespace pipewright::server {
namespace {

// A batch is a list of requests, a transaction one of steps.
bool HoldsMany(const google::protobuf::Descriptor& request) {
  return request.FindFieldByName("requests") != nullptr || request.FindFieldByName("steps") != nullptr;
}

bool HasPassword(const google::protobuf::Descriptor& request) {
  for (int i = 0; i < request.field_count(); ++i) {
    if (absl::EndsWith(request.field(i)->name(), "password")) return true;
  }
  return false;
}

RequestLimits LimitsOf(const google::protobuf::MethodDescriptor& method, shared::v1::Access access) {
  if (access == shared::v1::ACCESS_PUBLIC) return kStrangersRequest;
  if (method.client_streaming()) return kPieceRequest;
  return HoldsMany(*method.input_type()) ? kManyRequest : kOneRequest;
}

absl::StatusOr<MethodInfo> Read(const google::protobuf::MethodDescriptor& method) {
  MethodInfo info;
  info.name = absl::StrCat("/", method.service()->full_name(), "/", method.name());
  info.descriptor = &method;
  if (!method.options().HasExtension(shared::v1::permission)) {
    return absl::InternalError(absl::StrCat(info.name, " declares no permission"));
  }
  const shared::v1::Permission& declared = method.options().GetExtension(shared::v1::permission);
  info.access = declared.access();
  info.limits = LimitsOf(method, info.access);
  info.while_suspended = declared.while_suspended();
  info.hashes_password = HasPassword(*method.input_type());
  if (info.access == shared::v1::ACCESS_UNSPECIFIED) {
    if (declared.resource().empty() || declared.action().empty()) {
      return absl::InternalError(absl::StrCat(info.name, " declares half a permission"));
    }
    info.permission = {declared.resource(), declared.action()};
  }
  return info;
}

// Descriptors are known by file; the list of services is that of the files linked in.
std::vector<const google::protobuf::ServiceDescriptor*> Services() {
  std::vector<std::string> files;
  google::protobuf::DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const std::string& name : files) {
    if (!absl::StartsWith(name, "pipewright/")) continue;
    const auto* const file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; i < file->service_count(); ++i) services.push_back(file->service(i));
  }
  return services;
}

}  // namespace

std::vector<std::string> PublishedServices() {
  const auto services = Services();
  std::vector<std::string> names;
  names.reserve(services.size());
  for (const auto* const service : services) names.push_back(service->full_name());
  return names;
}

absl::StatusOr<MethodRegistry> MethodRegistry::Build() {
  MethodRegistry registry;
  for (const auto* const service : Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const google::protobuf::MethodDescriptor& method = *service->method(i);
      ASSIGN_OR_RETURN(MethodInfo info, Read(method));
      const std::string method_name = info.name;
      if (!registry.methods_.emplace(method.input_type(), std::make_unique<MethodInfo>(std::move(info))).second) {
        return absl::InternalError(absl::StrCat(method_name, " shares its request message with another method"));
      }
    }
  }
  return registry;
}

std::vector<const MethodInfo*> MethodRegistry::All() const {
  std::vector<const MethodInfo*> all;
  all.reserve(methods_.size());
  for (const auto& [request, info] : methods_) all.push_back(info.get());
  return all;
}

}  // namespace pipewright::server
