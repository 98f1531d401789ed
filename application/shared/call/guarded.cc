#include "application/shared/call/guarded.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <typeinfo>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace pipewright {
namespace {

constexpr char kThrownUrl[] = "pipewright/thrown";

std::string ReadableName(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(abi::__cxa_demangle(type.name(), nullptr, nullptr, &status),
                                                         &std::free);
  return name == nullptr ? type.name() : name.get();
}

}  // namespace

absl::Status ThrownStatus(const std::exception* thrown) {
  absl::Status status = absl::InternalError(
      absl::StrCat("an exception of type ", thrown == nullptr ? "unknown" : ReadableName(typeid(*thrown))));
  status.SetPayload(kThrownUrl, absl::Cord("1"));
  return status;
}

bool IsThrown(const absl::Status& status) { return status.GetPayload(kThrownUrl).has_value(); }

}  // namespace pipewright
