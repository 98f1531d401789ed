#include "domain/sales/lead.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "tests/domain/sales/sales_examples.h"

namespace pipewright::sales {
namespace {

const auto kLead = NthId<LeadId>(7);
const auto kMaria = NthId<ContactId>(8);
const auto kDesks = NthId<OpportunityId>(9);

using Reasons = std::vector<ScoreReason>;

LeadChanges Named(const std::string& name) {
  LeadChanges details;
  details.name = Change<std::string>::Set(name);
  return details;
}

absl::StatusOr<Lead> Created(const LeadChanges& details) { return Lead::Create(kLead, "LEA-000001", details); }

Lead Maria() {
  Lead maria = Created(Named("Maria Berg")).value();
  maria.MarkStored(maria.state());
  return maria;
}

Lead LeadIn(LeadStatus status) {
  LeadState state = Maria().state();
  state.status = status;
  if (status == LeadStatus::kUnqualified || status == LeadStatus::kLost) state.status_reason = "no budget";
  return Lead::Restore(state);
}

std::vector<std::string> EventsOf(const Lead& lead) {
  std::vector<std::string> names;
  for (const LeadEvent& event : lead.events()) {
    names.push_back(std::visit([](const auto& happened) { return std::string(happened.kName); }, event));
  }
  return names;
}

TEST_CASE("a new lead is NEW, with its texts trimmed", "[lead]") {
  const Lead maria = Created(Named(" Maria Berg ")).value();
  CHECK(maria.state().code == "LEA-000001");
  CHECK(maria.state().name == "Maria Berg");
  CHECK(maria.state().status == LeadStatus::kNew);
  CHECK_FALSE(maria.state().score.has_value());
  CHECK(EventsOf(maria) == std::vector<std::string>{"lead.created"});
}

TEST_CASE("a lead has a name, from its creation on", "[lead]") {
  CHECK(FieldsOf(Created({})) == "name");
  CHECK(FieldsOf(Created(Named("  "))) == "name");
  CHECK(FieldsOf(Created(Named(std::string(101, 'x')))) == "name");
  Lead maria = Maria();
  LeadChanges changes;
  changes.name = Change<std::string>::Clear();
  CHECK(FieldsOf(maria.Edit(changes)) == "name");
  CHECK(maria.state().name == "Maria Berg");
}

TEST_CASE("a lead with several faults names all of them", "[lead]") {
  LeadChanges details;
  details.company = Change<std::string>::Set(std::string(201, 'x'));
  details.title = Change<std::string>::Set(std::string(201, 'x'));
  details.industry = Change<std::string>::Set(std::string(101, 'x'));
  details.region = Change<std::string>::Set(std::string(101, 'x'));
  details.website = Change<std::string>::Set("ftp://acme.example");
  details.tags = Change<std::vector<std::string>>::Set({""});
  details.estimated_value = Change<Money>::Set(Euro(-1));
  details.score = Change<int64_t>::Set(101);
  details.status = Change<LeadStatus>::Set(LeadStatus::kConverted);
  CHECK(FieldsOf(Created(details)) == "name,company,title,industry,region,website,tags,estimated_value,score,status");
}

TEST_CASE("an edit of a lead changes what it names and nothing else, or nothing at all", "[lead]") {
  Lead maria = Maria();
  LeadChanges changes;
  changes.company = Change<std::string>::Set("Acme");
  changes.estimated_value = Change<Money>::Set(Euro(500));
  REQUIRE(maria.Edit(changes).ok());
  CHECK(maria.state().name == "Maria Berg");
  CHECK(maria.state().company == "Acme");
  CHECK(maria.state().estimated_value == Euro(500));
  CHECK(EventsOf(maria) == std::vector<std::string>{"lead.updated"});

  LeadChanges wrong;
  wrong.company = Change<std::string>::Set("Globex");
  wrong.website = Change<std::string>::Set("acme");
  CHECK(FieldsOf(maria.Edit(wrong)) == "website");
  CHECK(maria.state().company == "Acme");
}

TEST_CASE("a lead is its owner's, or nobody's", "[lead]") {
  LeadState state = Maria().state();
  CHECK(Lead::OwnersOf(state).empty());
  state.owner_id = kAnna;
  CHECK(Lead::OwnersOf(state) == std::vector<UserId>{kAnna});
}

TEST_CASE("a new lead may have any status but CONVERTED, and an edit only repeats it", "[lead]") {
  for (const auto& [status, name] : NamesOf(LeadStatus())) {
    CAPTURE(std::string(name));
    LeadChanges details = Named("Maria Berg");
    details.status = Change<LeadStatus>::Set(status);
    const auto created = Created(details);
    CHECK(created.ok() == (status != LeadStatus::kConverted));
    if (created.ok()) CHECK(created->state().status == status);
  }
  Lead qualified = LeadIn(LeadStatus::kQualified);
  LeadChanges changes;
  changes.status = Change<LeadStatus>::Set(LeadStatus::kQualified);
  CHECK(qualified.Edit(changes).ok());
  for (const LeadStatus other : {LeadStatus::kNew, LeadStatus::kConverted}) {
    changes.status = Change<LeadStatus>::Set(other);
    CHECK(FieldsOf(qualified.Edit(changes)) == "status");
  }
  changes.status = Change<LeadStatus>::Clear();
  CHECK(FieldsOf(qualified.Edit(changes)) == "status");
  CHECK(qualified.state().status == LeadStatus::kQualified);
}

// The score.

TEST_CASE("without reasons a lead's score is what is said", "[lead]") {
  Lead maria = Maria();
  LeadChanges changes;
  for (const int64_t score : {0, 100}) {
    changes.score = Change<int64_t>::Set(score);
    REQUIRE(maria.Edit(changes).ok());
    CHECK(maria.state().score == score);
  }
  for (const int64_t score : {-1, 101}) {
    changes.score = Change<int64_t>::Set(score);
    CHECK(FieldsOf(maria.Edit(changes)) == "score");
  }
  changes.score = Change<int64_t>::Clear();
  REQUIRE(maria.Edit(changes).ok());
  CHECK_FALSE(maria.state().score.has_value());
}

TEST_CASE("with reasons a lead's score is what they add up to, from 0 to 100", "[lead]") {
  Lead maria = Maria();
  LeadChanges changes;
  changes.score_reasons = Change<Reasons>::Set({{" budget ", 60}, {"far away", -15}});
  REQUIRE(maria.Edit(changes).ok());
  CHECK(maria.state().score == 45);
  CHECK(maria.state().score_reasons[0].text == "budget");
  changes.score_reasons = Change<Reasons>::Set({{"budget", 60}, {"asked twice", 60}});
  REQUIRE(maria.Edit(changes).ok());
  CHECK(maria.state().score == 100);
  changes.score_reasons = Change<Reasons>::Set({{"far away", -15}});
  REQUIRE(maria.Edit(changes).ok());
  CHECK(maria.state().score == 0);
}

TEST_CASE("a score that is named beside reasons must be theirs, or what it was", "[lead]") {
  LeadChanges details = Named("Maria Berg");
  details.score = Change<int64_t>::Set(44);
  details.score_reasons = Change<Reasons>::Set({{"budget", 45}});
  CHECK(FieldsOf(Created(details)) == "score");
  details.score = Change<int64_t>::Set(45);
  Lead maria = Created(details).value();

  LeadChanges score_alone;
  score_alone.score = Change<int64_t>::Set(50);
  CHECK(FieldsOf(maria.Edit(score_alone)) == "score");
  CHECK(maria.state().score == 45);

  // What was read is sent back with other reasons.
  LeadChanges sent_back;
  sent_back.score = Change<int64_t>::Set(45);
  sent_back.score_reasons = Change<Reasons>::Set({{"budget", 45}, {"asked twice", 10}});
  REQUIRE(maria.Edit(sent_back).ok());
  CHECK(maria.state().score == 55);

  LeadChanges cleared;
  cleared.score = Change<int64_t>::Clear();
  REQUIRE(maria.Edit(cleared).ok());
  CHECK(maria.state().score == 55);
}

TEST_CASE("a lead's score stays when its reasons are cleared", "[lead]") {
  LeadChanges details = Named("Maria Berg");
  details.score_reasons = Change<Reasons>::Set({{"budget", 45}});
  Lead maria = Created(details).value();
  LeadChanges changes;
  changes.score_reasons = Change<Reasons>::Clear();
  REQUIRE(maria.Edit(changes).ok());
  CHECK(maria.state().score_reasons.empty());
  CHECK(maria.state().score == 45);
  changes.score = Change<int64_t>::Set(50);
  REQUIRE(maria.Edit(changes).ok());
  CHECK(maria.state().score == 50);
}

TEST_CASE("each wrong reason of a score is named", "[lead]") {
  LeadChanges details = Named("Maria Berg");
  details.score = Change<int64_t>::Set(3);
  details.score_reasons =
      Change<Reasons>::Set({{" ", 1}, {"a", 101}, {"b", -101}, {std::string(201, 'x'), 100}, {"c", -100}});
  CHECK(FieldsOf(Created(details)) ==
        "score_reasons[0].text,score_reasons[1].points,score_reasons[2].points,score_reasons[3].text");
  details = Named("Maria Berg");
  details.score_reasons = Change<Reasons>::Set(Reasons(20, {"again", 1}));
  CHECK(Created(details)->state().score == 20);
  details.score_reasons = Change<Reasons>::Set(Reasons(21, {"again", 1}));
  CHECK(FieldsOf(Created(details)) == "score_reasons");
}

// The life of a lead.

// One way of the status: from those that it may be gone from it leads to `to`, from any other it is refused and changes
// nothing.
void CheckWay(const std::function<absl::Status(Lead&)>& way, const std::set<LeadStatus>& from, LeadStatus to,
              const std::string& event) {
  for (const auto& [status, name] : NamesOf(LeadStatus())) {
    CAPTURE(std::string(name), event);
    Lead lead = LeadIn(status);
    const std::string reason = lead.state().status_reason;
    const absl::Status done = way(lead);
    if (from.count(status) == 1) {
      CHECK(done.ok());
      CHECK(lead.state().status == to);
      CHECK(EventsOf(lead) == std::vector<std::string>{event});
    } else {
      CHECK(ReasonOf(done) == (status == LeadStatus::kConverted ? Reason::kLeadConverted : Reason::kInvalidLeadState));
      CHECK(lead.state().status == status);
      CHECK(lead.state().status_reason == reason);
      CHECK(EventsOf(lead).empty());
    }
  }
}

const std::set<LeadStatus> kOpen = {LeadStatus::kNew, LeadStatus::kContacted, LeadStatus::kQualified};

TEST_CASE("only a new lead is marked as contacted", "[lead]") {
  CheckWay([](Lead& lead) { return lead.MarkContacted(); }, {LeadStatus::kNew}, LeadStatus::kContacted,
           "lead.contacted");
}

TEST_CASE("a lead is qualified once, contacted or not", "[lead]") {
  CheckWay([](Lead& lead) { return lead.Qualify(); }, {LeadStatus::kNew, LeadStatus::kContacted},
           LeadStatus::kQualified, "lead.qualified");
}

TEST_CASE("a lead that somebody works at is disqualified or lost", "[lead]") {
  CheckWay([](Lead& lead) { return lead.Disqualify("no budget"); }, kOpen, LeadStatus::kUnqualified,
           "lead.disqualified");
  CheckWay([](Lead& lead) { return lead.Lose("bought elsewhere"); }, kOpen, LeadStatus::kLost, "lead.lost");
}

TEST_CASE("a lead that was given up is reopened, as contacted", "[lead]") {
  CheckWay([](Lead& lead) { return lead.Reopen(); }, {LeadStatus::kUnqualified, LeadStatus::kLost},
           LeadStatus::kContacted, "lead.reopened");
}

TEST_CASE("a lead that somebody works at is converted", "[lead]") {
  CheckWay(
      [](Lead& lead) {
        return lead.Convert({kAcme, kMaria, kDesks}, kAnna, kMonday);
      },
      kOpen, LeadStatus::kConverted, "lead.converted");
  for (const auto& [status, name] : NamesOf(LeadStatus())) {
    CHECK(LeadIn(status).CheckConvertible().ok() == (kOpen.count(status) == 1));
  }
}

TEST_CASE("a lead is given up for a reason, which goes when it is reopened", "[lead]") {
  for (const auto give_up : {&Lead::Disqualify, &Lead::Lose}) {
    Lead maria = Maria();
    CHECK(FieldsOf((maria.*give_up)(" ")) == "reason");
    CHECK(FieldsOf((maria.*give_up)(std::string(1001, 'x'))) == "reason");
    CHECK(maria.state().status == LeadStatus::kNew);
    REQUIRE((maria.*give_up)(" no budget ").ok());
    CHECK(maria.state().status_reason == "no budget");
    REQUIRE(maria.Reopen().ok());
    CHECK(maria.state().status_reason.empty());
  }
}

TEST_CASE("a converted lead remembers what it became, when and by whom", "[lead]") {
  Lead maria = Maria();
  REQUIRE(maria.Convert({kAcme, kMaria, kDesks}, kAnna, kMonday).ok());
  CHECK(maria.state().convert_time == kMonday);
  CHECK(maria.state().converted_by == kAnna);
  CHECK(maria.state().converted_account_id == kAcme);
  CHECK(maria.state().converted_contact_id == kMaria);
  CHECK(maria.state().converted_opportunity_id == kDesks);
  const auto& event = std::get<LeadConverted>(maria.events().back());
  CHECK(event.result.account_id == kAcme);
  CHECK(event.result.contact_id == kMaria);
  CHECK(event.result.opportunity_id == kDesks);
}

TEST_CASE("a converted lead is frozen", "[lead]") {
  Lead maria = Maria();
  REQUIRE(maria.Convert({kAcme, kMaria, std::nullopt}, kAnna, kMonday).ok());
  maria.MarkStored(maria.state());
  CHECK(ReasonOf(maria.Edit(Named("Maria Tal"))) == Reason::kLeadConverted);
  CHECK(ReasonOf(maria.Edit({})) == Reason::kLeadConverted);
  CHECK(ReasonOf(maria.Convert({kAcme, kMaria, kDesks}, kBo, kMonday)) == Reason::kLeadConverted);
  CHECK(ReasonOf(maria.Delete(kMonday)) == Reason::kLeadConverted);
  CHECK(maria.state().name == "Maria Berg");
  CHECK_FALSE(maria.state().converted_opportunity_id.has_value());
  CHECK(maria.events().empty());
}

TEST_CASE("a lead is deleted and undeleted once each, and tells it", "[lead]") {
  Lead maria = Maria();
  CHECK(ReasonOf(maria.Undelete()) == Reason::kRecordNotDeleted);
  REQUIRE(maria.Delete(kMonday).ok());
  CHECK(ReasonOf(maria.Delete(kMonday)) == Reason::kRecordDeleted);
  REQUIRE(maria.Undelete().ok());
  CHECK(EventsOf(maria) == std::vector<std::string>{"lead.deleted", "lead.undeleted"});
}

}  // namespace
}  // namespace pipewright::sales
