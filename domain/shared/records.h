// The untyped side of a repository: records of one kind as others refer to them, by ids alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/uuid.h"

namespace pipewright {

// What was one of `from`, all of one kind, is `to` now, and so are references to it.
struct Repointing {
  RecordKind kind = RecordKind::kAccount;
  std::vector<Uuid> from;
  Uuid to;
};

// A field of a record that was changed, or a part of one: enough to put it back. The values are JSON of the store's
// own.
struct ChangedPart {
  RecordRef record;
  std::string field;   // "account_id", "contact_roles", "custom_fields.buyer"
  std::string before;  // of a list: the elements that went
  std::string after;   // of a list: those that came in their place
};

// Within the unit of work's tenant and caller, as a Repository. Not thread safe.
class Records {
 public:
  virtual ~Records() = default;

  // That the record is there, live, and may newly be referred to. kNotFound; kFailedPrecondition: RECORD_DELETED when
  // it is soft-deleted, and what the kind's own CheckTakesNew says, if it has one.
  virtual absl::Status CheckLive(const Uuid& id) = 0;

  // Who owns the record, also a deleted one, and whoever the caller is: so not to be told. Nobody, when it isn't there
  // or its kind has no owners.
  virtual absl::StatusOr<std::vector<UserId>> OwnersOf(const Uuid& /*id*/) { return std::vector<UserId>(); }

  // Whether the record is there and soft-deleted, whoever the caller is: so to be told only to those who know of it.
  virtual absl::StatusOr<bool> IsDeleted(const Uuid& /*id*/) { return false; }

  // Reads several at once, so that asking for each costs nothing. Missing ones are no error here.
  virtual absl::Status PrefetchAll(absl::Span<const Uuid> ids) = 0;

  // Leads every reference that records of this kind have to one of `what.from` to `what.to`: whoever owns them, deleted
  // ones too, but not those that are themselves among `what.from`. Each is stored as a change of its own. `parts` gets
  // what was changed. How many records; kFailedPrecondition/TOO_MANY_REFERENCES when they are more than `limit`.
  virtual absl::StatusOr<int64_t> Repoint(const Repointing& /*what*/, int64_t /*limit*/,
                                          std::vector<ChangedPart>& /*parts*/) {
    return 0;  // of a kind that refers to nothing
  }

  // Puts parts of records of this kind back as they were, each record a change of its own, and keeps those that aren't
  // any more what `parts` says they became: `different` gets them.
  virtual absl::Status PutBack(absl::Span<const ChangedPart> /*parts*/, std::vector<ChangedPart>& /*different*/) {
    return absl::OkStatus();
  }
};

}  // namespace pipewright
