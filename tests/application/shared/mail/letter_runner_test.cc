#include "application/shared/mail/letter_runner.h"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/application/fake_mail.h"
#include "tests/support/application/fake_unit_of_work.h"

namespace pipewright::mail {
namespace {

class CountingWriter : public LetterWriter {
 public:
  absl::StatusOr<std::optional<Letter>> Write(const LetterOrder& order, UnitOfWork& /*uow*/) const override {
    if (throws) throw std::runtime_error("what nobody is to read");
    if (nobody) return std::nullopt;
    ++written;
    return Letter::Of(order.to, "Hello", absl::StrCat("letter ", written)).value();
  }
  bool nobody = false;
  bool throws = false;
  mutable int written = 0;
};

class Outcomes : public LetterObserver {
 public:
  void OnAttempt(const ClaimedOrder& claimed, LetterOutcome outcome, const absl::Status& status) override {
    all.push_back(outcome);
    attempts = claimed.attempts;
    last = status;
  }
  std::vector<LetterOutcome> all;
  int64_t attempts = 0;
  absl::Status last;
};

struct Fixture {
  void Order(const std::string& address = "anna@example.com") {
    queue.create_time = uow.clock.now;
    REQUIRE(*queue.Add({ids.NewUuid(), LetterKind::kPasswordReset, EmailAddress::Parse(address).value()}));
  }
  bool Run() { return runner.RunNext().value(); }
  LetterOutcome outcome() const { return outcomes.all.back(); }

  FakeUnitOfWork uow;
  FakeTransactor transactor{uow};
  FakeLetters queue;
  FakeMailer mailer;
  FakeIds ids;
  CountingWriter writer;
  Outcomes outcomes;
  LetterRunner runner{{queue, transactor, mailer, uow.clock, ids, outcomes}, {{LetterKind::kPasswordReset, &writer}}};
};

TEST_CASE("an ordered letter is written, sent, and nothing is left of it", "[mail]") {
  Fixture f;
  CHECK_FALSE(f.Run());
  f.Order();
  CHECK(f.Run());
  CHECK(f.runner.waiting() == 1);
  CHECK(f.outcome() == LetterOutcome::kSent);
  REQUIRE(f.mailer.sent.size() == 1);
  CHECK(f.mailer.sent[0].to().value() == "anna@example.com");
  CHECK(f.queue.waiting.empty());
  CHECK_FALSE(f.Run());
  CHECK(f.runner.waiting() == 0);
}

TEST_CASE("a letter to nobody isn't sent, and isn't tried again", "[mail]") {
  Fixture f;
  f.writer.nobody = true;
  f.Order();
  CHECK(f.Run());
  CHECK(f.outcome() == LetterOutcome::kNobody);
  CHECK(f.mailer.sent.empty());
  CHECK(f.queue.waiting.empty());
}

TEST_CASE("a letter that can't be sent now is written anew later, after longer and longer pauses", "[mail]") {
  Fixture f;
  f.mailer.trouble = absl::UnavailableError("away");
  f.Order();
  absl::Duration pause = LetterRunner::kFirstPause;
  for (int attempt = 1; attempt <= 4; ++attempt) {
    CHECK(f.Run());
    CHECK(f.outcome() == LetterOutcome::kRequeued);
    CHECK_FALSE(f.Run());
    f.uow.clock.now += pause - absl::Seconds(1);
    CHECK_FALSE(f.Run());
    f.uow.clock.now += absl::Seconds(1);
    pause *= 2;
  }
  f.mailer.trouble = absl::OkStatus();
  CHECK(f.Run());
  CHECK(f.outcome() == LetterOutcome::kSent);
  CHECK(f.mailer.sent[0].text() == "letter 5");
  CHECK(LetterRunner::PauseAfter(100) == LetterRunner::kMaxPause);
}

TEST_CASE("a letter is given up when it is refused for good, tried too often, or too old", "[mail]") {
  Fixture f;
  f.mailer.trouble = absl::InvalidArgumentError("550");
  f.Order();
  CHECK(f.Run());
  CHECK(f.outcome() == LetterOutcome::kGivenUp);
  CHECK(f.queue.waiting.empty());

  f.mailer.trouble = absl::UnavailableError("away");
  f.Order();
  while (!f.queue.waiting.empty()) {
    CHECK(f.Run());
    f.uow.clock.now += LetterRunner::PauseAfter(f.outcomes.attempts);
  }
  CHECK(f.outcome() == LetterOutcome::kGivenUp);
  CHECK(f.outcomes.attempts == LetterRunner::kMaxAttempts);

  f.Order();
  f.uow.clock.now += LetterRunner::kMaxAge + absl::Seconds(1);
  const int written = f.writer.written;
  CHECK(f.Run());
  CHECK(f.outcome() == LetterOutcome::kGivenUp);
  CHECK(f.writer.written == written);
  CHECK(f.mailer.sent.empty());
}

TEST_CASE("a letter whose worker died is sent by another when the lease is over", "[mail]") {
  Fixture f;
  f.Order();
  REQUIRE(f.queue.Claim(f.ids.NewUuid(), f.uow.clock.now, f.uow.clock.now + LetterRunner::kLease)->has_value());
  CHECK_FALSE(f.Run());
  f.uow.clock.now += LetterRunner::kLease;
  CHECK(f.Run());
  CHECK(f.outcome() == LetterOutcome::kSent);
  CHECK(f.outcomes.attempts == 2);
}

TEST_CASE("what is thrown over a letter costs the others nothing", "[mail]") {
  Fixture f;
  f.writer.throws = true;
  f.Order("a@example.com");
  f.Order("b@example.com");
  CHECK(f.Run());
  CHECK(f.outcome() == LetterOutcome::kRequeued);
  CHECK(f.outcomes.last.message().find("what nobody") == absl::string_view::npos);
  f.writer.throws = false;
  CHECK(f.Run());
  CHECK(f.mailer.sent.size() == 1);
}

TEST_CASE("one that stopped begins no letter, and another has what it was at right away", "[mail]") {
  Fixture f;
  f.Order();
  f.mailer.trouble = absl::CancelledError("stopping");
  f.runner.Stop();
  CHECK_FALSE(f.Run());
  CHECK(f.outcomes.all.empty());
}

}  // namespace
}  // namespace pipewright::mail
