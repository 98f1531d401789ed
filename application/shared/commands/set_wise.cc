#include "application/shared/commands/set_wise.h"

#include <algorithm>

#include "domain/shared/status_macros.h"

namespace pipewright {
namespace {

// A refused set is tried again in so many parts.
constexpr size_t kParts = 10;

class Runner {
 public:
  Runner(UnitOfWorkBase& uow, const SetWise& work, std::vector<absl::Status>& outcomes)
      : uow_(uow), work_(work), outcomes_(outcomes), undone_(work.count, false) {}

  // Runs [first, last), in sets as large as the database takes.
  absl::Status Run(size_t first, size_t last) {
    if (first == last) return absl::OkStatus();
    const bool single = last - first == 1;
    AttemptOutcome outcome;
    do {
      run_again_ = false;
      RETURN_IF_ERROR(uow_.Attempt(
          single ? UnitOfWorkBase::Writes::kInOrder : UnitOfWorkBase::Writes::kSetWise,
          [&] { return RunOnce(first, last); }, outcome));
    } while (run_again_ && !outcome.by_database);
    if (outcome.status.ok()) return absl::OkStatus();
    if (!outcome.by_database) {
      // A piece's error ends all, and is among outcomes_. An error of preparing belongs to no piece: it is the answer.
      stopped_ = work_.on_failure != OnFailure::kSkip;
      return AllOk(first, last) ? outcome.status : absl::OkStatus();
    }
    if (single) {
      outcomes_[first] = outcome.status;
      stopped_ = work_.on_failure != OnFailure::kSkip;
      return absl::OkStatus();
    }
    // What the set's pieces came to is worth nothing: one may have failed over another that is refused.
    std::fill(outcomes_.begin() + first, outcomes_.begin() + last, absl::OkStatus());
    std::fill(undone_.begin() + first, undone_.begin() + last, false);
    const size_t part = std::max<size_t>(1, (last - first + kParts - 1) / kParts);
    for (size_t begin = first; begin < last && !stopped_; begin += part) {
      RETURN_IF_ERROR(Run(begin, std::min(last, begin + part)));
    }
    return absl::OkStatus();
  }

 private:
  bool AllOk(size_t first, size_t last) const {
    return std::all_of(outcomes_.begin() + first, outcomes_.begin() + last,
                       [](const absl::Status& status) { return status.ok(); });
  }

  absl::Status RunOnce(size_t first, size_t last) {
    RETURN_IF_ERROR(work_.prepare(first, last));
    absl::Status violation;
    for (size_t i = first; i < last; ++i) {
      if (undone_[i]) continue;
      const int64_t writes = uow_.writes();
      absl::Status status = work_.run(i);
      outcomes_[i] = status;
      if (status.ok()) continue;
      if (work_.on_failure == OnFailure::kSkip) {
        if (uow_.writes() == writes) continue;
        // It wrote something before it failed: all is undone and run again without it.
        undone_[i] = true;
        run_again_ = true;
        return status;
      }
      const bool collects =
          work_.on_failure == OnFailure::kCollect && status.code() == absl::StatusCode::kInvalidArgument;
      if (!collects) return violation.ok() ? status : violation;
      violation.Update(status);
    }
    return violation;
  }

  UnitOfWorkBase& uow_;
  const SetWise& work_;
  std::vector<absl::Status>& outcomes_;
  std::vector<bool> undone_;  // pieces that failed and left something to undo, so that they are not run again
  bool run_again_ = false;
  bool stopped_ = false;
};

}  // namespace

absl::Status RunSetWise(UnitOfWorkBase& uow, const SetWise& work, std::vector<absl::Status>& outcomes) {
  outcomes.assign(work.count, absl::OkStatus());
  return Runner(uow, work, outcomes).Run(0, work.count);
}

}  // namespace pipewright
