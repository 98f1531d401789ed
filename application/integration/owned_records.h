// What a member has, found by the readers of each kind of record.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "application/integration/record_transfer.h"
#include "application/shared/filter/condition.h"
#include "application/shared/queries/reader.h"
#include "domain/sales/account.h"
#include "domain/sales/contact.h"
#include "domain/sales/lead.h"
#include "domain/sales/opportunity.h"
#include "domain/tasks/task.h"

namespace pipewright::integration {

// True for leads that can still be changed.
inline bool IsNotConverted(const sales::LeadState& lead) { return lead.status != sales::LeadStatus::kConverted; }
filter::Condition NotConverted();

class ReadOwnedRecords final : public OwnedRecords {
 public:
  // All outlive it.
  ReadOwnedRecords(Reader<sales::Account>& accounts, Reader<sales::Contact>& contacts, Reader<sales::Lead>& leads,
                   Reader<sales::Opportunity>& opportunities, Reader<tasks::Task>& tasks)
      : accounts_(accounts), contacts_(contacts), leads_(leads), opportunities_(opportunities), tasks_(tasks) {}

  absl::StatusOr<std::vector<Uuid>> Next(const RequestContext& ctx, TransferableKind kind,
                                         const TransferRecords& transfer, const Uuid& after, int limit) override;
  absl::StatusOr<int64_t> Count(const RequestContext& ctx, TransferableKind kind,
                                const TransferRecords& transfer) override;

 private:
  // Calls `ask` with the reader of the kind.
  template <class Ask>
  auto With(TransferableKind kind, Ask ask);

  Reader<sales::Account>& accounts_;
  Reader<sales::Contact>& contacts_;
  Reader<sales::Lead>& leads_;
  Reader<sales::Opportunity>& opportunities_;
  Reader<tasks::Task>& tasks_;
};

}  // namespace pipewright::integration
