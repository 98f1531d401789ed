#include "application/shared/commands/set_wise.h"

#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <set>
#include <vector>

namespace pipewright {
namespace {

// A piece of work over a table of unique numbers.
struct Piece {
  int number = 0;      // what it stores
  int needs = -1;      // the piece that must have been stored before it
  bool fails = false;  // by itself
  bool writes_first = false;
};

// Takes writes as they come and checks their uniqueness only when an attempt ends, as a pipeline does.
class TableOfNumbers : public UnitOfWorkBase {
 public:
  const RequestContext& context() const override { return context_; }
  absl::Time now() const override { return absl::UnixEpoch(); }
  bool validating() const override { return false; }
  absl::StatusOr<int64_t> NextNumber(absl::string_view) override { return 1; }
  absl::Status ReserveNumbers(absl::string_view, int64_t) override { return absl::OkStatus(); }
  absl::StatusOr<CodeNumber> NextCodeNumber(RecordKind) override { return CodeNumber{1}; }
  absl::Status ReserveCodeNumbers(RecordKind, int64_t) override { return absl::OkStatus(); }
  absl::StatusOr<std::optional<StoredAnswer>> FindAnswer(const Uuid&) override { return std::nullopt; }
  absl::Status StoreAnswer(const Uuid&, const StoredAnswer&) override { return absl::OkStatus(); }
  absl::Status RunAs(const RequestContext&, absl::FunctionRef<absl::Status()> work) override { return work(); }
  int64_t writes() const override { return writes_; }
  absl::Status Attempt(Writes, absl::FunctionRef<absl::Status()> work, AttemptOutcome& outcome) override {
    ++attempts;
    const std::vector<int> before = rows;
    outcome = {work(), false};
    const std::set<int> unique(rows.begin(), rows.end());
    if (outcome.status.ok() && unique.size() != rows.size()) outcome = {absl::AlreadyExistsError("taken"), true};
    if (outcome.status.ok() && lost) return absl::UnavailableError("gone");
    if (!outcome.status.ok()) rows = before;
    return absl::OkStatus();
  }

  void Write(int number) {
    rows.push_back(number);
    ++writes_;
  }
  bool Holds(int number) const { return std::find(rows.begin(), rows.end(), number) != rows.end(); }

  std::vector<int> rows;
  int attempts = 0;
  bool lost = false;

 private:
  RequestContext context_;
  int64_t writes_ = 0;
};

absl::Status Carry(const Piece& piece, const std::vector<Piece>& pieces, TableOfNumbers& table) {
  if (piece.fails && piece.writes_first) table.Write(-1);
  if (piece.fails) return absl::InvalidArgumentError("wrong");
  if (piece.needs >= 0 && !table.Holds(pieces[piece.needs].number)) return absl::FailedPreconditionError("missing");
  table.Write(piece.number);
  return absl::OkStatus();
}

std::vector<absl::Status> RunAll(const std::vector<Piece>& pieces, OnFailure on_failure, TableOfNumbers& table) {
  std::vector<absl::Status> outcomes;
  const absl::Status went_on = RunSetWise(table,
                                          {.count = pieces.size(),
                                           .on_failure = on_failure,
                                           .prepare = [](size_t, size_t) { return absl::OkStatus(); },
                                           .run = [&](size_t i) { return Carry(pieces[i], pieces, table); }},
                                          outcomes);
  REQUIRE(went_on.ok());
  return outcomes;
}

// One after the other, each in an attempt of its own.
std::vector<absl::Status> OneByOne(const std::vector<Piece>& pieces, TableOfNumbers& table) {
  std::vector<absl::Status> outcomes;
  for (const Piece& piece : pieces) {
    AttemptOutcome outcome;
    const absl::Status went_on = table.Attempt(
        UnitOfWorkBase::Writes::kInOrder, [&] { return Carry(piece, pieces, table); }, outcome);
    REQUIRE(went_on.ok());
    outcomes.push_back(outcome.status);
  }
  return outcomes;
}

std::vector<absl::StatusCode> Codes(const std::vector<absl::Status>& statuses) {
  std::vector<absl::StatusCode> codes;
  for (const absl::Status& status : statuses) codes.push_back(status.code());
  return codes;
}

TEST_CASE("pieces that all go well are one attempt") {
  TableOfNumbers table;
  std::vector<Piece> pieces(1000);
  for (int i = 0; i < 1000; ++i) pieces[i].number = i;
  const auto outcomes = RunAll(pieces, OnFailure::kSkip, table);
  CHECK(table.attempts == 1);
  CHECK(table.rows.size() == 1000);
  CHECK(std::all_of(outcomes.begin(), outcomes.end(), [](const absl::Status& status) { return status.ok(); }));
}

TEST_CASE("one refused row among a thousand is found in a few attempts, and alone fails") {
  TableOfNumbers table;
  table.Write(777);
  std::vector<Piece> pieces(1000);
  for (int i = 0; i < 1000; ++i) pieces[i].number = i;
  const auto outcomes = RunAll(pieces, OnFailure::kSkip, table);
  for (size_t i = 0; i < outcomes.size(); ++i) CHECK(outcomes[i].ok() == (i != 777));
  CHECK(table.attempts < 40);
}

TEST_CASE("set by set and one by one come to the same, whatever fails") {
  rc::prop("the same outcomes and the same rows", [] {
    const auto count = *rc::gen::inRange<size_t>(0, 150);
    std::vector<Piece> pieces;
    for (size_t i = 0; i < count; ++i) {
      Piece piece;
      piece.number = *rc::gen::inRange(0, 120);
      piece.fails = *rc::gen::inRange(0, 15) == 0;
      piece.writes_first = *rc::gen::arbitrary<bool>();
      if (i > 0 && *rc::gen::inRange(0, 4) == 0) piece.needs = *rc::gen::inRange<int>(0, static_cast<int>(i));
      pieces.push_back(piece);
    }
    TableOfNumbers set_wise;
    TableOfNumbers one_by_one;
    const auto outcomes = RunAll(pieces, OnFailure::kSkip, set_wise);
    const auto expected = OneByOne(pieces, one_by_one);
    RC_ASSERT(Codes(outcomes) == Codes(expected));
    RC_ASSERT(set_wise.rows == one_by_one.rows);
  });
}

TEST_CASE("all or nothing: the first piece that fails in order is the one that is named") {
  rc::prop("the first failure, and none before it", [] {
    const auto count = *rc::gen::inRange<size_t>(1, 100);
    std::vector<Piece> pieces;
    for (size_t i = 0; i < count; ++i) {
      Piece piece;
      piece.number = *rc::gen::inRange(0, 2000);
      pieces.push_back(piece);
    }
    TableOfNumbers set_wise;
    TableOfNumbers one_by_one;
    const auto outcomes = RunAll(pieces, OnFailure::kStop, set_wise);
    const auto expected = OneByOne(pieces, one_by_one);
    const auto failed = [](const absl::Status& status) { return !status.ok(); };
    RC_ASSERT(std::find_if(outcomes.begin(), outcomes.end(), failed) - outcomes.begin() ==
              std::find_if(expected.begin(), expected.end(), failed) - expected.begin());
    RC_ASSERT(std::count_if(outcomes.begin(), outcomes.end(), failed) <= 1);
  });
}

TEST_CASE("all wrong pieces are collected, and nothing of theirs is left") {
  TableOfNumbers table;
  std::vector<Piece> pieces(5);
  for (int i = 0; i < 5; ++i) pieces[i].number = i;
  pieces[1].fails = true;
  pieces[3].fails = true;
  CHECK(Codes(RunAll(pieces, OnFailure::kCollect, table)) ==
        std::vector<absl::StatusCode>{absl::StatusCode::kOk, absl::StatusCode::kInvalidArgument, absl::StatusCode::kOk,
                                      absl::StatusCode::kInvalidArgument, absl::StatusCode::kOk});
  CHECK(table.rows.empty());
  CHECK(table.attempts == 1);
}

TEST_CASE("what is wrong in another way than by its values ends the collecting") {
  TableOfNumbers table;
  std::vector<Piece> pieces(4);
  for (int i = 0; i < 4; ++i) pieces[i].number = i;
  pieces[1].fails = true;
  pieces[2].needs = 3;
  pieces[3].fails = true;
  CHECK(Codes(RunAll(pieces, OnFailure::kCollect, table)) ==
        std::vector<absl::StatusCode>{absl::StatusCode::kOk, absl::StatusCode::kInvalidArgument,
                                      absl::StatusCode::kFailedPrecondition, absl::StatusCode::kOk});
  CHECK(table.rows.empty());
}

TEST_CASE("what can't be prepared can't be run") {
  TableOfNumbers table;
  std::vector<absl::Status> outcomes;
  const absl::Status prepared = RunSetWise(table,
                                           {.count = 3,
                                            .on_failure = OnFailure::kSkip,
                                            .prepare = [](size_t, size_t) { return absl::NotFoundError("nothing"); },
                                            .run = [](size_t) { return absl::OkStatus(); }},
                                           outcomes);
  CHECK(prepared.code() == absl::StatusCode::kNotFound);
}

TEST_CASE("when the database is gone the work ends") {
  TableOfNumbers table;
  table.lost = true;
  std::vector<absl::Status> outcomes;
  const absl::Status went_on = RunSetWise(table,
                                          {.count = 3,
                                           .on_failure = OnFailure::kSkip,
                                           .prepare = [](size_t, size_t) { return absl::OkStatus(); },
                                           .run = [](size_t) { return absl::OkStatus(); }},
                                          outcomes);
  CHECK(went_on.code() == absl::StatusCode::kUnavailable);
  CHECK(table.attempts == 1);
}

}  // namespace
}  // namespace pipewright
