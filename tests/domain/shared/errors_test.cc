#include "domain/shared/errors.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

namespace pipewright {
namespace {

std::string AnyText() { return *rc::gen::arbitrary<std::string>(); }

ErrorDetails AnyDetails() {
  ErrorDetails details;
  const auto reasons = AllReasons();
  details.reason = reasons[*rc::gen::inRange<size_t>(0, reasons.size())];
  details.metadata = *rc::gen::arbitrary<std::map<std::string, std::string>>();
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) details.fields.push_back({AnyText(), AnyText()});
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) details.preconditions.push_back({AnyText(), AnyText(), AnyText()});
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) details.quotas.push_back({AnyText(), AnyText()});
  details.resource_type = AnyText();
  details.resource_name = AnyText();
  if (*rc::gen::arbitrary<bool>()) details.retry_delay = absl::Milliseconds(*rc::gen::inRange(0, 1'000'000));
  return details;
}

TEST_CASE("what an error says is read back as it was said") {
  rc::prop("details survive the payload", [] {
    const ErrorDetails in = AnyDetails();
    const absl::Status status = MakeError(absl::StatusCode::kAborted, "message", in);
    const ErrorDetails out = DetailsOf(status);
    RC_ASSERT(status.code() == absl::StatusCode::kAborted);
    RC_ASSERT(out.reason == in.reason);
    RC_ASSERT(out.metadata == in.metadata);
    RC_ASSERT(out.fields.size() == in.fields.size());
    for (size_t i = 0; i < in.fields.size(); ++i) {
      RC_ASSERT(out.fields[i].field == in.fields[i].field);
      RC_ASSERT(out.fields[i].description == in.fields[i].description);
    }
    RC_ASSERT(out.preconditions.size() == in.preconditions.size());
    for (size_t i = 0; i < in.preconditions.size(); ++i) {
      RC_ASSERT(out.preconditions[i].type == in.preconditions[i].type);
      RC_ASSERT(out.preconditions[i].subject == in.preconditions[i].subject);
      RC_ASSERT(out.preconditions[i].description == in.preconditions[i].description);
    }
    RC_ASSERT(out.quotas.size() == in.quotas.size());
    for (size_t i = 0; i < in.quotas.size(); ++i) {
      RC_ASSERT(out.quotas[i].subject == in.quotas[i].subject);
      RC_ASSERT(out.quotas[i].description == in.quotas[i].description);
    }
    RC_ASSERT(out.resource_type == in.resource_type);
    RC_ASSERT(out.resource_name == in.resource_name);
    RC_ASSERT(out.retry_delay == in.retry_delay);
  });
}

TEST_CASE("a status of somebody else's has bare details") {
  const ErrorDetails details = DetailsOf(absl::InternalError("from a library"));
  CHECK(details.reason == Reason::kUnspecified);
  CHECK(details.fields.empty());
  CHECK_FALSE(details.retry_delay.has_value());
}

TEST_CASE("a stale etag tells the present one") {
  const absl::Status status = StaleEtag("account", "some-id", "7");
  CHECK(status.code() == absl::StatusCode::kAborted);
  CHECK(DetailsOf(status).reason == Reason::kStaleEtag);
  CHECK(DetailsOf(status).metadata.at("current_etag") == "7");
}

TEST_CASE("all violations of a request are told at once, each under its path") {
  Violations violations;
  CHECK(violations.ToStatus().ok());
  violations.Add("title", "must not be empty");
  violations.Note("amount", InvalidField("nanos", "must have the same sign as units"));
  violations.Note("owner_id", InvalidValue("must be a UUID"));
  violations.Note("stage_id", absl::OkStatus());
  violations.Note("", InvalidField("probability", "must be from 0 to 100"));
  violations.Note("account_id", absl::NotFoundError("no such account"));
  const absl::Status status = violations.ToStatus();
  CHECK(status.code() == absl::StatusCode::kInvalidArgument);
  std::vector<std::string> paths;
  for (const FieldViolation& violation : DetailsOf(status).fields) paths.push_back(violation.field);
  CHECK(paths == std::vector<std::string>{"title", "amount.nanos", "owner_id", "probability", "account_id"});
}

TEST_CASE("a value that is right is taken, one that is wrong is noted") {
  Violations violations;
  int value = 0;
  violations.Take("a", absl::StatusOr<int>(7), &value);
  CHECK(value == 7);
  violations.Take("b", absl::StatusOr<int>(InvalidValue("must be small")), &value);
  CHECK(value == 7);
  CHECK(violations.ToStatus().message() == "b: must be small");
}

}  // namespace
}  // namespace pipewright
