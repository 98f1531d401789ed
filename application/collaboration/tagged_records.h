// TaggedRecords of a kind by its reader and its commands.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "application/collaboration/tag_change.h"
#include "application/integration/swept_ids.h"
#include "application/shared/commands/record_commands.h"
#include "application/shared/filter/condition.h"
#include "application/shared/queries/reader.h"
#include "domain/shared/status_macros.h"

namespace pipewright::collaboration {

// True for records that have one of the tags.
inline filter::Condition HasAnyOf(const std::vector<std::string>& tags) {
  filter::Condition any;
  any.kind = filter::Condition::Kind::kAny;
  for (const std::string& tag : tags) {
    filter::Condition& has = any.children.emplace_back();
    has.kind = filter::Condition::Kind::kTest;
    has.field = "tags";
    has.type = FieldType::kTextSet;
    has.test = filter::Test::kEqual;
    has.literal = tag;
  }
  return any;
}

// The tags as the change leaves them: in no order, and maybe one twice, as an update may name them.
inline std::vector<std::string> TagsAfter(const std::vector<std::string>& present, const ChangeTags& change) {
  std::vector<std::string> tags;
  std::copy_if(present.begin(), present.end(), std::back_inserter(tags), [&](const std::string& tag) {
    return std::find(change.tags.begin(), change.tags.end(), tag) == change.tags.end();
  });
  if (!change.remove) tags.push_back(change.new_tag);
  return tags;
}

// A: the aggregate; its commands handle UpdateRecord<A>, or the Update that is named.
template <class A, class Commands, class Update = UpdateRecord<A>>
class TaggedRecordsOf final : public TaggedRecords {
 public:
  using S = typename A::State;

  // `takes_changes`, `condition`: of the records that do, said twice; true of all when they aren't said. The reader
  // outlives it.
  TaggedRecordsOf(Reader<A>& reader, Commands commands, bool (*takes_changes)(const S&) = nullptr,
                  filter::Condition condition = {})
      : reader_(reader),
        commands_(std::move(commands)),
        takes_changes_(takes_changes),
        condition_(std::move(condition)) {}

  absl::StatusOr<std::vector<Uuid>> Next(const RequestContext& ctx, const std::vector<std::string>& tags,
                                         const Uuid& after, int limit) const override {
    return integration::IdsBehind(reader_, ctx, {HasAnyOf(tags), condition_}, after, limit);
  }

  absl::StatusOr<int64_t> Count(const RequestContext& ctx, const std::vector<std::string>& tags) const override {
    return integration::CountOf(reader_, ctx, {HasAnyOf(tags), condition_});
  }

  absl::StatusOr<bool> ChangeOne(const RequestContext& ctx, const Uuid& id, const ChangeTags& change,
                                 UnitOfWork& uow) const override {
    Update update;
    update.id = decltype(update.id)(id);
    ASSIGN_OR_RETURN(const A record, uow.Standard<A>().GetEvenDeleted(update.id));
    const std::vector<std::string>& present = record.state().tags;
    const bool has_one =
        std::find_first_of(present.begin(), present.end(), change.tags.begin(), change.tags.end()) != present.end();
    if (record.state().delete_time.has_value() || !has_one) return false;
    if (takes_changes_ != nullptr && !takes_changes_(record.state())) return false;
    update.changes.tags = Change<std::vector<std::string>>::Set(TagsAfter(present, change));
    RETURN_IF_ERROR(commands_.Handle(ctx, update, uow).status());
    return true;
  }

 private:
  Reader<A>& reader_;
  const Commands commands_;
  bool (*const takes_changes_)(const S&);
  const filter::Condition condition_;
};

}  // namespace pipewright::collaboration
