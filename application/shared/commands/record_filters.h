// Filters that are a tenant's own rules: what a stage asks of an opportunity, which records a rule is for. Checked when
// the rule is written, and asked of a record when it applies.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "application/shared/call/ports.h"
#include "application/shared/filter/condition.h"
#include "application/shared/queries/field_catalog.h"
#include "domain/shared/record_kind.h"

namespace pipewright {

class UnitOfWork;

// One per unit of work; not thread safe.
class RecordFilters {
 public:
  virtual ~RecordFilters() = default;

  // What filters of records of the kind may name.
  virtual const FieldCatalog& CatalogOf(RecordKind kind) = 0;

  // Knows the numbers that they compare with.
  virtual const PhoneNumbers& phones() const = 0;

  // Of each condition, whether it holds for the record as the unit of work has left it: in one round trip, and as a
  // list would find it. References are followed to every record of the tenant, so that a rule means the same whoever it
  // is applied for. None holds for a record that isn't there.
  virtual absl::StatusOr<std::vector<bool>> Holding(const RecordRef& record,
                                                    absl::Span<const filter::Condition> conditions) = 0;

  // Those of the records for which the condition doesn't hold, by id: asked of all of them as Holding asks of one.
  virtual absl::StatusOr<std::vector<Uuid>> NotHolding(RecordKind kind, absl::Span<const Uuid> records,
                                                       const filter::Condition& condition) = 0;
};

// Who a rule's filter is read for.
enum class RuleReader {
  kWriter,   // whoever writes the rule: references need the permission to read what they lead to
  kApplied,  // anybody whom a rule that was written applies to
};

// That whoever writes a rule about records of the kind may have this filter; what is wrong with it is kInvalidArgument
// about `field`. kPermissionDenied as of filter::CheckFilter.
absl::Status CheckRuleField(absl::string_view field, absl::string_view text, RecordKind kind, UnitOfWork& uow);

// The condition of a rule about records of the kind. The errors are those of filter::CheckFilter.
absl::StatusOr<filter::Condition> CheckRule(absl::string_view text, RecordKind kind, RuleReader reader,
                                            UnitOfWork& uow);

}  // namespace pipewright
