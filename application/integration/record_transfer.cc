#include "application/integration/record_transfer.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "application/organization/directory.h"
#include "application/shared/commands/references.h"
#include "application/shared/commands/set_wise.h"
#include "domain/sales/contact_repository.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/shared/errors.h"
#include "domain/shared/hierarchy_repository.h"
#include "domain/shared/lead_follower_repository.h"
#include "domain/shared/status_macros.h"
#include "domain/tasks/task.h"

namespace pipewright::integration {
namespace {

constexpr absl::Duration kSlicePatience = absl::Minutes(5);
constexpr char kMethod[] = "/pipewright.integration.v1.TransferService/TransferRecords";

RecordKind KindOf(TransferableKind kind) {
  switch (kind) {
    case TransferableKind::kAccount:
      return RecordKind::kAccount;
    case TransferableKind::kContact:
      return RecordKind::kContact;
    case TransferableKind::kLead:
      return RecordKind::kLead;
    case TransferableKind::kOpportunity:
      return RecordKind::kOpportunity;
    case TransferableKind::kTask:
      break;
  }
  return RecordKind::kTask;
}

std::string ResourceOf(TransferableKind kind) { return absl::AsciiStrToLower(NameOf(kind)); }

// What handing over a single one takes.
Permission PermissionFor(TransferableKind kind) {
  return {ResourceOf(kind), kind == TransferableKind::kOpportunity ? "reassign" : "update"};
}

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

// Without a file, the two numbers of a checkpoint are the halves of the last id that is done.
Uuid CursorOf(const JobCheckpoint& checkpoint) {
  std::array<uint8_t, 16> bytes{};
  const auto put = [&bytes](int64_t half, size_t at) {
    for (size_t i = 0; i < 8; ++i) bytes[at + i] = static_cast<uint8_t>(static_cast<uint64_t>(half) >> (56 - 8 * i));
  };
  put(checkpoint.byte_offset, 0);
  put(checkpoint.line, 8);
  return Uuid(bytes);
}

void SetCursor(const Uuid& last, JobCheckpoint& checkpoint) {
  const auto half = [&last](size_t at) {
    uint64_t value = 0;
    for (size_t i = 0; i < 8; ++i) value = value << 8 | last.bytes()[at + i];
    return static_cast<int64_t>(value);
  };
  checkpoint.byte_offset = half(0);
  checkpoint.line = half(8);
}

bool IsTheirs(const sales::AccountState& account, const TransferRecords& transfer) {
  return account.owner_id == transfer.from;
}
bool IsTheirs(const sales::ContactState& contact, const TransferRecords& transfer) {
  return contact.owner_id == transfer.from;
}
bool IsTheirs(const sales::LeadState& lead, const TransferRecords& transfer) {
  return lead.owner_id == transfer.from && lead.status != sales::LeadStatus::kConverted;
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
  for (const TransferableKind kind : transfer.kinds) {
    for (const Permission& permission : {Permission{ResourceOf(kind), "read"}, PermissionFor(kind)}) {
      if (caller.ScopeOf(permission.resource, permission.action) == Scope::kAll) continue;
      return PermissionDenied(permission.ToString(), absl::StrCat("handing over a member's records takes ",
                                                                  permission.ToString(), " for everybody's records"));
    }
  }
  return absl::OkStatus();
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
  RETURN_IF_ERROR(CheckReference("to_user_id", RecordRef::Of(cmd.to), uow));
  EnqueueJob enqueue;
  enqueue.id = NewId<JobId>(ids_);
  enqueue.details.kind = JobKind::kTransfer;
  enqueue.details.resource = absl::AsciiStrToLower(NamesIn(cmd.kinds));
  enqueue.spec = SpecOf(cmd);
  SetCursor(Uuid(), enqueue.start);
  return jobs_.Handle(ctx, enqueue, uow);
}

absl::StatusOr<bool> TransferWork::Run(JobRun& run) {
  RequestContext& context = run.context;
  context.method = kMethod;
  ASSIGN_OR_RETURN(const TransferRecords transfer, Parse(run.job.spec));
  while (!run.stopping()) {
    context.deadline = parts_.clock.Now() + kSlicePatience;
    RETURN_IF_ERROR(run.refresh());
    RETURN_IF_ERROR(CheckTransferRights(*context.principal, transfer));
    ASSIGN_OR_RETURN(const std::vector<Item> items, NextSlice(context, transfer, CursorOf(run.checkpoint)));
    if (items.empty()) return true;
    JobCheckpoint after = run.checkpoint;
    if (after.rows_done == 0) {
      ASSIGN_OR_RETURN(after.rows_total, CountAll(context, transfer));
    }
    SetCursor(items.back().id, after);
    const JobCheckpoint before = after;
    RETURN_IF_ERROR(parts_.transactor.Run(context, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
      Result result;
      RETURN_IF_ERROR(HandOver(context, transfer, items, before.rows_done, uow, result));
      after = before;
      after.rows_done += static_cast<int64_t>(items.size());
      after.updated_count += result.updated;
      after.unchanged_count += result.unchanged;
      after.failed_count += result.failed;
      return uow.job_store().Checkpoint(run.job.lease, after, result.errors);
    }));
    run.checkpoint = after;
    run.progressed = true;
  }
  return false;
}

absl::StatusOr<std::vector<TransferWork::Item>> TransferWork::NextSlice(const RequestContext& ctx,
                                                                        const TransferRecords& transfer,
                                                                        const Uuid& after) const {
  std::vector<Item> items;
  for (const TransferableKind kind : transfer.kinds) {
    ASSIGN_OR_RETURN(const std::vector<Uuid> ids, parts_.owned.Next(ctx, kind, transfer, after, kSliceRecords));
    for (const Uuid& id : ids) items.push_back({id, kind});
  }
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.id < b.id; });
  if (items.size() <= kSliceRecords) return items;
  // Records of several kinds may have been given one id, which the cursor can't stand between.
  size_t end = kSliceRecords;
  while (end < items.size() && items[end].id == items[end - 1].id) ++end;
  items.resize(end);
  return items;
}

absl::StatusOr<int64_t> TransferWork::CountAll(const RequestContext& ctx, const TransferRecords& transfer) const {
  int64_t all = 0;
  for (const TransferableKind kind : transfer.kinds) {
    ASSIGN_OR_RETURN(const int64_t count, parts_.owned.Count(ctx, kind, transfer));
    all += count;
  }
  return all;
}

absl::Status TransferWork::HandOver(const RequestContext& ctx, const TransferRecords& transfer,
                                    const std::vector<Item>& items, int64_t done, UnitOfWork& uow,
                                    Result& result) const {
  std::map<TransferableKind, RequestContext> contexts;
  for (const TransferableKind kind : transfer.kinds) {
    contexts[kind] = ctx;
    contexts[kind].permission = PermissionFor(kind);
  }
  std::vector<bool> given(items.size());
  std::vector<absl::Status> outcomes;
  const auto prepare = [&](size_t first, size_t last) -> absl::Status {
    std::map<TransferableKind, std::vector<Uuid>> needed;
    for (size_t i = first; i < last; ++i) needed[items[i].kind].push_back(items[i].id);
    for (const auto& [kind, ids] : needed) RETURN_IF_ERROR(uow.records(KindOf(kind)).PrefetchAll(ids));
    return uow.directory().PrefetchAll({transfer.to.uuid()});
  };
  const auto run = [&](size_t i) -> absl::Status {
    const RequestContext& own = contexts.at(items[i].kind);
    return uow.RunAs(own, [&]() -> absl::Status {
      ASSIGN_OR_RETURN(const bool was_theirs, HandOver(own, transfer, items[i], uow));
      given[i] = was_theirs;
      return absl::OkStatus();
    });
  };
  RETURN_IF_ERROR(RunSetWise(
      uow, {.count = items.size(), .on_failure = OnFailure::kSkip, .prepare = prepare, .run = run}, outcomes));
  result = Result();
  for (size_t i = 0; i < items.size(); ++i) {
    if (outcomes[i].ok()) {
      ++(given[i] ? result.updated : result.unchanged);
      continue;
    }
    ++result.failed;
    const std::string resource = ResourceOf(items[i].kind);
    result.errors.push_back({done + static_cast<int64_t>(i) + 1, resource,
                             std::string(ReasonName(DetailsOf(outcomes[i]).reason)),
                             absl::StrCat(resource, " ", items[i].id.ToString(), ": ", outcomes[i].message())});
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> TransferWork::HandOver(const RequestContext& ctx, const TransferRecords& transfer,
                                            const Item& item, UnitOfWork& uow) const {
  switch (item.kind) {
    case TransferableKind::kAccount: {
      sales::UpdateAccount command;
      command.id = AccountId(item.id);
      command.changes.owner_id = Change<UserId>::Set(transfer.to);
      return IfTheirs<sales::Account>(parts_.account_commands, command, ctx, transfer, uow);
    }
    case TransferableKind::kContact: {
      sales::UpdateContact command;
      command.id = ContactId(item.id);
      command.changes.owner_id = Change<UserId>::Set(transfer.to);
      return IfTheirs<sales::Contact>(parts_.contact_commands, command, ctx, transfer, uow);
    }
    case TransferableKind::kLead: {
      sales::UpdateLead command;
      command.id = LeadId(item.id);
      command.changes.owner_id = Change<UserId>::Set(transfer.to);
      return IfTheirs<sales::Lead>(parts_.lead_commands, command, ctx, transfer, uow);
    }
    case TransferableKind::kOpportunity:
      return IfTheirs<sales::Opportunity>(parts_.opportunity_commands,
                                          sales::ReassignOpportunity{OpportunityId(item.id), std::nullopt, transfer.to},
                                          ctx, transfer, uow);
    case TransferableKind::kTask:
      break;
  }
  return IfTheirs<tasks::Task>(parts_.task_commands, tasks::AssignTask{TaskId(item.id), std::nullopt, transfer.to}, ctx,
                               transfer, uow);
}

}  // namespace pipewright::integration
