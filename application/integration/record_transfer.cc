#include "application/integration/record_transfer.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "application/integration/owned_records.h"
#include "application/integration/record_sweep.h"
#include "application/organization/directory.h"
#include "application/shared/commands/references.h"
#include "domain/sales/contact_repository.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/shared/errors.h"
#include "domain/shared/hierarchy_repository.h"
#include "domain/shared/lead_follower_repository.h"
#include "domain/shared/status_macros.h"
#include "domain/tasks/task.h"

namespace pipewright::integration {
namespace {

constexpr char kMethod[] = "/pipewright.integration.v1.TransferService/TransferRecords";

// Both have the same names.
RecordKind KindOf(TransferableKind kind) { return *ParseEnum<RecordKind>(NameOf(kind)); }
TransferableKind TransferableOf(RecordKind kind) { return *ParseEnum<TransferableKind>(NameOf(kind)); }

std::string NamesIn(const std::vector<TransferableKind>& kinds) {
  return absl::StrJoin(kinds, ",", [](std::string* out, TransferableKind kind) { absl::StrAppend(out, NameOf(kind)); });
}

// "<from> <to> <kinds> <0 or 1>"
std::string SpecOf(const TransferRecords& transfer) {
  return absl::StrCat(transfer.from.ToString(), " ", transfer.to.ToString(), " ", NamesIn(transfer.kinds), " ",
                      transfer.closed_opportunities ? 1 : 0);
}

absl::StatusOr<TransferRecords> Parse(const std::string& spec) {
  const std::vector<std::string> parts = absl::StrSplit(spec, ' ');
  if (parts.size() != 4) return absl::DataLossError("the job's spec can't be read");
  TransferRecords transfer;
  ASSIGN_OR_RETURN(transfer.from, UserId::Parse(parts[0]));
  ASSIGN_OR_RETURN(transfer.to, UserId::Parse(parts[1]));
  for (const absl::string_view name : absl::StrSplit(parts[2], ',')) {
    ASSIGN_OR_RETURN(transfer.kinds.emplace_back(), ParseEnum<TransferableKind>(name));
  }
  transfer.closed_opportunities = parts[3] == "1";
  return transfer;
}

bool IsTheirs(const sales::AccountState& account, const TransferRecords& transfer) {
  return account.owner_id == transfer.from;
}
bool IsTheirs(const sales::ContactState& contact, const TransferRecords& transfer) {
  return contact.owner_id == transfer.from;
}
bool IsTheirs(const sales::LeadState& lead, const TransferRecords& transfer) {
  return lead.owner_id == transfer.from && IsNotConverted(lead);
}
bool IsTheirs(const sales::OpportunityState& opportunity, const TransferRecords& transfer) {
  return opportunity.owner_id == transfer.from &&
         (transfer.closed_opportunities || opportunity.status == sales::OpportunityStatus::kOpen);
}
bool IsTheirs(const tasks::TaskState& task, const TransferRecords& transfer) {
  return task.assignee_id == transfer.from && tasks::IsOpen(task);
}

// Lets `handler` carry out `command` when its record is still theirs.
template <class A, class Handler, class Command>
absl::StatusOr<bool> IfTheirs(const Handler& handler, const Command& command, const RequestContext& ctx,
                              const TransferRecords& transfer, UnitOfWork& uow) {
  ASSIGN_OR_RETURN(const A record, uow.Standard<A>().GetEvenDeleted(command.id));
  if (record.state().delete_time.has_value() || !IsTheirs(record.state(), transfer)) return false;
  RETURN_IF_ERROR(handler.Handle(ctx, command, uow).status());
  return true;
}

// `parts`: of the work; nothing else needs them.
class Handover final : public SweepPlan {
 public:
  explicit Handover(const TransferRecords& transfer, const TransferWork::Parts* parts = nullptr)
      : transfer_(transfer), parts_(parts) {
    for (const TransferableKind kind : transfer.kinds) kinds_.push_back(KindOf(kind));
  }

  const std::vector<RecordKind>& kinds() const override { return kinds_; }
  absl::string_view purpose() const override { return "handing over a member's records"; }
  Permission PermissionFor(RecordKind kind) const override {
    return {std::string(ResourceOf(kind)), kind == RecordKind::kOpportunity ? "reassign" : "update"};
  }
  absl::StatusOr<std::vector<Uuid>> Next(const RequestContext& ctx, RecordKind kind, const Uuid& after,
                                         int limit) const override {
    return parts_->owned.Next(ctx, TransferableOf(kind), transfer_, after, limit);
  }
  absl::StatusOr<int64_t> Count(const RequestContext& ctx, RecordKind kind) const override {
    return parts_->owned.Count(ctx, TransferableOf(kind), transfer_);
  }
  absl::Status Prefetch(UnitOfWork& uow) const override { return uow.directory().PrefetchAll({transfer_.to.uuid()}); }
  // False: it is theirs no more.
  absl::StatusOr<bool> ChangeOne(const RequestContext& ctx, RecordKind kind, const Uuid& id,
                                 UnitOfWork& uow) const override;

 private:
  const TransferRecords transfer_;
  const TransferWork::Parts* const parts_;
  std::vector<RecordKind> kinds_;
};

absl::StatusOr<bool> Handover::ChangeOne(const RequestContext& ctx, RecordKind kind, const Uuid& id,
                                         UnitOfWork& uow) const {
  switch (TransferableOf(kind)) {
    case TransferableKind::kAccount: {
      sales::UpdateAccount command;
      command.id = AccountId(id);
      command.changes.owner_id = Change<UserId>::Set(transfer_.to);
      return IfTheirs<sales::Account>(parts_->account_commands, command, ctx, transfer_, uow);
    }
    case TransferableKind::kContact: {
      sales::UpdateContact command;
      command.id = ContactId(id);
      command.changes.owner_id = Change<UserId>::Set(transfer_.to);
      return IfTheirs<sales::Contact>(parts_->contact_commands, command, ctx, transfer_, uow);
    }
    case TransferableKind::kLead: {
      sales::UpdateLead command;
      command.id = LeadId(id);
      command.changes.owner_id = Change<UserId>::Set(transfer_.to);
      return IfTheirs<sales::Lead>(parts_->lead_commands, command, ctx, transfer_, uow);
    }
    case TransferableKind::kOpportunity:
      return IfTheirs<sales::Opportunity>(parts_->opportunity_commands,
                                          sales::ReassignOpportunity{OpportunityId(id), std::nullopt, transfer_.to},
                                          ctx, transfer_, uow);
    case TransferableKind::kTask:
      break;
  }
  return IfTheirs<tasks::Task>(parts_->task_commands, tasks::AssignTask{TaskId(id), std::nullopt, transfer_.to}, ctx,
                               transfer_, uow);
}

}  // namespace

absl::Span<const EnumName<TransferableKind>> NamesOf(TransferableKind) {
  static constexpr EnumName<TransferableKind> kNames[] = {{TransferableKind::kAccount, "ACCOUNT"},
                                                          {TransferableKind::kContact, "CONTACT"},
                                                          {TransferableKind::kOpportunity, "OPPORTUNITY"},
                                                          {TransferableKind::kTask, "TASK"},
                                                          {TransferableKind::kLead, "LEAD"}};
  return kNames;
}

absl::Status CheckTransferRights(const Principal& caller, const TransferRecords& transfer) {
  return CheckSweepRights(caller, Handover(transfer));
}

absl::StatusOr<Job> TransferCommands::Handle(const RequestContext& ctx, const TransferRecords& cmd,
                                             UnitOfWork& uow) const {
  RETURN_IF_ERROR(CheckTransferRights(*ctx.principal, cmd));
  Violations violations;
  if (cmd.kinds.empty()) violations.Add("kinds", "must name at least one kind of record");
  if (std::set(cmd.kinds.begin(), cmd.kinds.end()).size() != cmd.kinds.size()) {
    violations.Add("kinds", "must name each kind of record once");
  }
  if (cmd.from == cmd.to) violations.Add("to_user_id", "must be somebody else than from_user_id");
  RETURN_IF_ERROR(violations.ToStatus());
  ASSIGN_OR_RETURN(const bool known, uow.directory().EverMember(cmd.from));
  if (!known) {
    return FailedPrecondition(Reason::kReferenceNotFound, "from_user_id",
                              absl::StrCat("from_user_id: there is no member ", cmd.from.ToString()));
  }
  const Handover handover(cmd);
  for (const RecordKind kind : handover.kinds()) RETURN_IF_ERROR(CheckOwner("to_user_id", cmd.to, kind, uow));
  EnqueueJob enqueue;
  enqueue.id = NewId<JobId>(ids_);
  enqueue.details.kind = JobKind::kTransfer;
  enqueue.details.resource = SweptResources(handover.kinds());
  enqueue.spec = SpecOf(cmd);
  enqueue.start = RecordSweep::Start();
  return jobs_.Handle(ctx, enqueue, uow);
}

absl::StatusOr<bool> TransferWork::Run(JobRun& run) {
  ASSIGN_OR_RETURN(const TransferRecords transfer, Parse(run.job.spec));
  return RecordSweep(parts_.transactor, parts_.clock).Run(run, Handover(transfer, &parts_), kMethod);
}

}  // namespace pipewright::integration
