#include "server/integration/files/import/import_slice.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "application/shared/commands/set_wise.h"
#include "domain/shared/errors.h"
#include "domain/shared/etag.h"
#include "domain/shared/status_macros.h"

namespace pipewright::integration {
namespace {

RequestContext WithPermission(const RequestContext& context, const server::ServedKind& kind, const char* action) {
  RequestContext with = context;
  with.permission = {kind.name(), action};
  return with;
}

}  // namespace

absl::Status ImportSlice::Prepare(const RequestContext& context, IdGenerator& ids) {
  for (size_t row = 0; row < rows_.size(); ++row) {
    auto content = plan_.Read(rows_[row], errors_);
    if (!content.has_value()) continue;
    Item& item = items_.emplace_back();
    item.row = row;
    item.content = *std::move(content);
  }
  if (plan_.has_key()) RETURN_IF_ERROR(FindRecords(context));
  for (Item& item : items_) {
    if (item.found) continue;
    if (item.previous_of_key != kNone) {
      item.id = items_[item.previous_of_key].id;
    } else {
      item.id = item.content.id.empty() ? ids.NewUuid().ToString() : item.content.id;
    }
  }
  MakeCommands();
  return absl::OkStatus();
}

absl::Status ImportSlice::FindRecords(const RequestContext& context) {
  std::set<std::string> values;
  for (const Item& item : items_) values.insert(item.content.key);
  ASSIGN_OR_RETURN(const std::vector<FoundKey> found,
                   plan_.kind().Find(context, plan_.spec().key(), {values.begin(), values.end()}));
  std::map<std::string, const FoundKey*> by_value;
  std::set<std::string> ambiguous;
  for (const FoundKey& key : found) {
    if (!by_value.emplace(key.value, &key).second) ambiguous.insert(key.value);
  }
  std::vector<Item> kept;
  std::map<std::string, size_t> last_of_key;
  for (Item& item : items_) {
    const std::string& key = item.content.key;
    const auto known = by_value.find(key);
    const int64_t line = rows_[item.row].line;
    if (ambiguous.contains(key)) {
      plan_.Explain(FailedPrecondition(Reason::kRecordExists, plan_.spec().key(),
                                       absl::StrCat("more than one ", plan_.kind().name(), " has this ",
                                                    plan_.spec().key(), ": import by id")),
                    line, errors_);
      continue;
    }
    if (known == by_value.end() && !plan_.key_is_settable()) {
      plan_.Explain(InvalidField(plan_.spec().key(), absl::StrCat("no ", plan_.kind().name(),
                                                                  " has it, and it can't "
                                                                  "be given to a new one")),
                    line, errors_);
      continue;
    }
    if (known != by_value.end()) {
      item.found = true;
      item.id = known->second->id;
      item.etag = Etag(known->second->version).ToString();
    }
    if (const auto before = last_of_key.find(key); before != last_of_key.end()) item.previous_of_key = before->second;
    last_of_key[key] = kept.size();
    kept.push_back(std::move(item));
  }
  items_ = std::move(kept);
  return absl::OkStatus();
}

void ImportSlice::MakeCommands() {
  commands_ = plan_.kind().NewRows(items_.size());
  std::vector<bool> readable(items_.size(), true);
  for (size_t i = 0; i < items_.size(); ++i) {
    const Item& item = items_[i];
    absl::Status status;
    // A second row of a record that isn't there yet creates it when the first one fails.
    if (!item.found) {
      status = commands_->SetCreate(i, item.id, *item.content.record, plan_.spec().apply_assignment_rules());
    }
    if (status.ok() && (item.found || item.previous_of_key != kNone)) {
      status = commands_->SetUpdate(i, item.id, *item.content.record, item.content.mask);
    }
    if (status.ok()) continue;
    readable[i] = false;
    plan_.Explain(status, rows_[item.row].line, errors_);
  }
  if (std::find(readable.begin(), readable.end(), false) == readable.end()) return;
  // Begin again without them, so that those behind don't build on them.
  std::vector<Item> kept;
  std::vector<size_t> now_at(items_.size(), kNone);
  for (size_t i = 0; i < items_.size(); ++i) {
    if (!readable[i]) {
      now_at[i] = items_[i].previous_of_key == kNone ? kNone : now_at[items_[i].previous_of_key];
      continue;
    }
    if (items_[i].previous_of_key != kNone) items_[i].previous_of_key = now_at[items_[i].previous_of_key];
    now_at[i] = kept.size();
    kept.push_back(std::move(items_[i]));
  }
  items_ = std::move(kept);
  MakeCommands();
}

absl::Status ImportSlice::Run(const RequestContext& context, UnitOfWork& uow, SliceResult& result) const {
  const RequestContext creating = WithPermission(context, plan_.kind(), "create");
  const RequestContext updating = WithPermission(context, plan_.kind(), "update");
  enum class Effect { kCreated, kUpdated, kUnchanged };
  std::vector<Effect> effects(items_.size());
  std::vector<std::string> etags(items_.size());  // of the item's record behind it
  std::vector<absl::Status> outcomes;

  // The etag of the item's record before it; empty: there is none.
  const auto etag_before = [&](size_t i) {
    size_t previous = items_[i].previous_of_key;
    while (previous != kNone && !outcomes[previous].ok()) previous = items_[previous].previous_of_key;
    return previous == kNone ? items_[i].etag : etags[previous];
  };
  const auto run = [&](size_t i) -> absl::Status {
    const std::string before = etag_before(i);
    const bool update = !before.empty();
    return uow.RunAs(update ? updating : creating, [&]() -> absl::Status {
      ASSIGN_OR_RETURN(etags[i], update ? commands_->Update(i, updating, uow) : commands_->Create(i, creating, uow));
      effects[i] = !update ? Effect::kCreated : etags[i] == before ? Effect::kUnchanged : Effect::kUpdated;
      return absl::OkStatus();
    });
  };
  const auto prepare = [&](size_t first, size_t last) {
    std::vector<size_t> creations;
    std::vector<size_t> updates;
    for (size_t i = first; i < last; ++i) {
      if (items_[i].found) {
        updates.push_back(i);
      } else if (items_[i].previous_of_key == kNone) {
        creations.push_back(i);
      }
    }
    return commands_->Prepare(creations, updates, uow);
  };
  RETURN_IF_ERROR(RunSetWise(
      uow, {.count = items_.size(), .on_failure = OnFailure::kSkip, .prepare = prepare, .run = run}, outcomes));

  result = SliceResult();
  result.errors = errors_;
  for (size_t i = 0; i < items_.size(); ++i) {
    if (!outcomes[i].ok()) {
      plan_.Explain(outcomes[i], rows_[items_[i].row].line, result.errors);
    } else if (effects[i] == Effect::kCreated) {
      ++result.created;
    } else if (effects[i] == Effect::kUpdated) {
      ++result.updated;
    } else {
      ++result.unchanged;
    }
  }
  result.failed = static_cast<int64_t>(rows_.size()) - result.created - result.updated - result.unchanged;
  std::stable_sort(result.errors.begin(), result.errors.end(),
                   [](const JobError& a, const JobError& b) { return a.line < b.line; });
  return absl::OkStatus();
}

}  // namespace pipewright::integration
