#include "application/unit_of_work.h"

#include <cstdlib>

#include "application/organization/directory.h"
#include "domain/catalog/engagement_repository.h"
#include "domain/catalog/offering.h"
#include "domain/organization/business_unit.h"
#include "domain/organization/custom_field_definition_repository.h"
#include "domain/sales/account.h"
#include "domain/sales/contact.h"
#include "domain/sales/contact_repository.h"
#include "domain/sales/exchange_rate_repository.h"
#include "domain/sales/lead.h"
#include "domain/sales/lost_reason_repository.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/sales/pipeline_repository.h"
#include "domain/sales/vendor.h"
#include "domain/shared/hierarchy_repository.h"
#include "domain/shared/repository.h"
#include "domain/tasks/task_repository.h"

namespace pipewright {

Records& UnitOfWork::records(RecordKind kind) {
  switch (kind) {
    case RecordKind::kAccount:
      return accounts();
    case RecordKind::kContact:
      return contacts();
    case RecordKind::kOpportunity:
      return opportunities();
    case RecordKind::kLead:
      return leads();
    case RecordKind::kTask:
      return tasks();
    case RecordKind::kUser:
      return directory();
    case RecordKind::kPipeline:
      return pipelines();
    case RecordKind::kVendor:
      return vendors();
    case RecordKind::kCustomFieldDefinition:
      return custom_field_definitions();
    case RecordKind::kBusinessUnit:
      return business_units();
    case RecordKind::kOffering:
      return offerings();
    case RecordKind::kEngagement:
      return engagements();
    case RecordKind::kLostReason:
      return lost_reasons();
    case RecordKind::kExchangeRate:
      return exchange_rates();
  }
  std::abort();  // the compiler asks for every kind
}

}  // namespace pipewright
