// The codes by which people name records: "ACC-000123". Each kind counts its own, in each tenant, from 1; the tenant
// chooses how the number is written (domain/organization/code_series.h). Codes of records
// that are created at once by several callers need not be in the order of their creation, and there are gaps where a
// server ended with numbers at hand.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/commands/unit_of_work_base.h"
#include "domain/shared/record_kind.h"

namespace pipewright {

// Sees to it that so many codes are at hand for NextCode, by the unit of work's next read. `kind` has
// KindRole::kHasCode.
absl::Status ReserveCodes(RecordKind kind, int64_t count, UnitOfWorkBase& uow);

absl::StatusOr<std::string> NextCode(RecordKind kind, UnitOfWorkBase& uow);

}  // namespace pipewright
