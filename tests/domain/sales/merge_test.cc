#include "domain/sales/merge.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "domain/sales/account.h"
#include "domain/sales/contact.h"
#include "domain/sales/lead.h"
#include "tests/domain/sales/sales_examples.h"

namespace pipewright::sales {
namespace {

Uuid No(uint8_t n) { return NthId<AccountId>(n).uuid(); }

TEST_CASE("a merge is of one survivor and other records, each once", "[merge]") {
  CHECK(Merge::Check(No(1), {No(2), No(3)}).ok());
  CHECK(FieldsOf(Merge::Check(No(1), {})) == "losers");
  CHECK(FieldsOf(Merge::Check(No(1), {No(2), No(1), No(2)})) == "losers[1].id,losers[2].id");
  std::vector<Uuid> many;
  for (uint8_t n = 2; n < 12; ++n) many.push_back(No(n));
  CHECK(Merge::Check(No(1), many).ok());
  many.push_back(No(12));
  CHECK(FieldsOf(Merge::Check(No(1), many)) == "losers");
}

TEST_CASE("a merge counts the records that it led elsewhere, by field, without what the survivor took over",
          "[merge]") {
  const RecordRef survivor{RecordKind::kAccount, No(1)};
  const RecordRef maria{RecordKind::kContact, No(7)};
  const RecordRef bo{RecordKind::kContact, No(8)};
  const Merge merge = Merge::Create(MergeId(), RecordKind::kAccount, survivor.id, {No(2)},
                                    {{survivor, "email", "null", "\"a@b.example\""},
                                     {maria, "account_id", "", ""},
                                     {maria, "custom_fields.buyer", "", ""},
                                     {bo, "account_id", "", ""}});
  CHECK(merge.state().resource == "account");
  CHECK(merge.state().repointed ==
        std::vector<RepointedField>{{"contact", "account_id", 2}, {"contact", "custom_fields.buyer", 1}});
  CHECK(KindOf(merge.state()) == RecordKind::kAccount);
}

TEST_CASE("a merge is undone once", "[merge]") {
  Merge merge = Merge::Create(MergeId(), RecordKind::kAccount, No(1), {No(2)}, {});
  REQUIRE(merge.CheckNotUndone().ok());
  REQUIRE(merge.Undo(kMonday).ok());
  CHECK(merge.state().undo_time == kMonday);
  CHECK(ReasonOf(merge.CheckNotUndone()) == Reason::kMergeUndone);
  CHECK(ReasonOf(merge.Undo(kMonday)) == Reason::kMergeUndone);
}

TEST_CASE("everything that is against undoing a merge is told at once", "[merge]") {
  Contradictions against;
  CHECK(against.ToStatus(MergeId()).ok());
  against.Add({RecordKind::kAccount, No(1)}, "", "is deleted");
  against.Add({RecordKind::kContact, No(2)}, "account_id", "has changed since");
  const absl::Status status = against.ToStatus(MergeId());
  CHECK(ReasonOf(status) == Reason::kMergeContradicted);
  const auto violations = DetailsOf(status).preconditions;
  REQUIRE(violations.size() == 2);
  CHECK(violations[0].subject == "account/" + No(1).ToString());
  CHECK(violations[1].subject == "contact/" + No(2).ToString() + ".account_id");
  CHECK(violations[1].type == "MERGE_CONTRADICTED");
  CHECK_THAT(std::string(status.message()), Catch::Contains("and 1 more"));
}

Account AccountNamed(uint8_t n, const std::string& name, const AccountChanges& more = {}) {
  AccountChanges details = more;
  details.name = Change<std::string>::Set(name);
  return Account::Create(NthId<AccountId>(n), "ACC-000001", details).value();
}

TEST_CASE("an account takes over the fields that are named, empty ones too, and no others", "[merge]") {
  AccountChanges rich;
  rich.industry = Change<std::string>::Set("Retail");
  rich.region = Change<std::string>::Set("North");
  rich.status = Change<AccountStatus>::Set(AccountStatus::kCustomer);
  rich.custom_fields = Change<CustomFields>::Set({{"tier", "gold"}, {"since", CustomNumber{7}}});
  const Account loser = AccountNamed(2, "Acme Ltd", rich);
  AccountChanges phoned;
  phoned.phone = Change<PhoneNumber>::Set(PhoneNumber::Parse("+49301234567").value());
  phoned.custom_fields = Change<CustomFields>::Set({{"since", CustomNumber{8}}, {"color", "red"}});
  Account survivor = AccountNamed(1, "Acme", phoned);
  const AccountState* const from = &loser.state();
  REQUIRE(survivor
              .Absorb({{"industry", from},
                       {"status", from},
                       {"phone", from},
                       {"custom_fields.tier", from},
                       {"custom_fields.color", from}},
                      NthId<AccountId>(9))
              .ok());
  CHECK(survivor.state().name == "Acme");
  CHECK(survivor.state().industry == "Retail");
  CHECK(survivor.state().region.empty());
  CHECK(survivor.state().status == AccountStatus::kCustomer);
  CHECK_FALSE(survivor.state().phone.has_value());
  CHECK(survivor.state().custom_fields == CustomFields{{"tier", "gold"}, {"since", CustomNumber{8}}});
  CHECK(survivor.state().parent_account_id == NthId<AccountId>(9));
}

TEST_CASE("what is no field to take over is named by its place", "[merge]") {
  const Account loser = AccountNamed(2, "Acme Ltd");
  Account survivor = AccountNamed(1, "Acme");
  const AccountState* const from = &loser.state();
  const absl::Status refused =
      survivor.Absorb({{"name", from}, {"code", from}, {"id", from}, {"custom_fields.", from}}, std::nullopt);
  CHECK(FieldsOf(refused) == "[1].field,[2].field,[3].field");
  CHECK(survivor.state().name == "Acme");
}

TEST_CASE("a merged account is deleted and remembers the one it became part of, until it is brought back", "[merge]") {
  Account loser = AccountNamed(2, "Acme Ltd");
  REQUIRE(loser.MergeInto(NthId<AccountId>(1), kMonday).ok());
  CHECK(loser.state().delete_time == kMonday);
  CHECK(loser.state().merged_into_id == NthId<AccountId>(1));
  CHECK(ReasonOf(loser.MergeInto(NthId<AccountId>(3), kMonday)) == Reason::kRecordDeleted);
  REQUIRE(loser.Undelete().ok());
  CHECK_FALSE(loser.state().merged_into_id.has_value());
  CHECK_FALSE(loser.state().delete_time.has_value());
}

Contact ContactNamed(uint8_t n, const std::string& last_name, const ContactChanges& more = {}) {
  ContactChanges details = more;
  details.last_name = Change<std::string>::Set(last_name);
  return Contact::Create(NthId<ContactId>(n), details).value();
}

TEST_CASE("a contact stays one that keeps its rules, whatever it takes over", "[merge]") {
  ContactChanges of_acme;
  of_acme.account_id = Change<AccountId>::Set(kAcme);
  of_acme.primary_contact = Change<bool>::Set(true);
  const Contact loser = ContactNamed(2, "Berg", of_acme);
  Contact survivor = ContactNamed(1, "Berg");
  const ContactState* const from = &loser.state();
  CHECK(FieldsOf(survivor.Absorb({{"primary_contact", from}}, std::nullopt)) == "primary_contact");
  CHECK_FALSE(survivor.state().primary_contact);
  REQUIRE(survivor.Absorb({{"primary_contact", from}, {"account_id", from}}, NthId<ContactId>(9)).ok());
  CHECK(survivor.state().account_id == kAcme);
  CHECK(survivor.state().reports_to_id == NthId<ContactId>(9));
}

TEST_CASE("a bounced contact that takes over another address is active again", "[merge]") {
  const auto with_address = [](const char* address) {
    ContactChanges details;
    details.email = Change<EmailAddress>::Set(EmailAddress::Parse(address).value());
    return details;
  };
  const Contact loser = ContactNamed(2, "Berg", with_address("m.berg@example.com"));
  Contact survivor = ContactNamed(1, "Berg", with_address("berg@example.com"));
  REQUIRE(survivor.MarkBounced().ok());
  REQUIRE(survivor.Absorb({{"email", &loser.state()}}, std::nullopt).ok());
  CHECK(survivor.state().status == ContactStatus::kActive);
}

Lead LeadNamed(uint8_t n, const LeadChanges& more = {}) {
  LeadChanges details = more;
  details.name = Change<std::string>::Set("Maria Berg");
  return Lead::Create(NthId<LeadId>(n), "LEA-1", details).value();
}

TEST_CASE("a lead's score follows the reasons that it takes over", "[merge][lead]") {
  LeadChanges scored;
  scored.score_reasons = Change<std::vector<ScoreReason>>::Set({{"Came to the fair", 30}});
  const Lead loser = LeadNamed(2, scored);
  Lead survivor = LeadNamed(1);
  REQUIRE(survivor.Absorb({{"score_reasons", &loser.state()}}).ok());
  CHECK(survivor.state().score == 30);
  CHECK(FieldsOf(survivor.Absorb({{"status", &loser.state()}, {"code", &loser.state()}})) == "[0].field,[1].field");
}

TEST_CASE("a converted lead takes nothing over and becomes part of nothing", "[merge][lead]") {
  Lead converted = LeadNamed(1);
  REQUIRE(converted.Convert({NthId<AccountId>(1), NthId<ContactId>(1), std::nullopt}, NthId<UserId>(1), kMonday).ok());
  const Lead loser = LeadNamed(2);
  CHECK(ReasonOf(converted.Absorb({{"company", &loser.state()}})) == Reason::kLeadConverted);
  CHECK(ReasonOf(converted.MergeInto(NthId<LeadId>(2), kMonday)) == Reason::kLeadConverted);
  Lead gone = LeadNamed(3);
  REQUIRE(gone.MergeInto(NthId<LeadId>(2), kMonday).ok());
  CHECK(gone.state().merged_into_id == NthId<LeadId>(2));
  REQUIRE(gone.Undelete().ok());
  CHECK_FALSE(gone.state().merged_into_id.has_value());
}

}  // namespace
}  // namespace pipewright::sales
