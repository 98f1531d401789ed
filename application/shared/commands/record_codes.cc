#include "application/shared/commands/record_codes.h"

#include "domain/shared/code_format.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

absl::Status ReserveCodes(RecordKind kind, int64_t count, UnitOfWorkBase& uow) {
  return uow.ReserveCodeNumbers(kind, count);
}

absl::StatusOr<std::string> NextCode(RecordKind kind, UnitOfWorkBase& uow) {
  ASSIGN_OR_RETURN(const CodeNumber number, uow.NextCodeNumber(kind));
  const CodeFormat format = number.format.has_value() ? *number.format : BuiltInCodeFormat(kind);
  return format.Write(number.value);
}

}  // namespace pipewright
