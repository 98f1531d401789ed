// The services of the sales context: each call adds one to the server's API. Everything that is handed over outlives
// it.
#pragma once

#include "application/application.h"
#include "application/shared/queries/key_lookup.h"
#include "server/record/record_service.h"

namespace pipewright::sales {

void AddAccountService(server::Api& api, const Application::Sales& sales, const KeyLookup& keys);
void AddAssignmentRuleService(server::Api& api, const Application::Sales& sales, const KeyLookup& keys);
void AddContactService(server::Api& api, const Application::Sales& sales, const KeyLookup& keys);
void AddLeadService(server::Api& api, const Application::Sales& sales, const KeyLookup& keys);
void AddPipelineService(server::Api& api, const Application::Sales& sales);
void AddDuplicateService(server::Api& api, const Application::Sales& sales);
void AddMergeService(server::Api& api, const Application::Sales& sales);
void AddOpportunityService(server::Api& api, const Application::Sales& sales, const KeyLookup& keys);
void AddVendorService(server::Api& api, const Application::Sales& sales, const KeyLookup& keys);
void AddLostReasonService(server::Api& api, const Application::Sales& sales);
void AddExchangeRateService(server::Api& api, const Application::Sales& sales, const KeyLookup& keys);

}  // namespace pipewright::sales
