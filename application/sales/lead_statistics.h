// How many leads there are and what they may be worth, by status, source and owner.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/list_checker.h"
#include "application/shared/queries/list_query.h"
#include "application/shared/queries/reader.h"
#include "domain/sales/lead.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

struct GetLeadStatistics {
  std::string filter;  // as in lists; empty: all
};

// Of the leads whose estimated value is in one currency; currencies are never added up.
struct LeadTotal {
  int64_t count = 0;
  Money estimated_value;
};

struct LeadFigures {
  int64_t count = 0;              // those without an estimated value too
  std::vector<LeadTotal> totals;  // by currency code
};

// The figures of the leads that have one value of a field.
template <class T>
struct LeadGroup {
  T key;
  LeadFigures figures;
};

// Of live leads; in each list those first that have the most.
struct LeadStatistics {
  static constexpr int kMaxOwners = 100;

  LeadFigures all;
  std::vector<LeadGroup<LeadStatus>> statuses;
  std::vector<LeadGroup<std::optional<LeadSource>>> sources;  // also of those that name none
  std::vector<LeadGroup<std::optional<UserId>>> owners;       // also of those that are nobody's; kMaxOwners at most
  int64_t owners_left_out = 0;
};

// Reads them from the store, within what the caller may read. Thread safe.
class LeadStatisticsReader {
 public:
  virtual ~LeadStatisticsReader() = default;
  // Of the leads that meet the list's conditions; its order and page mean nothing.
  virtual absl::StatusOr<LeadStatistics> Read(const RequestContext& context, const ListQuery& list) const = 0;
};

// Thread safe.
class LeadStatisticsQueries {
 public:
  // All outlive it.
  LeadStatisticsQueries(const Reader<Lead>& leads, const ListChecker& lists, const LeadStatisticsReader& reader)
      : leads_(leads), lists_(lists), reader_(reader) {}

  // The errors are those of a list with that filter.
  absl::StatusOr<LeadStatistics> Handle(const RequestContext& context, const GetLeadStatistics& query) const;

 private:
  const Reader<Lead>& leads_;
  const ListChecker& lists_;
  const LeadStatisticsReader& reader_;
};

}  // namespace pipewright::sales
