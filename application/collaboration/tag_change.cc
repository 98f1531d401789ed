#include "application/collaboration/tag_change.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::collaboration {
namespace {

using integration::SweepPlan;

constexpr char kRename[] = "/pipewright.collaboration.v1.TagService/RenameTags";
constexpr char kRemove[] = "/pipewright.collaboration.v1.TagService/RemoveTags";

// Between the parts of a job's spec: no tag has a control character in it but line breaks and tabs.
constexpr char kSeparator = '\x1f';

// "<kinds>", what takes their place (empty: nothing), and the tags.
std::string SpecOf(const ChangeTags& change) {
  std::vector<std::string> parts = {integration::SweptResources(change.kinds), change.new_tag};
  parts.insert(parts.end(), change.tags.begin(), change.tags.end());
  return absl::StrJoin(parts, absl::string_view(&kSeparator, 1));
}

absl::StatusOr<ChangeTags> Parse(const std::string& spec) {
  const std::vector<std::string> parts = absl::StrSplit(spec, kSeparator);
  if (parts.size() < 3) return absl::DataLossError("the job's spec can't be read");
  ChangeTags change;
  for (const absl::string_view kind : absl::StrSplit(parts[0], ',')) {
    ASSIGN_OR_RETURN(change.kinds.emplace_back(), ParseEnum<RecordKind>(absl::AsciiStrToUpper(kind)));
  }
  change.new_tag = parts[1];
  change.remove = change.new_tag.empty();
  change.tags.assign(parts.begin() + 2, parts.end());
  return change;
}

absl::StatusOr<std::string> OneTag(const std::string& text) {
  ASSIGN_OR_RETURN(std::vector<std::string> tags, Tags({text}));
  return std::move(tags.front());
}

// What is wrong is named; texts come out trimmed, and the kinds are there.
absl::StatusOr<ChangeTags> Check(ChangeTags change) {
  Violations violations;
  if (change.tags.empty()) violations.Add("tags", "must name at least one tag");
  if (change.tags.size() > ChangeTags::kMaxTags) {
    violations.Add("tags", absl::StrCat("must name at most ", ChangeTags::kMaxTags, " tags"));
  } else {
    for (size_t i = 0; i < change.tags.size(); ++i) {
      violations.Take(absl::StrCat("tags[", i, "]"), OneTag(change.tags[i]), &change.tags[i]);
    }
  }
  if (!change.remove) violations.Take("new_tag", OneTag(change.new_tag), &change.new_tag);
  RETURN_IF_ERROR(violations.ToStatus());
  if (std::set(change.tags.begin(), change.tags.end()).size() != change.tags.size()) {
    violations.Add("tags", "must name each tag once");
  }
  // Who merges tags into one of them may name that one too: its records stay as they are.
  if (!change.remove) std::erase(change.tags, change.new_tag);
  if (change.tags.empty()) violations.Add("new_tag", "must be another one than the tag that it takes the place of");
  if (std::set(change.kinds.begin(), change.kinds.end()).size() != change.kinds.size()) {
    violations.Add("kinds", "must name each kind of record once");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (change.kinds.empty()) {
    for (const auto& [kind, name] : KindsWith(KindRole::kTagged)) change.kinds.push_back(kind);
  }
  return change;
}

// `kinds`: of the work; nothing else needs them.
class TagPlan final : public SweepPlan {
 public:
  explicit TagPlan(ChangeTags change, const TagWork::Kinds* kinds = nullptr)
      : change_(std::move(change)), kinds_(kinds) {}

  const std::vector<RecordKind>& kinds() const override { return change_.kinds; }
  absl::string_view purpose() const override { return "changing a tag wherever it is"; }
  Permission PermissionFor(RecordKind kind) const override { return {std::string(ResourceOf(kind)), "update"}; }
  absl::StatusOr<std::vector<Uuid>> Next(const RequestContext& ctx, RecordKind kind, const Uuid& after,
                                         int limit) const override {
    return kinds_->at(kind)->Next(ctx, change_.tags, after, limit);
  }
  absl::StatusOr<int64_t> Count(const RequestContext& ctx, RecordKind kind) const override {
    return kinds_->at(kind)->Count(ctx, change_.tags);
  }
  absl::StatusOr<bool> ChangeOne(const RequestContext& ctx, RecordKind kind, const Uuid& id,
                                 UnitOfWork& uow) const override {
    return kinds_->at(kind)->ChangeOne(ctx, id, change_, uow);
  }

 private:
  const ChangeTags change_;
  const TagWork::Kinds* const kinds_;
};

}  // namespace

absl::StatusOr<integration::Job> TagCommands::Handle(const RequestContext& ctx, const ChangeTags& cmd,
                                                     UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(ChangeTags change, Check(cmd));
  integration::EnqueueJob enqueue;
  enqueue.id = NewId<integration::JobId>(ids_);
  enqueue.details.kind = integration::JobKind::kTagChange;
  enqueue.details.resource = integration::SweptResources(change.kinds);
  enqueue.spec = SpecOf(change);
  enqueue.start = integration::RecordSweep::Start();
  RETURN_IF_ERROR(integration::CheckSweepRights(*ctx.principal, TagPlan(std::move(change))));
  return jobs_.Handle(ctx, enqueue, uow);
}

absl::StatusOr<bool> TagWork::Run(integration::JobRun& run) {
  ASSIGN_OR_RETURN(const ChangeTags change, Parse(run.job.spec));
  return sweep_.Run(run, TagPlan(change, &kinds_), change.remove ? kRemove : kRename);
}

}  // namespace pipewright::collaboration
