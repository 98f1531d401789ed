#include "application/unit_of_work.h"

#include <cstdlib>

#include "application/organization/directory.h"
#include "domain/organization/custom_field_definition_repository.h"
#include "domain/sales/account.h"
#include "domain/sales/contact.h"
#include "domain/sales/lost_reason_repository.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/sales/pipeline_repository.h"
#include "domain/shared/hierarchy_repository.h"
#include "domain/shared/repository.h"
#include "domain/tasks/task.h"

namespace pipewright {

Records& UnitOfWork::records(RecordKind kind) {
  switch (kind) {
    case RecordKind::kAccount:
      return accounts();
    case RecordKind::kContact:
      return contacts();
    case RecordKind::kOpportunity:
      return opportunities();
    case RecordKind::kTask:
      return tasks();
    case RecordKind::kUser:
      return directory();
    case RecordKind::kPipeline:
      return pipelines();
    case RecordKind::kCustomFieldDefinition:
      return custom_field_definitions();
    case RecordKind::kLostReason:
      return lost_reasons();
  }
  std::abort();  // the compiler asks for every kind
}

}  // namespace pipewright
