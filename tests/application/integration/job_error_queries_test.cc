#include "application/integration/job_error_queries.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <utility>

#include "tests/support/application/fake_page_tokens.h"
#include "tests/support/application/fake_reader.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::integration {
namespace {

// Three errors of every job, in the lines 1 to 3.
class FakeErrors : public JobErrors {
 public:
  absl::StatusOr<JobErrorRows> List(const RequestContext& /*context*/, const JobId& /*job*/, int64_t after,
                                    int limit) const override {
    asked_for = limit;
    JobErrorRows rows;
    for (int64_t line = after + 1; line <= 3; ++line) {
      if (rows.errors.size() == static_cast<size_t>(limit)) {
        rows.next = line - 1;
        break;
      }
      rows.errors.emplace_back().line = line;
    }
    return rows;
  }
  mutable int asked_for = 0;
};

TEST_CASE("a job's errors are told page by page, from tokens of that job only", "[job]") {
  FakePageTokens tokens;
  FakeReader<Job> jobs{FieldCatalog("job")};
  FakeErrors errors;
  const JobErrorQueries queries(jobs, errors, tokens);
  const RequestContext context = ContextOf();
  for (const uint8_t n : {uint8_t{1}, uint8_t{2}}) jobs.records.emplace_back().id = JobId(Uuid({n}));

  ListJobErrors query;
  query.job = jobs.records[0].id;
  query.page_size = 2;
  const auto first = queries.Handle(context, query);
  REQUIRE(first.ok());
  CHECK(first->errors.size() == 2);
  query.page_token = first->next_page_token;
  const auto second = queries.Handle(context, query);
  INFO(second.status());
  REQUIRE(second.ok());
  REQUIRE(second->errors.size() == 1);
  CHECK(second->errors[0].line == 3);
  CHECK(second->next_page_token.empty());

  query.job = jobs.records[1].id;
  CHECK(ReasonOf(queries.Handle(context, query)) == Reason::kInvalidPageToken);
  query.job = JobId(Uuid({3}));
  CHECK(queries.Handle(context, query).status().code() == absl::StatusCode::kNotFound);
}

TEST_CASE("a page of a job's errors is of the usual sizes", "[job]") {
  FakePageTokens tokens;
  FakeReader<Job> jobs{FieldCatalog("job")};
  FakeErrors errors;
  const JobErrorQueries queries(jobs, errors, tokens);
  jobs.records.emplace_back();
  for (const auto& [asked, size] : {std::pair(0, 50), std::pair(7, 7), std::pair(5000, 1000)}) {
    REQUIRE(queries.Handle(ContextOf(), ListJobErrors{jobs.records[0].id, asked, ""}).ok());
    CHECK(errors.asked_for == size);
  }
}

}  // namespace
}  // namespace pipewright::integration
