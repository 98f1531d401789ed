#include "server/method_registry.h"

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

absl::StatusOr<MethodInfo> Read(const google::protobuf::MethodDescriptor& method) {
  MethodInfo info;
  info.name = absl::StrCat("/", method.service()->full_name(), "/", method.name());
  info.descriptor = &method;
  if (!method.options().HasExtension(shared::v1::permission)) {
    return absl::InternalError(absl::StrCat(info.name, " declares no permission"));
  }
  const shared::v1::Permission& declared = method.options().GetExtension(shared::v1::permission);
  info.access = declared.access();
  if (info.access == shared::v1::ACCESS_UNSPECIFIED) {
    if (declared.resource().empty() || declared.action().empty()) {
      return absl::InternalError(absl::StrCat(info.name, " declares half a permission"));
    }
    info.permission = {declared.resource(), declared.action()};
  }
  return info;
}

}  // namespace

absl::StatusOr<MethodRegistry> MethodRegistry::Build() {
  MethodRegistry registry;
  const auto* const pool = google::protobuf::DescriptorPool::generated_pool();
  // Descriptors are known by file; the list of services is that of the files linked in.
  std::vector<std::string> files;
  google::protobuf::DescriptorDatabase* const database =
      google::protobuf::DescriptorPool::internal_generated_database();
  database->FindAllFileNames(&files);
  for (const std::string& name : files) {
    if (!absl::StartsWith(name, "pipewright/")) continue;
    const google::protobuf::FileDescriptor* const file = pool->FindFileByName(name);
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const google::protobuf::MethodDescriptor& method = *file->service(s)->method(m);
        ASSIGN_OR_RETURN(MethodInfo info, Read(method));
        const std::string method_name = info.name;
        if (!registry.methods_.emplace(method.input_type(), std::make_unique<MethodInfo>(std::move(info))).second) {
          return absl::InternalError(absl::StrCat(method_name, " shares its request message with another method"));
        }
      }
    }
  }
  return registry;
}

}  // namespace pipewright::server
