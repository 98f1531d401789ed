#include "server/integration/files/registered_kinds.h"

#include "pipewright/integration/v1/job_service.pb.h"
#include "pipewright/organization/v1/custom_field_definition_service.pb.h"
#include "pipewright/sales/v1/account_service.pb.h"
#include "pipewright/sales/v1/contact_service.pb.h"
#include "pipewright/sales/v1/opportunity_service.pb.h"
#include "pipewright/sales/v1/pipeline_service.pb.h"
#include "pipewright/tasks/v1/task_service.pb.h"
#include "server/integration/files/typed_kind.h"
#include "server/integration/jobs/job_proto.h"
#include "server/organization/custom_field_definition_proto.h"
#include "server/sales/account_proto.h"
#include "server/sales/contact_proto.h"
#include "server/sales/opportunity_proto.h"
#include "server/sales/pipeline_proto.h"
#include "server/tasks/task_proto.h"

namespace pipewright::integration {
namespace {

constexpr auto kOrganization = [](const auto& request) { return organization::FromProto(request); };
constexpr auto kSales = [](const auto& request) { return sales::FromProto(request); };
constexpr auto kTasks = [](const auto& request) { return tasks::FromProto(request); };

}  // namespace

RecordKinds RegisteredKinds(const Application& application, const KeyLookups& lookups) {
  namespace o = organization::v1;
  namespace s = sales::v1;
  namespace t = tasks::v1;
  RecordKinds kinds;
  AddWritable<sales::Account, s::Account, s::CreateAccountRequest, s::UpdateAccountRequest, s::ListAccountsResponse>(
      kSales, application.sales.account_commands, application.sales.account_queries, lookups.accounts,
      {"id", "code", "email", "name"}, kinds);
  AddWritable<sales::Contact, s::Contact, s::CreateContactRequest, s::UpdateContactRequest, s::ListContactsResponse>(
      kSales, application.sales.contact_commands, application.sales.contact_queries, lookups.contacts, {"id", "email"},
      kinds);
  AddWritable<sales::Opportunity, s::Opportunity, s::CreateOpportunityRequest, s::UpdateOpportunityRequest,
              s::ListOpportunitiesResponse>(kSales, application.sales.opportunity_commands,
                                            application.sales.opportunity_queries, lookups.opportunities,
                                            {"id", "title"}, kinds);
  AddWritable<tasks::Task, t::Task, t::CreateTaskRequest, t::UpdateTaskRequest, t::ListTasksResponse>(
      kTasks, application.tasks.task_commands, application.tasks.task_queries, lookups.tasks, {"id", "title"}, kinds);
  AddWritable<organization::CustomFieldDefinition, o::CustomFieldDefinition, o::CreateCustomFieldDefinitionRequest,
              o::UpdateCustomFieldDefinitionRequest, o::ListCustomFieldDefinitionsResponse>(
      kOrganization, application.organization.custom_field_commands, application.organization.custom_field_queries,
      lookups.custom_field_definitions, {"id"}, kinds);
  AddReadable<sales::Pipeline, s::ListPipelinesResponse>(application.sales.pipeline_queries, kinds);
  AddReadable<Job, v1::ListJobsResponse>(application.integration.job_queries, kinds);
  return kinds;
}

}  // namespace pipewright::integration
