#include "application/shared/commands/record_codes.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/code_format.h"
#include "domain/shared/status_macros.h"

namespace pipewright {
namespace {

// "account_code".
std::string SeriesOf(RecordKind kind) { return absl::StrCat(absl::AsciiStrToLower(NameOf(kind)), "_code"); }

}  // namespace

absl::Status ReserveCodes(RecordKind kind, int64_t count, UnitOfWorkBase& uow) {
  return uow.ReserveNumbers(SeriesOf(kind), count);
}

absl::StatusOr<std::string> NextCode(RecordKind kind, UnitOfWorkBase& uow) {
  ASSIGN_OR_RETURN(const SeriesNumber number, uow.NextNumber(SeriesOf(kind)));
  const CodeFormat format = number.format.has_value() ? *number.format : BuiltInCodeFormat(kind);
  return format.Write(number.value);
}

}  // namespace pipewright
