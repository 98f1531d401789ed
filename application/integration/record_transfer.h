// Handing over the records of one member to another, as a job.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "application/integration/job_commands.h"
#include "application/integration/job_runner.h"
#include "application/sales/account_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/lead_commands.h"
#include "application/sales/opportunity_commands.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/tasks/task_commands.h"
#include "application/unit_of_work.h"
#include "domain/integration/job.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/uuid.h"

namespace pipewright::integration {

// What can be handed over: accounts, contacts, leads and opportunities by their owner, tasks by their assignee.
enum class TransferableKind { kAccount, kContact, kOpportunity, kTask, kLead };
absl::Span<const EnumName<TransferableKind>> NamesOf(TransferableKind);

// Of `from`, who may have left, to `to`, who has not. Converted leads and tasks that are done or cancelled stay, and
// closed opportunities unless they are asked for.
struct TransferRecords {
  UserId from;
  UserId to;
  std::vector<TransferableKind> kinds;
  bool closed_opportunities = false;
};

// kPermissionDenied unless the caller may read all records of each of the kinds and hand all of them over: the
// permission of the call that hands over a single one, at the scope ALL.
absl::Status CheckTransferRights(const Principal& caller, const TransferRecords& transfer);

// Asks for a transfer. Thread safe.
class TransferCommands {
 public:
  // Both outlive it.
  TransferCommands(const JobCommands& jobs, IdGenerator& ids) : jobs_(jobs), ids_(ids) {}

  // The job. kInvalidArgument when there are no kinds, one is named twice, or both are one; kFailedPrecondition about
  // from_user_id (REFERENCE_NOT_FOUND) when that is and was no member, about to_user_id when that is none; the errors
  // of CheckTransferRights and of EnqueueJob.
  absl::StatusOr<Job> Handle(const RequestContext& ctx, const TransferRecords& cmd, UnitOfWork& uow) const;

 private:
  const JobCommands& jobs_;
  IdGenerator& ids_;
};

// Finds what there is to hand over. Thread safe.
class OwnedRecords {
 public:
  virtual ~OwnedRecords() = default;
  // The ids of live records of a kind that the transfer is about, behind `after` and in their order; at most `limit`.
  virtual absl::StatusOr<std::vector<Uuid>> Next(const RequestContext& ctx, TransferableKind kind,
                                                 const TransferRecords& transfer, const Uuid& after, int limit) = 0;
  virtual absl::StatusOr<int64_t> Count(const RequestContext& ctx, TransferableKind kind,
                                        const TransferRecords& transfer) = 0;
};

// The work of a transfer: a RecordSweep. A record that is theirs no more when its turn comes is left alone. Thread
// safe.
class TransferWork final : public JobHandler {
 public:
  struct Parts {
    OwnedRecords& owned;
    Transactor& transactor;
    const Clock& clock;
    sales::AccountCommands account_commands;
    sales::ContactCommands contact_commands;
    sales::LeadCommands lead_commands;
    sales::OpportunityCommands opportunity_commands;
    tasks::TaskCommands task_commands;
  };
  explicit TransferWork(const Parts& parts) : parts_(parts) {}

  absl::StatusOr<bool> Run(JobRun& run) override;

 private:
  const Parts parts_;
};

}  // namespace pipewright::integration
