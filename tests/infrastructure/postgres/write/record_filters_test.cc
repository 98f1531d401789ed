// What the rules' filters say of one record, on PostgreSQL.
#include "application/shared/commands/record_filters.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "domain/sales/opportunity_repository.h"
#include "domain/shared/status_macros.h"
#include "tests/support/infrastructure/sales_store.h"
#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

struct Rules {
  sales::SalesStore store;

  absl::StatusOr<std::vector<bool>> Ask(const RecordRef& record, const std::vector<std::string>& filters) {
    std::vector<bool> holding;
    const absl::Status asked = store.world.Run([&](UnitOfWork& uow) -> absl::Status {
      std::vector<filter::Condition> conditions;
      for (const std::string& text : filters) {
        ASSIGN_OR_RETURN(conditions.emplace_back(), CheckRule(text, record.kind, RuleReader::kApplied, uow));
      }
      ASSIGN_OR_RETURN(holding, uow.filters().Holding(record, conditions));
      return absl::OkStatus();
    });
    RETURN_IF_ERROR(asked);
    return holding;
  }
};

TEST_CASE("each rule's filter holds for a record as a list would find it", "[rules]") {
  Rules rules;
  const OpportunityId id = rules.store.Open(sales::MoneyOf("EUR", 100));
  const auto holding = rules.Ask(RecordRef::Of(id), {"amount > 50", "amount > 500", "title:\"desk\"", "account_id:*",
                                                     "owner_id = me()", "pipeline.name = \"Sales\"", "tags:\"vip\""});
  INFO(holding.status());
  REQUIRE(holding.ok());
  CHECK(*holding == std::vector<bool>{true, false, true, false, true, true, false});
  CHECK(rules.Ask(RecordRef::Of(id), {})->empty());
}

TEST_CASE("of many records those are told for which a filter doesn't hold", "[rules]") {
  Rules rules;
  Rules other;
  std::vector<Uuid> records = {other.store.Open(sales::MoneyOf("EUR", 1)).uuid()};
  for (const int64_t euros : {100, 10, 1'000, 20}) {
    records.push_back(rules.store.Open(sales::MoneyOf("EUR", euros)).uuid());
  }
  std::vector<Uuid> others;
  const absl::Status asked = rules.store.world.Run([&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(const filter::Condition condition,
                     CheckRule("amount > 50", RecordKind::kOpportunity, RuleReader::kApplied, uow));
    ASSIGN_OR_RETURN(others, uow.filters().NotHolding(RecordKind::kOpportunity, records, condition));
    return absl::OkStatus();
  });
  CHECK(asked == absl::OkStatus());
  CHECK(others == std::vector<Uuid>{records[2], records[4]});
}

TEST_CASE("a rule sees a record as the unit of work has left it", "[rules]") {
  Rules rules;
  const OpportunityId id = rules.store.Open(sales::MoneyOf("EUR", 100));
  const absl::Status asked = rules.store.world.Run([&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(sales::Opportunity opportunity, uow.Of<sales::Opportunity>().Get(id));
    sales::OpportunityChanges changes;
    changes.tags = Change<std::vector<std::string>>::Set({"vip"});
    changes.amount = Change<Money>::Set(sales::MoneyOf("EUR", 700));
    RETURN_IF_ERROR(opportunity.Edit(changes));
    RETURN_IF_ERROR(uow.Of<sales::Opportunity>().Save(opportunity));
    ASSIGN_OR_RETURN(const filter::Condition condition,
                     CheckRule("amount > 500 AND tags:\"vip\"", RecordKind::kOpportunity, RuleReader::kApplied, uow));
    ASSIGN_OR_RETURN(const std::vector<bool> holding, uow.filters().Holding(RecordRef::Of(id), {condition}));
    CHECK(holding == std::vector<bool>{true});
    return absl::OkStatus();
  });
  CHECK(asked == absl::OkStatus());
}

TEST_CASE("nothing holds for a record of another tenant, nor for one that isn't there", "[rules]") {
  Rules rules;
  Rules other;
  const OpportunityId theirs = other.store.Open(sales::MoneyOf("EUR", 100));
  CHECK(*rules.Ask(RecordRef::Of(theirs), {"amount > 0", "-(amount > 0)"}) == std::vector<bool>{false, false});
  CHECK(*rules.Ask(RecordRef::Of(OpportunityId(Uuid({1}))), {"-(amount > 0)"}) == std::vector<bool>{false});
}

TEST_CASE("who writes a rule follows references only where they may read, whom it applies to follows all", "[rules]") {
  Rules rules;
  const RequestContext own = sales::OnlyOwn(rules.store.world.context(), rules.store.world.context().user());
  const absl::Status asked = rules.store.world.RunAs(own, [&](UnitOfWork& uow) -> absl::Status {
    const std::string text = "account.industry = \"Steel\"";
    CHECK(absl::IsPermissionDenied(CheckRule(text, RecordKind::kOpportunity, RuleReader::kWriter, uow).status()));
    return CheckRule(text, RecordKind::kOpportunity, RuleReader::kApplied, uow).status();
  });
  CHECK(asked == absl::OkStatus());
}

}  // namespace
}  // namespace pipewright
