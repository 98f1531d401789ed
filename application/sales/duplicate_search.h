// The search for duplicates over all records of a kind: a job, and what it found.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/integration/job_commands.h"
#include "application/integration/job_runner.h"
#include "application/sales/duplicate_pairs.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/page_token.h"
#include "application/shared/queries/reader.h"
#include "application/unit_of_work.h"
#include "domain/integration/job.h"

namespace pipewright::sales {

struct SearchDuplicates {
  std::string resource;  // one of kMatchedResources
};

// Thread safe.
class DuplicateSearchCommands {
 public:
  // Outlives it.
  explicit DuplicateSearchCommands(IdGenerator& ids) : ids_(ids) {}

  // Makes a job that looks for the duplicates of every record that the caller may read. kPermissionDenied for a kind
  // that the caller may not read; kResourceExhausted/TOO_MANY_JOBS.
  absl::StatusOr<integration::Job> Handle(const RequestContext& ctx, const SearchDuplicates& cmd,
                                          UnitOfWork& uow) const;

 private:
  IdGenerator& ids_;
  integration::JobCommands jobs_;
};

// Goes through the records in the order of their ids, some at a time. Thread safe.
class DuplicateSearchWork final : public integration::JobHandler {
 public:
  static constexpr int kSliceRecords = 100;

  // Outlives it.
  explicit DuplicateSearchWork(Transactor& transactor) : transactor_(transactor) {}

  absl::StatusOr<bool> Run(integration::JobRun& run) override;

 private:
  Transactor& transactor_;
};

struct ListDuplicatePairs {
  integration::JobId search;
  int page_size = 0;       // page_size.h says what it means
  std::string page_token;  // empty: the first page
};

struct DuplicatePairPage {
  std::vector<DuplicatePair> pairs;
  std::string next_page_token;  // empty: that was the last page
};

// Thread safe.
class DuplicatePairQueries {
 public:
  // All outlive it.
  DuplicatePairQueries(Reader<integration::Job>& jobs, const DuplicatePairReader& pairs,
                       const PageTokenSealer& page_tokens)
      : jobs_(jobs), pairs_(pairs), page_tokens_(page_tokens) {}

  // The surest first. kNotFound for a job that the caller may not read; kInvalidArgument/INVALID_PAGE_TOKEN.
  absl::StatusOr<DuplicatePairPage> Handle(const RequestContext& context, const ListDuplicatePairs& query) const;

 private:
  Reader<integration::Job>& jobs_;
  const DuplicatePairReader& pairs_;
  const PageTokenSealer& page_tokens_;
};

}  // namespace pipewright::sales
