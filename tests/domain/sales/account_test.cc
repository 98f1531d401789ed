#include "domain/sales/account.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "tests/domain/sales/sales_examples.h"

namespace pipewright::sales {
namespace {

AccountChanges Named(const std::string& name) {
  AccountChanges details;
  details.name = Change<std::string>::Set(name);
  return details;
}

absl::StatusOr<Account> Created(const AccountChanges& details) { return Account::Create(kAcme, "ACC-000001", details); }

Account Acme() {
  Account acme = Created(Named("Acme")).value();
  acme.MarkStored(acme.state());
  return acme;
}

std::vector<std::string> EventsOf(const Account& account) {
  std::vector<std::string> names;
  for (const AccountEvent& event : account.events()) {
    names.push_back(std::visit([](const auto& happened) { return std::string(happened.kName); }, event));
  }
  return names;
}

TEST_CASE("a new account is a business and a prospect, with its texts trimmed", "[account]") {
  const Account acme = Created(Named(" Acme ")).value();
  CHECK(acme.state().code == "ACC-000001");
  CHECK(acme.state().name == "Acme");
  CHECK(acme.state().kind == AccountKind::kBusiness);
  CHECK(acme.state().status == AccountStatus::kProspect);
  CHECK(EventsOf(acme) == std::vector<std::string>{"account.created"});
}

TEST_CASE("an account has a name, from its creation on", "[account]") {
  CHECK(FieldsOf(Created({})) == "name");
  CHECK(FieldsOf(Created(Named("  "))) == "name");
  CHECK(FieldsOf(Created(Named(std::string(201, 'x')))) == "name");
  Account acme = Acme();
  AccountChanges changes;
  changes.name = Change<std::string>::Clear();
  CHECK(FieldsOf(acme.Edit(changes)) == "name");
  CHECK(acme.state().name == "Acme");
}

TEST_CASE("an account with several faults names all of them", "[account]") {
  AccountChanges details;
  details.website = Change<std::string>::Set("ftp://acme.example");
  details.industry = Change<std::string>::Set(std::string(101, 'x'));
  details.annual_revenue = Change<Money>::Set(Euro(-1));
  details.employee_count = Change<int64_t>::Set(-1);
  details.parent_account_id = Change<AccountId>::Set(kAcme);
  details.tags = Change<std::vector<std::string>>::Set({""});
  CHECK(FieldsOf(Created(details)) == "name,industry,website,tags,annual_revenue,employee_count,parent_account_id");
}

TEST_CASE("an edit changes what it names and nothing else, or nothing at all", "[account]") {
  Account acme = Acme();
  AccountChanges changes;
  changes.industry = Change<std::string>::Set("retail");
  changes.website = Change<std::string>::Set("https://acme.example");
  REQUIRE(acme.Edit(changes).ok());
  CHECK(acme.state().name == "Acme");
  CHECK(acme.state().industry == "retail");
  CHECK(EventsOf(acme) == std::vector<std::string>{"account.updated"});

  AccountChanges wrong;
  wrong.industry = Change<std::string>::Set("steel");
  wrong.website = Change<std::string>::Set("acme");
  CHECK(FieldsOf(acme.Edit(wrong)) == "website");
  CHECK(acme.state().industry == "retail");

  AccountChanges cleared;
  cleared.website = Change<std::string>::Clear();
  REQUIRE(acme.Edit(cleared).ok());
  CHECK(acme.state().website.empty());
}

TEST_CASE("an annual revenue from before amounts had a bound may be sent back, and no other such", "[account]") {
  AccountState state = Acme().state();
  state.annual_revenue = Euro(200'000'000'000'000);
  Account acme = Account::Restore(state);
  AccountChanges changes;
  changes.annual_revenue = Change<Money>::Set(Euro(200'000'000'000'000));
  CHECK(acme.Edit(changes).ok());
  changes.annual_revenue = Change<Money>::Set(Euro(200'000'000'000'001));
  CHECK(FieldsOf(acme.Edit(changes)) == "annual_revenue");
}

TEST_CASE("an account is its manager's, or nobody's", "[account]") {
  AccountState state = Acme().state();
  CHECK(Account::OwnersOf(state).empty());
  state.owner_id = kAnna;
  CHECK(Account::OwnersOf(state) == std::vector<UserId>{kAnna});
}

Account AccountIn(AccountStatus status) {
  AccountState state = Acme().state();
  state.status = status;
  return Account::Restore(state);
}

// One way of the status: the statuses it may be gone from lead to `to`, any other is refused and changes nothing.
void CheckWay(absl::Status (Account::*way)(), const std::set<AccountStatus>& from, AccountStatus to,
              const std::string& event) {
  for (const auto& [status, name] : NamesOf(AccountStatus())) {
    CAPTURE(name, event);
    Account account = AccountIn(status);
    const absl::Status done = (account.*way)();
    if (from.count(status) == 1) {
      CHECK(done.ok());
      CHECK(account.state().status == to);
      CHECK(EventsOf(account) == std::vector<std::string>{event});
    } else {
      CHECK(ReasonOf(done) == Reason::kInvalidAccountState);
      CHECK(account.state().status == status);
      CHECK(EventsOf(account).empty());
    }
  }
}

TEST_CASE("a lead is qualified, nobody else", "[account]") {
  CheckWay(&Account::Qualify, {AccountStatus::kLead}, AccountStatus::kProspect, "account.qualified");
}

TEST_CASE("an account becomes a customer, for the first time or again, unless it is inactive", "[account]") {
  CheckWay(&Account::MarkCustomer, {AccountStatus::kLead, AccountStatus::kProspect, AccountStatus::kChurned},
           AccountStatus::kCustomer, "account.became_customer");
}

TEST_CASE("only a customer churns", "[account]") {
  CheckWay(&Account::MarkChurned, {AccountStatus::kCustomer}, AccountStatus::kChurned, "account.churned");
}

TEST_CASE("an inactive or churned account is activated, as a prospect", "[account]") {
  CheckWay(&Account::Activate, {AccountStatus::kInactive, AccountStatus::kChurned}, AccountStatus::kProspect,
           "account.activated");
}

TEST_CASE("an account is deactivated once", "[account]") {
  CheckWay(&Account::Deactivate,
           {AccountStatus::kLead, AccountStatus::kProspect, AccountStatus::kCustomer, AccountStatus::kChurned},
           AccountStatus::kInactive, "account.deactivated");
}

TEST_CASE("what refuses a way of the status names the present one and the ways that lead on from it", "[account]") {
  const auto refusal = [](AccountStatus status, absl::Status (Account::*way)()) {
    Account account = AccountIn(status);
    const absl::Status refused = (account.*way)();
    CHECK(DetailsOf(refused).preconditions.at(0).subject == "account/" + kAcme.ToString());
    return std::string(refused.message());
  };
  CHECK(refusal(AccountStatus::kLead, &Account::Activate) ==
        "the account is LEAD: it can go on by QualifyAccount, MarkAccountCustomer or DeactivateAccount, not by "
        "ActivateAccount");
  CHECK(refusal(AccountStatus::kProspect, &Account::Qualify) ==
        "the account is PROSPECT: it can go on by MarkAccountCustomer or DeactivateAccount, not by QualifyAccount");
  CHECK(refusal(AccountStatus::kCustomer, &Account::MarkCustomer) ==
        "the account is CUSTOMER: it can go on by MarkAccountChurned or DeactivateAccount, not by MarkAccountCustomer");
  CHECK(refusal(AccountStatus::kChurned, &Account::MarkChurned) ==
        "the account is CHURNED: it can go on by MarkAccountCustomer, ActivateAccount or DeactivateAccount, not by "
        "MarkAccountChurned");
  CHECK(refusal(AccountStatus::kInactive, &Account::Deactivate) ==
        "the account is INACTIVE: it can go on by ActivateAccount, not by DeactivateAccount");
}

TEST_CASE("a new account may have any status", "[account]") {
  AccountChanges details = Named("Acme");
  details.status = Change<AccountStatus>::Set(AccountStatus::kChurned);
  CHECK(Created(details)->state().status == AccountStatus::kChurned);
}

TEST_CASE("an edit may repeat the status and neither change nor clear it", "[account]") {
  Account lead = AccountIn(AccountStatus::kLead);
  AccountChanges changes;
  changes.status = Change<AccountStatus>::Set(AccountStatus::kLead);
  CHECK(lead.Edit(changes).ok());
  changes.status = Change<AccountStatus>::Set(AccountStatus::kCustomer);
  CHECK(FieldsOf(lead.Edit(changes)) == "status");
  changes.status = Change<AccountStatus>::Clear();
  CHECK(FieldsOf(lead.Edit(changes)) == "status");
  CHECK(lead.state().status == AccountStatus::kLead);
}

TEST_CASE("an account is deleted and undeleted once each, and tells it", "[account]") {
  Account acme = Acme();
  CHECK(ReasonOf(acme.Undelete()) == Reason::kRecordNotDeleted);
  REQUIRE(acme.Delete(kMonday).ok());
  CHECK(acme.state().delete_time == kMonday);
  CHECK(ReasonOf(acme.Delete(kMonday)) == Reason::kRecordDeleted);
  REQUIRE(acme.Undelete().ok());
  CHECK_FALSE(acme.state().delete_time.has_value());
  CHECK(EventsOf(acme) == std::vector<std::string>{"account.deleted", "account.undeleted"});
}

}  // namespace
}  // namespace pipewright::sales
