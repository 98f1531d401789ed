// Pairs of records that are probably the same, as a search over all of a tenant's records finds them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "application/shared/call/request_context.h"
#include "domain/integration/job.h"
#include "domain/sales/account.h"
#include "domain/sales/contact.h"
#include "domain/sales/lead.h"
#include "domain/sales/match_rule.h"

namespace pipewright::sales {

struct DuplicatePair {
  Uuid first;  // the smaller id
  Uuid second;
  Match match;
};

// A search keeps as many pairs; the rest is only counted.
inline constexpr int64_t kMaxDuplicatePairs = 10'000;

// What a unit of work stores of a search. Not thread safe.
class DuplicatePairStore {
 public:
  virtual ~DuplicatePairStore() = default;

  // How many live records of the kind the caller may read.
  virtual absl::StatusOr<int64_t> Count(absl::string_view resource) = 0;

  // The search begins, with the first record.
  virtual absl::Status Begin(const integration::JobId& search) = 0;
  // The last record that is done; the nil id at the beginning.
  virtual absl::StatusOr<Uuid> Position(const integration::JobId& search) = 0;
  // Live records that the caller may read behind an id, in the order of their ids.
  virtual absl::Status Next(const Uuid& after, int limit, std::vector<AccountState>& records) = 0;
  virtual absl::Status Next(const Uuid& after, int limit, std::vector<ContactState>& records) = 0;
  virtual absl::Status Next(const Uuid& after, int limit, std::vector<LeadState>& records) = 0;
  // Keeps pairs that aren't kept yet, while there is room, and that everything up to `position` is done. How many of
  // them were new.
  virtual absl::StatusOr<int64_t> Keep(const integration::JobId& search, absl::Span<const DuplicatePair> pairs,
                                       const Uuid& position) = 0;
};

struct DuplicatePairRows {
  std::vector<DuplicatePair> pairs;
  bool more = false;
};

// Thread safe.
class DuplicatePairReader {
 public:
  virtual ~DuplicatePairReader() = default;
  // Those of a search over a kind of record behind `after` (absent: from the surest on), `limit` at most; of live
  // records that the caller may read, both of them.
  virtual absl::StatusOr<DuplicatePairRows> List(const RequestContext& context, const integration::JobId& search,
                                                 absl::string_view resource, const std::optional<DuplicatePair>& after,
                                                 int limit) const = 0;
};

}  // namespace pipewright::sales
