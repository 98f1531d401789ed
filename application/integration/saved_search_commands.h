// What can be done to saved searches.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/integration/saved_search.h"

namespace pipewright::integration {

using CreateSavedSearch = CreateRecord<SavedSearch>;
using UpdateSavedSearch = UpdateRecord<SavedSearch>;

// The fields of records, as columns name them. Thread safe.
class RecordFields {
 public:
  virtual ~RecordFields() = default;

  // kInvalidArgument (no field named) when records of that kind have no such field, or it can't be a column.
  virtual absl::Status CheckPath(absl::string_view resource, absl::string_view path) const = 0;
};

// kInvalidArgument names `resource` when it is no kind of record that others refer to, and with INVALID_FILTER,
// INVALID_ORDER_BY or by `columns[i]` what the list of the resource doesn't know; kPermissionDenied for records, those
// that a filter follows references to among them, that the caller may not read. Only its creator makes one private.
class SavedSearchCommands : public RecordCommands<SavedSearch> {
 public:
  // Both outlive it.
  SavedSearchCommands(IdGenerator& ids, const RecordFields& fields) : RecordCommands(ids), fields_(fields) {}

 protected:
  absl::StatusOr<SavedSearch> Make(const RequestContext& ctx, const CreateSavedSearch& cmd, const SavedSearchId& id,
                                   SavedSearchChanges& details, UnitOfWork& uow) const override;
  absl::Status Edit(const RequestContext& ctx, const UpdateSavedSearch& cmd, SavedSearchChanges& changes,
                    SavedSearch& search, UnitOfWork& uow) const override;

 private:
  // What of `search` differs from `before` must be what the list of its resource knows.
  absl::Status CheckFits(const SavedSearchState& before, const SavedSearchState& search, UnitOfWork& uow) const;

  const RecordFields& fields_;
};

}  // namespace pipewright::integration
