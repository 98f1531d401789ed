#include "domain/shared/code_format.h"

#include "absl/strings/str_format.h"

namespace pipewright {

std::string CodeFormat::Write(int64_t number) const {
  return absl::StrFormat("%s%0*d", prefix, static_cast<int>(width), number);
}

CodeFormat BuiltInCodeFormat(RecordKind kind) { return {std::string(CodePrefixOf(kind))}; }

}  // namespace pipewright
