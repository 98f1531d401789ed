// A series of codes: how a tenant numbers its records of one kind for people.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "absl/status/status.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/code_format.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"

namespace pipewright::organization {

using CodeSeriesId = Id<struct CodeSeriesTag>;

using CodeSeriesEvent = std::variant<EventNamed<"code_series.updated">>;

struct CodeSeriesState : Record {
  static constexpr size_t kMaxPrefixLength = 10;
  static constexpr int64_t kMaxWidth = 12;

  CodeSeriesId id;
  RecordKind entity = RecordKind::kAccount;  // whose codes they are; has KindRole::kHasCode
  std::string prefix;                        // 1 to 10 of A-Z, 0-9 and "-", the last no digit
  int64_t width = 6;                         // 1 to 12
};

struct CodeSeriesChanges {
  Change<std::string> prefix;  // Clear: the built-in one
  Change<int64_t> width;       // Clear: the built-in one
};

// Every tenant has one for each kind with KindRole::kHasCode. It is stored when it is changed for the first time; until
// then its version is 0. A change concerns the codes of records that are made from then on.
class CodeSeries : public Aggregate<CodeSeries, CodeSeriesState, CodeSeriesEvent> {
 public:
  static constexpr absl::string_view kResource = "code_series";

  // That of a tenant which has changed nothing.
  static CodeSeries BuiltIn(RecordKind entity);
  static CodeSeries Restore(CodeSeriesState state) { return CodeSeries(std::move(state)); }

  // The same in every tenant.
  static CodeSeriesId IdOf(RecordKind entity);

  // Applies the named changes, or none of them when one is wrong: kInvalidArgument.
  absl::Status Edit(const CodeSeriesChanges& changes);

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::organization
