#include "application/shared/commands/record_filters.h"

#include <string>

#include "application/shared/filter/checker.h"
#include "application/shared/filter/custom_field_catalog.h"
#include "application/unit_of_work.h"
#include "domain/organization/custom_field_definition_repository.h"
#include "domain/shared/errors.h"
#include "domain/shared/grants.h"

namespace pipewright {

absl::Status CheckRuleField(absl::string_view field, absl::string_view text, RecordKind kind, UnitOfWork& uow) {
  absl::Status read = CheckRule(text, kind, RuleReader::kWriter, uow).status();
  if (!absl::IsInvalidArgument(read)) return read;
  ErrorDetails details = DetailsOf(read);
  for (FieldViolation& violation : details.fields) violation.field = std::string(field);
  return MakeError(read.code(), read.message(), details);
}

absl::StatusOr<filter::Condition> CheckRule(absl::string_view text, RecordKind kind, RuleReader reader,
                                            UnitOfWork& uow) {
  static const auto* const everything = new Grants({{"*", "read", Scope::kAll}});
  const Principal& caller = *uow.context().principal;
  const filter::FilterScope scope{.user = caller.user,
                                  .now = uow.now(),
                                  .time_zone = caller.time_zone,
                                  .grants = reader == RuleReader::kWriter ? &caller.grants : everything,
                                  .phones = &uow.filters().phones(),
                                  .region = caller.region,
                                  .custom_fields = filter::CustomFieldsBy([&uow](RecordKind entity) {
                                    return uow.Of<organization::CustomFieldDefinition>().Of(entity);
                                  })};
  return filter::CheckFilter(text, uow.filters().CatalogOf(kind), scope);
}

}  // namespace pipewright
