// The numbers for codes that one unit of work took from the NumberBlocks.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/commands/unit_of_work_base.h"
#include "domain/shared/record_kind.h"
#include "infrastructure/postgres/write/number_blocks.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

// Not thread safe.
class CodeNumbers {
 public:
  // Both must outlive it.
  CodeNumbers(WriteSession& session, NumberBlocks& blocks) : session_(session), blocks_(blocks) {}
  // What wasn't given, and all of it unless Keep was called last, goes back.
  ~CodeNumbers();
  CodeNumbers(const CodeNumbers&) = delete;
  CodeNumbers& operator=(const CodeNumbers&) = delete;

  absl::StatusOr<CodeNumber> Next(RecordKind kind);
  // How the tenant writes the codes comes with the session's next read.
  absl::Status Reserve(RecordKind kind, int64_t count);
  // The numbers given since Mark are not used, since that was refused, and given again.
  void Mark();
  void Rewind(const absl::Status& refused);
  void Keep() { kept_ = true; }
  // All of them are not used, since that was refused. One that another record has already is never given again: it
  // was counted twice (the database lost what it had promised), and would fail every creation to come.
  void Return(const absl::Status& refused);

 private:
  struct OfKind {
    std::vector<int64_t> numbers;
    size_t next = 0;
    size_t marked = 0;
    bool format_known = false;
    std::optional<CodeFormat> format;  // none: the kind's built-in one
  };

  void AskFormat(RecordKind kind, OfKind& mine);

  WriteSession& session_;
  NumberBlocks& blocks_;
  std::map<RecordKind, OfKind> kinds_;
  std::optional<TenantId> tenant_;
  bool kept_ = false;
};

}  // namespace pipewright::postgres
