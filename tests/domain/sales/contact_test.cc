#include "domain/sales/contact.h"

#include <catch2/catch.hpp>

#include "tests/domain/sales/sales_examples.h"

namespace pipewright::sales {
namespace {

Contact Maria() {
  ContactChanges details;
  details.first_name = Change<std::string>::Set(" Maria ");
  details.email = Change<EmailAddress>::Set(EmailAddress::Parse("maria@example.com").value());
  return Contact::Create(NthId<ContactId>(1), details).value();
}

TEST_CASE("a new contact is active, with its texts trimmed") {
  const Contact maria = Maria();
  CHECK(maria.state().first_name == "Maria");
  CHECK(maria.state().status == ContactStatus::kActive);
  REQUIRE(maria.events().size() == 1);
  CHECK(std::holds_alternative<EventNamed<"contact.created">>(maria.events()[0]));
}

TEST_CASE("a contact with several faults names all of them") {
  ContactChanges details;
  details.score = Change<int64_t>::Set(101);
  details.primary_contact = Change<bool>::Set(true);
  details.reports_to_id = Change<ContactId>::Set(NthId<ContactId>(1));
  details.social_profiles = Change<std::vector<SocialProfile>>::Set({{"", "ftp://x"}});
  const auto contact = Contact::Create(NthId<ContactId>(1), details);
  REQUIRE_FALSE(contact.ok());
  std::vector<std::string> fields;
  for (const auto& violation : DetailsOf(contact.status()).fields) fields.push_back(violation.field);
  CHECK_THAT(fields, Catch::UnorderedEquals(std::vector<std::string>{"social_profiles[0].network",
                                                                     "social_profiles[0].url", "last_name", "score",
                                                                     "reports_to_id", "primary_contact"}));
}

TEST_CASE("a contact's last name can't be cleared when there is no first name") {
  ContactChanges details;
  details.last_name = Change<std::string>::Set("Berg");
  Contact berg = Contact::Create(NthId<ContactId>(1), details).value();
  ContactChanges changes;
  changes.last_name = Change<std::string>::Clear();
  CHECK_FALSE(berg.Edit(changes).ok());
  CHECK(berg.state().last_name == "Berg");
}

TEST_CASE("a network is listed once, whatever the case") {
  CHECK_FALSE(CheckSocialProfiles({{"LinkedIn", "https://a.example"}, {"linkedin", "https://b.example"}}).ok());
  const auto profiles = CheckSocialProfiles({{" LinkedIn ", "https://a.example"}});
  REQUIRE(profiles.ok());
  CHECK((*profiles)[0].network == "linkedin");
}

TEST_CASE("channels and topics are kept once each") {
  const auto preferences = CheckPreferences(
      {{ContactChannel::kPost, ContactChannel::kEmail, ContactChannel::kPost}, {"news", "news"}, false});
  REQUIRE(preferences.ok());
  CHECK(preferences->channels == std::vector<ContactChannel>{ContactChannel::kEmail, ContactChannel::kPost});
  CHECK(preferences->topics == std::vector<std::string>{"news"});
}

TEST_CASE("a contact that is active can't be activated again") {
  Contact maria = Maria();
  CHECK(ReasonOf(maria.Activate()) == Reason::kInvalidContactState);
  REQUIRE(maria.Deactivate().ok());
  CHECK(ReasonOf(maria.Deactivate()) == Reason::kInvalidContactState);
  REQUIRE(maria.Activate().ok());
  CHECK(maria.state().status == ContactStatus::kActive);
}

TEST_CASE("a contact without an e-mail address can't bounce") {
  Contact maria = Maria();
  ContactChanges changes;
  changes.email = Change<EmailAddress>::Clear();
  REQUIRE(maria.Edit(changes).ok());
  CHECK(ReasonOf(maria.MarkBounced()) == Reason::kInvalidContactState);
}

TEST_CASE("a bounced contact with a new e-mail address is active again") {
  Contact maria = Maria();
  REQUIRE(maria.MarkBounced().ok());
  ContactChanges changes;
  changes.title = Change<std::string>::Set("CFO");
  REQUIRE(maria.Edit(changes).ok());
  CHECK(maria.state().status == ContactStatus::kBounced);
  changes.email = Change<EmailAddress>::Set(EmailAddress::Parse("m@example.org").value());
  REQUIRE(maria.Edit(changes).ok());
  CHECK(maria.state().status == ContactStatus::kActive);
}

}  // namespace
}  // namespace pipewright::sales
