// Sums that are kept in parts: they are those that the database would give, and cost what has changed.
#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/vendor_commands.h"
#include "domain/shared/amounts.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/kept_rows.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::postgres {
namespace {

using testing::PostgresWorld;
using Groups = std::map<std::string, std::string>;  // "wood" → "3 12": how many, and their sum

struct Adding {
  PostgresWorld world;
  FakePhones phones;
  sales::VendorCommands vendors{world.ids(), phones};
  sales::AccountCommands accounts{world.ids(), phones};
  sales::ContactCommands contacts{world.ids(), phones};
  FakeClock clock;
  KeptRows kept{clock};

  template <class Commands, class Command>
  auto Do(const Commands& commands, const Command& command) {
    auto done = testing::RunCommand(world, commands, command);
    INFO(done.status());
    REQUIRE(done.ok());
    return *std::move(done);
  }
  VendorId AddVendor(const std::string& industry, int64_t rating) {
    sales::CreateVendor command;
    command.details.name = Change<std::string>::Set("Holm");
    command.details.industry = Change<std::string>::Set(industry);
    command.details.rating = Change<int64_t>::Set(rating);
    return Do(vendors, command).state().id;
  }
  void Rate(const VendorId& id, const std::string& industry, int64_t rating) {
    sales::UpdateVendor command;
    command.id = id;
    command.changes.industry = Change<std::string>::Set(industry);
    command.changes.rating = Change<int64_t>::Set(rating);
    Do(vendors, command);
  }
  AccountId AddAccount() {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return Do(accounts, command).state().id;
  }

  // The vendors' ratings by industry.
  SumsQuestion Ratings() const {
    SumsQuestion question;
    question.text = [](SumsQuestion::Within within) {
      return absl::StrCat(
          "select t.industry, count(*), sum(t.rating)::bigint from vendors t where t.tenant_id = $1::uuid and "
          "t.delete_time is null",
          within("t.id"), " group by t.industry");
    };
    question.params = {world.context().tenant().ToString()};
    question.group_columns = 1;
    question.sum_columns = 2;
    question.resource = std::string(sales::Vendor::kResource);
    question.from = "vendors t where t.tenant_id = $1::uuid and t.delete_time is null";
    question.part_size = 3;
    return question;
  }
  // How many contacts accounts have.
  SumsQuestion Contacts() const {
    SumsQuestion question;
    question.text = [](SumsQuestion::Within within) {
      return absl::StrCat(
          "select t.account_id, count(*), null::bigint from contacts t where t.tenant_id = $1::uuid and "
          "t.account_id is not null and t.delete_time is null",
          within("t.account_id"), " group by t.account_id");
    };
    question.params = {world.context().tenant().ToString()};
    question.group_columns = 1;
    question.sum_columns = 2;
    question.resource = std::string(sales::Account::kResource);
    question.from = "accounts t where t.tenant_id = $1::uuid";
    question.part_size = 1;
    question.others = {std::string(sales::Contact::kResource)};
    question.field = "account_id";
    return question;
  }

  static absl::Status AddRow(Row row, Groups& groups) {
    CHECK_FALSE(groups.contains(std::string(row[0].text)));
    groups[std::string(row[0].text)] = absl::StrCat(row[1].text, " ", row[2].null ? "none" : row[2].text);
    return absl::OkStatus();
  }
  Groups Ask(KeptRows& rows, const SumsQuestion& question) {
    Groups groups;
    auto session = ReadSession::Begin(world.pool(), world.context());
    REQUIRE(session.ok());
    const absl::Status read =
        rows.ReadSums(*session, world.context().tenant(), question, [&](Row row) { return AddRow(row, groups); });
    INFO(read);
    REQUIRE(read.ok());
    return groups;
  }
  Groups Ask(const SumsQuestion& question) { return Ask(kept, question); }
  // What the database says.
  Groups Truth(const SumsQuestion& question) {
    Groups groups;
    auto session = ReadSession::Begin(world.pool(), world.context());
    REQUIRE(session.ok());
    REQUIRE(session->Read({question.text(WithoutEnd), 3}, question.params, [&](Row row) { return AddRow(row, groups); })
                .ok());
    return groups;
  }
  // How many parts are counted for it.
  int64_t Counted(const SumsQuestion& question) {
    const int64_t before = kept.parts_counted();
    CHECK(Ask(question) == Truth(question));
    return kept.parts_counted() - before;
  }
};

TEST_CASE("of sums only the parts are counted anew in which something has changed", "[kept]") {
  Adding test;
  std::vector<VendorId> ids;
  for (int64_t i = 0; i < 10; ++i) ids.push_back(test.AddVendor(i % 2 == 0 ? "wood" : "steel", 1 + i % 5));
  const SumsQuestion question = test.Ratings();
  CHECK(test.Counted(question) == 0);  // as a whole: it may never be asked again
  CHECK(test.Counted(question) == 0);
  CHECK(test.kept.hits() == 1);
  test.Rate(ids[0], "paper", 2);
  CHECK(test.Counted(question) == 4);  // it is divided
  CHECK(test.Counted(question) == 0);
  CHECK(test.kept.hits() == 2);
  test.Rate(ids[0], "glass", 1);
  CHECK(test.Counted(question) == 1);
  test.Rate(ids[2], "paper", 2);  // the first of the second part
  test.Rate(ids[4], "paper", 1);
  CHECK(test.Counted(question) == 1);
  test.AddVendor("glass", 5);
  test.Do(test.vendors, DeleteRecord<sales::Vendor>{ids[1], std::nullopt});
  CHECK(test.Counted(question) == 2);
  CHECK(test.Counted(question) == 0);
}

TEST_CASE("changes of other records concern no sum, and cost one look", "[kept]") {
  Adding test;
  test.AddVendor("wood", 3);
  const SumsQuestion question = test.Ratings();
  test.Ask(question);
  test.AddAccount();
  CHECK(test.Counted(question) == 0);
  CHECK(test.kept.hits() == 1);
}

TEST_CASE("a record that hangs on another concerns the part of that one, as it was and as it is", "[kept]") {
  Adding test;
  const AccountId first = test.AddAccount();
  test.AddAccount();
  const AccountId last = test.AddAccount();
  const SumsQuestion question = test.Contacts();
  test.Ask(question);
  sales::CreateContact create;
  create.details.last_name = Change<std::string>::Set("Tal");
  test.Do(test.contacts, create);  // of no account
  CHECK(test.Counted(question) == 0);
  CHECK(test.kept.hits() == 1);
  create.details.account_id = Change<AccountId>::Set(first);
  const ContactId contact = test.Do(test.contacts, create).state().id;
  CHECK(test.Counted(question) == 4);
  sales::UpdateContact move;
  move.id = contact;
  move.changes.account_id = Change<AccountId>::Set(last);
  test.Do(test.contacts, move);
  CHECK(test.Counted(question) == 2);
  CHECK(test.Ask(question) == Groups{{last.ToString(), "1 none"}});
  move.changes.account_id = Change<AccountId>::Clear();
  test.Do(test.contacts, move);
  CHECK(test.Counted(question) == 1);
  CHECK(test.Ask(question).empty());
}

TEST_CASE("a change that was under way when sums were counted, and came in later, is seen", "[kept]") {
  Adding test;
  test.AddVendor("wood", 3);
  const SumsQuestion question = test.Ratings();
  const absl::Status slow = test.world.Run([&](UnitOfWork& uow) -> absl::Status {
    sales::CreateVendor command;
    command.details.name = Change<std::string>::Set("Slow");
    command.details.industry = Change<std::string>::Set("wood");
    RETURN_IF_ERROR(test.vendors.Handle(test.world.context(), command, uow).status());
    // Sent, so that its transaction has its number, which is smaller than that of those that begin now.
    RETURN_IF_ERROR(uow.NextNumber("tests").status());
    test.AddVendor("steel", 1);
    CHECK(test.Ask(question) == Groups{{"wood", "1 3"}, {"steel", "1 1"}});
    CHECK(test.Ask(question) == Groups{{"wood", "1 3"}, {"steel", "1 1"}});
    return absl::OkStatus();
  });
  INFO(slow);
  REQUIRE(slow.ok());
  CHECK(test.Ask(question) == Groups{{"wood", "2 3"}, {"steel", "1 1"}});
}

TEST_CASE("after a mass change everything is counted, and divided once more", "[kept]") {
  Adding test;
  const auto add = [&](int count) {
    for (int i = 0; i < count; ++i) test.AddVendor("wood", 3);
  };
  add(7);
  const SumsQuestion question = test.Ratings();
  KeptRows few(test.clock, {.most_events = 2});
  const auto counted = [&] {
    const int64_t before = few.parts_counted();
    CHECK(test.Ask(few, question) == test.Truth(question));
    return few.parts_counted() - before;
  };
  CHECK(counted() == 0);
  add(1);
  CHECK(counted() == 3);
  add(2);
  CHECK(counted() == 1);
  add(3);
  CHECK(counted() == 0);  // as a whole
  add(1);
  CHECK(counted() == 5);
}

TEST_CASE("too large an answer isn't kept, or kept without its parts", "[kept]") {
  Adding test;
  for (int i = 0; i < 40; ++i) test.AddVendor("wood", 3);
  SumsQuestion question = test.Ratings();
  KeptRows none(test.clock, {.sums_bytes = 100});
  test.Ask(none, question);
  test.Ask(none, question);
  CHECK(none.hits() == 0);
  CHECK(none.bytes() == 0);

  question.part_size = 1;
  KeptRows small(test.clock, {.sums_bytes = 3000});
  test.Ask(small, question);
  test.Ask(small, question);
  CHECK(small.hits() == 1);
  test.AddVendor("wood", 3);
  CHECK(test.Ask(small, question) == test.Truth(question));
  const int64_t tried = small.parts_counted();
  CHECK(tried > 0);
  test.Ask(small, question);
  CHECK(small.hits() == 2);
  test.AddVendor("wood", 3);
  CHECK(test.Ask(small, question) == test.Truth(question));
  CHECK(small.parts_counted() == tried);  // it knows better
}

TEST_CASE("of very many records a part has more", "[kept]") {
  Adding test;
  for (int i = 0; i < 150; ++i) test.AddVendor("wood", 3);
  SumsQuestion question = test.Ratings();
  question.part_size = 1;
  test.Ask(question);
  test.AddVendor("steel", 3);
  CHECK(test.Counted(question) == 51);  // 151 by threes
}

TEST_CASE("sums of parts end where sums do", "[kept]") {
  Adding test;
  for (int i = 0; i < 4; ++i) test.AddVendor("wood", 3);
  SumsQuestion question = test.Ratings();
  question.text = [](SumsQuestion::Within within) {
    return absl::StrCat("select 'all', count(*), ", kLargestSumE4,
                        "::bigint from vendors t where t.tenant_id = $1::uuid", within("t.id"));
  };
  test.Ask(question);
  test.AddVendor("wood", 3);
  CHECK(test.Ask(question) == Groups{{"all", absl::StrCat("5 ", kLargestSumE4)}});
  CHECK(test.kept.parts_counted() == 2);
}

TEST_CASE("whatever happens, sums are those of the database", "[kept]") {
  Adding test;
  const SumsQuestion ratings = test.Ratings();
  const SumsQuestion contacts = test.Contacts();
  std::mt19937 random(7);  // the same each time
  const auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
  const std::vector<std::string> industries = {"wood", "steel", "paper", ""};
  std::vector<VendorId> vendors = {test.AddVendor("wood", 1)};
  std::vector<AccountId> accounts = {test.AddAccount()};
  std::vector<ContactId> people;
  for (int step = 0; step < 60; ++step) {
    switch (below(5)) {
      case 0:
        vendors.push_back(test.AddVendor(industries[below(4)], 1 + static_cast<int64_t>(below(5))));
        break;
      case 1:
        test.Rate(vendors[below(vendors.size())], industries[below(4)], 1 + static_cast<int64_t>(below(5)));
        break;
      case 2:
        accounts.push_back(test.AddAccount());
        break;
      case 3: {
        sales::CreateContact create;
        create.details.last_name = Change<std::string>::Set("Tal");
        create.details.account_id = Change<AccountId>::Set(accounts[below(accounts.size())]);
        people.push_back(test.Do(test.contacts, create).state().id);
        break;
      }
      default:
        if (people.empty()) break;
        sales::UpdateContact move;
        move.id = people[below(people.size())];
        move.changes.account_id = Change<AccountId>::Set(accounts[below(accounts.size())]);
        test.Do(test.contacts, move);
    }
    if (below(2) == 0) CHECK(test.Ask(ratings) == test.Truth(ratings));
    if (below(2) == 0) CHECK(test.Ask(contacts) == test.Truth(contacts));
  }
  CHECK(test.Ask(ratings) == test.Truth(ratings));
  CHECK(test.Ask(contacts) == test.Truth(contacts));
  CHECK(test.kept.parts_counted() > 10);
}

}  // namespace
}  // namespace pipewright::postgres
