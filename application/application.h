// The table of contents: every command and query object of the system. gRPC, jobs and composite transactions all enter
// here.
#pragma once

#include "application/catalog/cross_sell_matrix.h"
#include "application/catalog/cross_sell_recommendations.h"
#include "application/catalog/engagement_commands.h"
#include "application/catalog/offering_commands.h"
#include "application/integration/event_queries.h"
#include "application/integration/job_commands.h"
#include "application/integration/job_error_queries.h"
#include "application/integration/record_transfer.h"
#include "application/organization/auth_commands.h"
#include "application/organization/business_unit_commands.h"
#include "application/organization/code_series_commands.h"
#include "application/organization/custom_field_commands.h"
#include "application/organization/member_commands.h"
#include "application/organization/role_queries.h"
#include "application/organization/tenant_commands.h"
#include "application/sales/account_commands.h"
#include "application/sales/account_insights.h"
#include "application/sales/assignment_rule_commands.h"
#include "application/sales/contact_commands.h"
#include "application/sales/duplicate_search.h"
#include "application/sales/duplicates.h"
#include "application/sales/exchange_rate_commands.h"
#include "application/sales/lead_commands.h"
#include "application/sales/lead_conversion.h"
#include "application/sales/lead_statistics.h"
#include "application/sales/lost_reason_commands.h"
#include "application/sales/match_rule_commands.h"
#include "application/sales/merge_commands.h"
#include "application/sales/merge_part_queries.h"
#include "application/sales/opportunity_commands.h"
#include "application/sales/opportunity_insights.h"
#include "application/sales/pipeline_commands.h"
#include "application/sales/vendor_commands.h"
#include "application/shared/queries/record_queries.h"
#include "application/shared/queries/statistics.h"
#include "application/shared/queries/view_queries.h"
#include "application/tasks/task_commands.h"
#include "application/tasks/task_queries.h"
#include "domain/catalog/engagement.h"
#include "domain/catalog/offering.h"
#include "domain/integration/job.h"
#include "domain/organization/business_unit.h"
#include "domain/organization/code_series.h"
#include "domain/organization/custom_field_definition.h"
#include "domain/organization/membership.h"
#include "domain/organization/tenant.h"
#include "domain/sales/account.h"
#include "domain/sales/assignment_rule.h"
#include "domain/sales/contact.h"
#include "domain/sales/exchange_rate.h"
#include "domain/sales/lead.h"
#include "domain/sales/lost_reason.h"
#include "domain/sales/match_rule.h"
#include "domain/sales/merge.h"
#include "domain/sales/opportunity.h"
#include "domain/sales/pipeline.h"
#include "domain/sales/vendor.h"

namespace pipewright {

struct Application {
  struct Organization {
    organization::AuthCommands auth;
    organization::TenantCommands tenant_commands;
    RecordQueries<organization::Tenant> tenant_queries;
    organization::TenantAdministration tenant_administration;
    organization::MemberCommands member_commands;
    RecordQueries<organization::Membership> member_queries;
    organization::RoleQueries role_queries;
    organization::CustomFieldCommands custom_field_commands;
    RecordQueries<organization::CustomFieldDefinition> custom_field_queries;
    organization::BusinessUnitCommands business_unit_commands;
    RecordQueries<organization::BusinessUnit> business_unit_queries;
    organization::CodeSeriesCommands code_series_commands;
    organization::CodeSeriesQueries code_series_queries;
    RecordQueries<organization::CodeSeries> code_series_records;
  } organization;

  struct Sales {
    sales::AccountCommands account_commands;
    RecordQueries<sales::Account> account_queries;
    sales::AssignmentRuleCommands assignment_rule_commands;
    RecordQueries<sales::AssignmentRule> assignment_rule_queries;
    StatisticsQueries account_statistics;
    const sales::AccountInsights& account_insights;
    sales::ContactCommands contact_commands;
    RecordQueries<sales::Contact> contact_queries;
    sales::LeadCommands lead_commands;
    sales::LeadConversion lead_conversion;
    RecordQueries<sales::Lead> lead_queries;
    sales::LeadStatisticsQueries lead_statistics;
    sales::PipelineCommands pipeline_commands;
    RecordQueries<sales::Pipeline> pipeline_queries;
    sales::OpportunityCommands opportunity_commands;
    ViewQueries<sales::Opportunity> opportunity_queries;
    const sales::OpportunityInsights& opportunity_insights;
    StatisticsQueries opportunity_statistics;
    sales::VendorCommands vendor_commands;
    RecordQueries<sales::Vendor> vendor_queries;
    sales::LostReasonCommands lost_reason_commands;
    RecordQueries<sales::LostReason> lost_reason_queries;
    sales::MergeCommands merge_commands;
    RecordQueries<sales::Merge> merge_queries;
    sales::MergePartQueries merge_part_queries;
    sales::DuplicateQueries duplicate_queries;
    sales::DuplicateSearchCommands duplicate_search_commands;
    sales::DuplicatePairQueries duplicate_pair_queries;
    sales::MatchRuleCommands match_rule_commands;
    RecordQueries<sales::MatchRule> match_rule_queries;
    sales::ExchangeRateCommands exchange_rate_commands;
    RecordQueries<sales::ExchangeRate> exchange_rate_queries;
  } sales;

  struct Catalog {
    catalog::OfferingCommands offering_commands;
    RecordQueries<catalog::Offering> offering_queries;
    catalog::EngagementCommands engagement_commands;
    RecordQueries<catalog::Engagement> engagement_queries;
    catalog::CrossSellMatrixQuery cross_sell_matrix;
    catalog::CrossSellRecommendationQuery cross_sell_recommendations;
  } catalog;

  struct Tasks {
    tasks::TaskCommands task_commands;
    tasks::TaskQueries task_queries;
    StatisticsQueries task_statistics;
  } tasks;

  struct Integration {
    integration::EventQueries event_queries;
    integration::JobCommands job_commands;
    RecordQueries<integration::Job> job_queries;
    integration::JobErrorQueries job_errors;
    integration::TransferCommands transfer_commands;
  } integration;
};

}  // namespace pipewright
