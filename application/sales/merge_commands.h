// Making one record of several that are the same in life, and undoing that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/unit_of_work.h"
#include "domain/sales/account.h"
#include "domain/sales/contact.h"
#include "domain/sales/lead.h"
#include "domain/sales/merge.h"
#include "domain/shared/etag.h"
#include "domain/shared/repository.h"

namespace pipewright::sales {

// A: Account, Contact or Lead.
template <class A>
struct MergeRecords {
  using IdType = typename Repository<A>::IdType;

  struct Loser {
    IdType id;
    std::optional<Etag> etag;
  };
  struct Taken {
    std::string field;
    IdType from;  // one of the losers
  };

  IdType survivor;
  std::optional<Etag> etag;  // of the survivor
  std::vector<Loser> losers;
  std::vector<Taken> taken;
};

struct UndoMerge {
  MergeId id;
  std::optional<Etag> etag;
};

// A kind of record is merged by a specialisation of MergedKind (merge_commands.cc) and a Handle of its own.
//
// Whoever may merge the survivor and every loser (permission "merge" on their kind, whose scope must reach all of them)
// leads on what refers to the losers, whoever owns that. Both calls change many records one by one and are writers of
// their own transactions: undoing tries parts out and takes them back, so neither is a step of another one. Thread
// safe.
class MergeCommands {
 public:
  // Outlives it.
  explicit MergeCommands(IdGenerator& ids) : ids_(ids) {}

  // Deletes the losers, leads everything that refers to them to the survivor, and gives the survivor the fields that
  // are to be taken. A survivor that stands below a loser takes that one's place. kInvalidArgument; kNotFound;
  // kFailedPrecondition: RECORD_DELETED, TOO_MANY_REFERENCES; kAborted.
  absl::StatusOr<Merge> Handle(const RequestContext& ctx, const MergeRecords<Account>& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Merge> Handle(const RequestContext& ctx, const MergeRecords<Contact>& cmd, UnitOfWork& uow) const;
  absl::StatusOr<Merge> Handle(const RequestContext& ctx, const MergeRecords<Lead>& cmd, UnitOfWork& uow) const;

  // Brings the losers back, and everything that the merge changed to what it was. All of it or nothing:
  // kFailedPrecondition/MERGE_CONTRADICTED names everything that has changed since and would be overwritten.
  absl::StatusOr<Merge> Handle(const RequestContext& ctx, const UndoMerge& cmd, UnitOfWork& uow) const;

 private:
  template <class A>
  absl::StatusOr<Merge> MergeAll(const MergeRecords<A>& cmd, UnitOfWork& uow) const;

  IdGenerator& ids_;
};

}  // namespace pipewright::sales
