#include "domain/organization/code_series.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

absl::Status CheckPrefix(const std::string& prefix) {
  const bool fits = !prefix.empty() && prefix.size() <= CodeSeriesState::kMaxPrefixLength &&
                    std::all_of(prefix.begin(), prefix.end(),
                                [](char c) { return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '-'; });
  if (!fits) return InvalidValue("must be 1 to 10 of the characters A-Z, 0-9 and -");
  // "A1" and 23 would read as "A" and 123.
  if (absl::ascii_isdigit(prefix.back())) return InvalidValue("must not end with a digit");
  return absl::OkStatus();
}

}  // namespace

CodeSeriesId CodeSeries::IdOf(RecordKind entity) {
  std::array<uint8_t, 16> bytes{};
  const absl::string_view name = NameOf(entity);
  std::copy_n(name.begin(), std::min(name.size(), bytes.size()), bytes.begin());
  return CodeSeriesId(Uuid(bytes));
}

CodeSeries CodeSeries::BuiltIn(RecordKind entity) {
  const CodeFormat format = BuiltInCodeFormat(entity);
  CodeSeriesState state;
  state.id = IdOf(entity);
  state.entity = entity;
  state.prefix = format.prefix;
  state.width = format.width;
  return CodeSeries(std::move(state));
}

absl::Status CodeSeries::Edit(const CodeSeriesChanges& changes) {
  const CodeFormat built_in = BuiltInCodeFormat(state().entity);
  CodeSeriesState edited = state();
  ApplyOr(changes.prefix, built_in.prefix, edited.prefix);
  ApplyOr(changes.width, built_in.width, edited.width);
  Violations violations;
  violations.Note("prefix", CheckPrefix(edited.prefix));
  CheckRange(edited.width, 1, CodeSeriesState::kMaxWidth, "width", violations);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"code_series.updated">();
  return absl::OkStatus();
}

}  // namespace pipewright::organization
