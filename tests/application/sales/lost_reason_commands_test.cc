#include "application/sales/lost_reason_commands.h"

#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

struct Reasons {
  FakeUnitOfWork uow;
  FakeIds ids;
  LostReasonCommands commands{ids};

  absl::StatusOr<LostReason> Create(const std::string& name) {
    CreateLostReason command;
    command.details.name = Change<std::string>::Set(name);
    return commands.Handle(uow.context(), command, uow);
  }
  absl::StatusOr<LostReason> Delete(const LostReasonId& id) {
    return commands.Handle(uow.context(), DeleteRecord<LostReason>{id, std::nullopt}, uow);
  }
  absl::StatusOr<LostReason> Undelete(const LostReasonId& id) {
    return commands.Handle(uow.context(), UndeleteRecord<LostReason>{id, std::nullopt}, uow);
  }
};

TEST_CASE("a name is in the list once, whatever its case, and free again when its reason is deleted", "[lost_reason]") {
  Reasons test;
  const auto first = test.Create("Price");
  REQUIRE(first.ok());
  CHECK(test.Create("PRICE").status().code() == absl::StatusCode::kAlreadyExists);
  REQUIRE(test.Delete(first->state().id).ok());
  REQUIRE(test.Create("price").ok());
  CHECK(test.Undelete(first->state().id).status().code() == absl::StatusCode::kAlreadyExists);
  const auto other = test.Create("Timing");
  UpdateLostReason rename{other->state().id, std::nullopt, {}, {}};
  rename.changes.name = Change<std::string>::Set("Price");
  CHECK(test.commands.Handle(test.uow.context(), rename, test.uow).status().code() == absl::StatusCode::kAlreadyExists);
}

TEST_CASE("a tenant has at most two hundred live lost reasons", "[lost_reason]") {
  Reasons test;
  for (size_t i = 0; i < LostReasonState::kMaxLive; ++i) REQUIRE(test.Create(absl::StrCat("Reason ", i)).ok());
  const auto refused = test.Create("One more");
  CHECK(refused.status().code() == absl::StatusCode::kResourceExhausted);
  CHECK(ReasonOf(refused) == Reason::kTooManyLostReasons);
  const LostReasonId some = test.uow.lost_reasons().rows().begin()->first;
  REQUIRE(test.Delete(some).ok());
  REQUIRE(test.Create("One more").ok());
  CHECK(ReasonOf(test.Undelete(some)) == Reason::kTooManyLostReasons);
}

}  // namespace
}  // namespace pipewright::sales
