#include "application/sales/merge_commands.h"

#include <catch2/catch.hpp>
#include <optional>

#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

// What merges do to references is held by tests/infrastructure/postgres/sales/merge_store_test.cc.
struct Fixture {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  AccountCommands accounts{ids, phones};
  ContactCommands contacts{ids, phones};
  MergeCommands merges{ids};

  Account AddAccount(const char* name, std::optional<AccountId> parent = std::nullopt) {
    CreateAccount command;
    command.details.name = Change<std::string>::Set(name);
    if (parent.has_value()) command.details.parent_account_id = Change<AccountId>::Set(*parent);
    return accounts.Handle(uow.context(), command, uow).value();
  }
  template <class A>
  absl::StatusOr<Merge> Do(const MergeRecords<A>& command) {
    return merges.Handle(uow.context(), command, uow);
  }
  const AccountState& Stored(const Account& account) { return uow.accounts().rows().at(account.state().id); }
};

MergeRecords<Account> Into(const Account& survivor, std::initializer_list<Account> losers) {
  MergeRecords<Account> command;
  command.survivor = survivor.state().id;
  for (const Account& loser : losers) command.losers.push_back({loser.state().id, std::nullopt});
  return command;
}

TEST_CASE("merging deletes the losers, which remember the survivor, and keeps that it was done", "[merge]") {
  Fixture f;
  const Account acme = f.AddAccount("Acme");
  const Account twin = f.AddAccount("Acme Ltd");
  const Account third = f.AddAccount("ACME");
  const auto merge = f.Do(Into(acme, {twin, third}));
  REQUIRE(merge.ok());
  CHECK(f.Stored(twin).merged_into_id == acme.state().id);
  CHECK(f.Stored(third).delete_time.has_value());
  CHECK_FALSE(f.Stored(acme).delete_time.has_value());
  CHECK(merge->state().loser_ids == std::vector<Uuid>{twin.state().id.uuid(), third.state().id.uuid()});
  CHECK(f.uow.merges().rows().contains(merge->state().id));
}

TEST_CASE("a merge takes live records, in the versions that the caller has seen", "[merge]") {
  Fixture f;
  const Account acme = f.AddAccount("Acme");
  const Account twin = f.AddAccount("Acme Ltd");
  auto command = Into(acme, {twin});
  command.etag = Etag(7);
  CHECK(ReasonOf(f.Do(command)) == Reason::kStaleEtag);
  command.etag = Etag(1);
  command.losers[0].etag = Etag(7);
  CHECK(ReasonOf(f.Do(command)) == Reason::kStaleEtag);
  command.losers[0].etag.reset();
  command.losers.push_back({AccountId(Uuid({9})), std::nullopt});
  CHECK(f.Do(command).status().code() == absl::StatusCode::kNotFound);
  command.losers.pop_back();
  REQUIRE(f.Do(command).ok());
  command.etag.reset();
  CHECK(ReasonOf(f.Do(command)) == Reason::kRecordDeleted);
}

TEST_CASE("fields are taken from losers, each once", "[merge]") {
  Fixture f;
  const Account acme = f.AddAccount("Acme");
  const Account twin = f.AddAccount("Acme Ltd");
  auto command = Into(acme, {twin});
  const AccountId id = twin.state().id;
  command.taken = {{"name", acme.state().id}, {"region", id}, {"region", id}};
  CHECK(FieldsOf(f.Do(command)) == "taken_fields[0].from_id,taken_fields[2].field");
  command.taken = {{"name", id}, {"code", id}};
  CHECK(FieldsOf(f.Do(command)) == "taken_fields[1].field");
  command.taken = {{"name", id}};
  REQUIRE(f.Do(command).ok());
  CHECK(f.Stored(acme).name == "Acme Ltd");
}

TEST_CASE("a survivor that stood below a loser takes that one's place", "[merge]") {
  Fixture f;
  const Account top = f.AddAccount("Top");
  const Account holding = f.AddAccount("Holding", top.state().id);
  const Account between = f.AddAccount("Between", holding.state().id);
  const Account acme = f.AddAccount("Acme", between.state().id);
  REQUIRE(f.Do(Into(acme, {holding})).ok());
  CHECK(f.Stored(acme).parent_account_id == top.state().id);
  // What the survivor is to take over may stand below the survivor itself.
  const Account below = f.AddAccount("Below", acme.state().id);
  const Account twin = f.AddAccount("Twin", below.state().id);
  auto command = Into(acme, {twin});
  command.taken = {{"parent_account_id", twin.state().id}};
  REQUIRE(f.Do(command).ok());
  CHECK(f.Stored(acme).parent_account_id == top.state().id);
}

TEST_CASE("undoing brings the losers back, once, and only for who may merge such records", "[merge]") {
  Fixture f;
  const Account acme = f.AddAccount("Acme");
  const Account twin = f.AddAccount("Acme Ltd");
  const Merge merge = f.Do(Into(acme, {twin})).value();
  const UndoMerge undo{merge.state().id, Etag(1)};

  f.uow.next_call() = ContextOf(Grants({{"merge", "*", Scope::kAll}, {"account", "read", Scope::kAll}}));
  CHECK(f.merges.Handle(f.uow.context(), undo, f.uow).status().code() == absl::StatusCode::kPermissionDenied);
  f.uow.next_call() = ContextOf();
  const auto undone = f.merges.Handle(f.uow.context(), undo, f.uow);
  INFO(undone.status());
  REQUIRE(undone.ok());
  CHECK(undone->state().undo_time.has_value());
  CHECK_FALSE(f.Stored(twin).delete_time.has_value());
  CHECK_FALSE(f.Stored(twin).merged_into_id.has_value());
  CHECK(ReasonOf(f.merges.Handle(f.uow.context(), UndoMerge{merge.state().id, std::nullopt}, f.uow)) ==
        Reason::kMergeUndone);
}

TEST_CASE("a merge isn't undone past what was done to its records since", "[merge]") {
  Fixture f;
  const Account acme = f.AddAccount("Acme");
  const Account twin = f.AddAccount("Acme Ltd");
  const Account third = f.AddAccount("ACME");
  const Merge merge = f.Do(Into(acme, {twin})).value();
  const UndoMerge undo{merge.state().id, std::nullopt};
  REQUIRE(f.accounts.Handle(f.uow.context(), UndeleteRecord<Account>{twin.state().id, std::nullopt}, f.uow).ok());
  const Merge later = f.Do(Into(third, {acme})).value();
  const auto refused = f.merges.Handle(f.uow.context(), undo, f.uow);
  CHECK(ReasonOf(refused) == Reason::kMergeContradicted);
  CHECK(DetailsOf(refused.status()).preconditions.size() == 2);
}

}  // namespace
}  // namespace pipewright::sales
