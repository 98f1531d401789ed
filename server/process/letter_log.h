// What became of letters here, for the log and the metrics.
#pragma once

#include <atomic>
#include <cstdint>

#include "application/shared/mail/letter_runner.h"

namespace pipewright::server {

// One log line for each attempt, without any address, and counts since the process started. Thread safe.
class LetterLog : public mail::LetterObserver {
 public:
  void OnAttempt(const mail::ClaimedOrder& claimed, mail::LetterOutcome outcome, const absl::Status& status) override;

  int64_t sent() const { return sent_; }
  // To be tried again.
  int64_t requeued() const { return requeued_; }
  int64_t given_up() const { return given_up_; }

 private:
  std::atomic<int64_t> sent_ = 0;
  std::atomic<int64_t> requeued_ = 0;
  std::atomic<int64_t> given_up_ = 0;
};

}  // namespace pipewright::server
