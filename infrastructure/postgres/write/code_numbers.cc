#include "infrastructure/postgres/write/code_numbers.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

// "account_code".
std::string SeriesOf(RecordKind kind) { return absl::StrCat(ResourceOf(kind), "_code"); }

bool IsTakenCode(const absl::Status& refused) {
  if (!absl::IsAlreadyExists(refused)) return false;
  const ErrorDetails details = DetailsOf(refused);
  const auto field = details.metadata.find("field");
  return field != details.metadata.end() && field->second == "code";
}

}  // namespace

CodeNumbers::~CodeNumbers() {
  for (auto& [kind, mine] : kinds_) {
    if (kept_) mine.numbers.erase(mine.numbers.begin(), mine.numbers.begin() + static_cast<ptrdiff_t>(mine.next));
    if (!mine.numbers.empty()) blocks_.GiveBack(*tenant_, SeriesOf(kind), mine.numbers);
  }
}

absl::Status CodeNumbers::Reserve(RecordKind kind, int64_t count) {
  OfKind& mine = kinds_[kind];
  const int64_t missing = count - static_cast<int64_t>(mine.numbers.size() - mine.next);
  if (missing <= 0) return absl::OkStatus();
  const RequestContext& context = session_.context();
  if (!context.principal->tenant.has_value()) return absl::InternalError("codes are counted within a tenant");
  tenant_ = context.principal->tenant;
  RETURN_IF_ERROR(blocks_.Take(*tenant_, SeriesOf(kind), missing, context.deadline, mine.numbers));
  AskFormat(kind, mine);
  return absl::OkStatus();
}

absl::StatusOr<CodeNumber> CodeNumbers::Next(RecordKind kind) {
  RETURN_IF_ERROR(Reserve(kind, 1));
  OfKind& mine = kinds_[kind];
  if (!mine.format_known) RETURN_IF_ERROR(session_.Flush());
  if (!mine.format_known) {
    // The question was undone with an attempt.
    AskFormat(kind, mine);
    RETURN_IF_ERROR(session_.Flush());
  }
  return CodeNumber{mine.numbers[mine.next++], mine.format};
}

void CodeNumbers::AskFormat(RecordKind kind, OfKind& mine) {
  static const auto* const sql = new std::string(
      "select s.prefix, s.width from (select) one left join code_series s on s.tenant_id = $1::uuid "
      "and s.series = $2::text");
  mine.format_known = false;
  session_.ReadAhead(*sql, {session_.tenant(), SeriesOf(kind)}, [&mine](Row row) -> absl::Status {
    mine.format_known = true;
    mine.format.reset();
    if (row[0].null) return absl::OkStatus();
    CodeFormat& format = mine.format.emplace();
    format.prefix = std::string(row[0].text);
    return Codec<int64_t>::FromText(row[1].text, format.width);
  });
}

void CodeNumbers::Mark() {
  for (auto& [kind, mine] : kinds_) mine.marked = mine.next;
}

void CodeNumbers::Rewind(const absl::Status& refused) {
  const bool taken = IsTakenCode(refused);
  for (auto& [kind, mine] : kinds_) {
    if (taken) {
      mine.numbers.erase(mine.numbers.begin() + static_cast<ptrdiff_t>(mine.marked),
                         mine.numbers.begin() + static_cast<ptrdiff_t>(mine.next));
    }
    mine.next = mine.marked;
    mine.format_known = false;
  }
}

void CodeNumbers::Return(const absl::Status& refused) { kept_ = IsTakenCode(refused); }

}  // namespace pipewright::postgres
