#include "domain/sales/merge.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
namespace {

// One record may have changed in several parts of a field: it counts once. Of the survivor only what it refers to.
std::vector<RepointedField> Counted(const RecordRef& survivor, absl::Span<const ChangedPart> parts) {
  std::map<std::pair<std::string, std::string>, std::set<Uuid>> records;
  for (const ChangedPart& part : parts) {
    if (part.record == survivor) continue;
    records[{std::string(ResourceOf(part.record.kind)), part.field}].insert(part.record.id);
  }
  std::vector<RepointedField> counted;
  counted.reserve(records.size());
  for (const auto& [key, ids] : records) {
    counted.push_back({key.first, key.second, static_cast<int64_t>(ids.size())});
  }
  return counted;
}

}  // namespace

absl::Status Merge::Check(const Uuid& survivor, absl::Span<const Uuid> losers) {
  if (losers.empty()) return InvalidField("losers", "must name at least one record");
  if (losers.size() > kMaxLosers) {
    return InvalidField("losers", absl::StrCat("has more than ", kMaxLosers, " records: merge the others afterwards"));
  }
  Violations violations;
  std::set<Uuid> seen;
  for (size_t i = 0; i < losers.size(); ++i) {
    const std::string field = absl::StrCat("losers[", i, "].id");
    if (losers[i] == survivor) {
      violations.Add(field, "is the survivor");
    } else if (!seen.insert(losers[i]).second) {
      violations.Add(field, "names a record a second time");
    }
  }
  return violations.ToStatus();
}

Merge Merge::Create(MergeId id, RecordKind kind, const Uuid& survivor, std::vector<Uuid> losers,
                    absl::Span<const ChangedPart> parts) {
  MergeState state;
  state.id = id;
  state.resource = std::string(ResourceOf(kind));
  state.survivor_id = survivor;
  state.loser_ids = std::move(losers);
  state.repointed = Counted({kind, survivor}, parts);
  Merge merge(std::move(state));
  merge.Emit<"merge.created">();
  return merge;
}

std::vector<UserId> Merge::OwnersOf(const MergeState& state) {
  if (!state.created_by.has_value()) return {};
  return {*state.created_by};
}

absl::Status Merge::CheckNotUndone() const {
  if (!state().undo_time.has_value()) return absl::OkStatus();
  return FailedPrecondition(Reason::kMergeUndone, absl::StrCat("merge/", state().id.ToString()),
                            "the merge was undone already");
}

absl::Status Merge::Undo(absl::Time now) {
  RETURN_IF_ERROR(CheckNotUndone());
  mutable_state().undo_time = now;
  Emit<"merge.undone">();
  return absl::OkStatus();
}

RecordKind KindOf(const MergeState& merge) {
  const auto kind = ParseEnum<RecordKind>(absl::AsciiStrToUpper(merge.resource));
  return kind.ok() ? *kind : RecordKind::kAccount;  // it was written here
}

void Contradictions::Add(const RecordRef& record, absl::string_view field, absl::string_view description) {
  found_.push_back({std::string(ReasonName(Reason::kMergeContradicted)),
                    absl::StrCat(ResourceOf(record.kind), "/", record.id.ToString(), field.empty() ? "" : ".", field),
                    std::string(description)});
}

absl::Status Contradictions::ToStatus(const MergeId& merge) const {
  if (empty()) return absl::OkStatus();
  ErrorDetails details;
  details.reason = Reason::kMergeContradicted;
  details.preconditions = found_;
  details.resource_type = std::string(Merge::kResource);
  details.resource_name = merge.ToString();
  return MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat("the merge can't be undone, since ", found_.size() == 1 ? "something has" : "things have",
                   " changed: ", found_.front().subject, " ", found_.front().description,
                   found_.size() == 1 ? "" : absl::StrCat("; and ", found_.size() - 1, " more")),
      details);
}

}  // namespace pipewright::sales
