#include "application/organization/code_series_commands.h"

#include <catch2/catch.hpp>

#include "application/shared/commands/record_codes.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

struct Series {
  FakeUnitOfWork uow;
  FakeTransactor transactor{uow};
  CodeSeriesCommands commands;
  CodeSeriesQueries queries{transactor};

  absl::StatusOr<CodeSeries> Update(RecordKind entity, const std::string& prefix,
                                    std::optional<Etag> etag = std::nullopt) {
    UpdateCodeSeries command{entity, etag, {}};
    command.changes.prefix = Change<std::string>::Set(prefix);
    return commands.Handle(uow.context(), command, uow);
  }
};

TEST_CASE("every kind with codes has its series, whether or not it was changed", "[codes]") {
  Series test;
  REQUIRE(test.Update(RecordKind::kOpportunity, "DEAL-").ok());
  const auto all = test.queries.Handle(test.uow.context(), ListCodeSeries());
  REQUIRE(all.ok());
  REQUIRE(all->size() == KindsWith(KindRole::kHasCode).size());
  for (const CodeSeriesState& series : *all) {
    const bool changed = series.entity == RecordKind::kOpportunity;
    CHECK(series.version == (changed ? 1 : 0));
    CHECK(series.prefix == (changed ? "DEAL-" : std::string(CodePrefixOf(series.entity))));
  }
}

TEST_CASE("a series is stored by its first change and changed by the next, each an event", "[codes]") {
  Series test;
  REQUIRE(test.Update(RecordKind::kAccount, "A-").ok());
  const auto second = test.Update(RecordKind::kAccount, "B-");
  REQUIRE(second.ok());
  CHECK(second->state().version == 2);
  CHECK(test.uow.code_series().rows().size() == 1);
  CHECK(test.uow.code_series().events() == std::vector<std::string>{"code_series.updated", "code_series.updated"});
}

TEST_CASE("a series that changed meanwhile is not overwritten", "[codes]") {
  Series test;
  REQUIRE(test.Update(RecordKind::kAccount, "A-").ok());
  REQUIRE(test.Update(RecordKind::kAccount, "B-", Etag(1)).ok());
  const auto stale = test.Update(RecordKind::kAccount, "C-", Etag(1));
  CHECK(stale.status().code() == absl::StatusCode::kAborted);
  CHECK(test.uow.code_series().rows().at(CodeSeries::IdOf(RecordKind::kAccount)).prefix == "B-");
}

TEST_CASE("a new prefix is that of codes given from then on, and the numbers go on", "[codes]") {
  Series test;
  CHECK(NextCode(RecordKind::kAccount, test.uow).value() == "ACC-000001");
  REQUIRE(test.Update(RecordKind::kAccount, "KD-").ok());
  CHECK(NextCode(RecordKind::kAccount, test.uow).value() == "KD-000002");
  CHECK(NextCode(RecordKind::kVendor, test.uow).value() == "VEN-000001");
}

}  // namespace
}  // namespace pipewright::organization
