// The services of the catalog context: each call adds one to the server's API. Everything that is handed over outlives
// it.
#pragma once

#include "application/application.h"
#include "application/shared/queries/key_lookup.h"
#include "server/record/record_service.h"

namespace pipewright::catalog {

void AddOfferingService(server::Api& api, const Application::Catalog& catalog, const KeyLookup& keys);
void AddEngagementService(server::Api& api, const Application::Catalog& catalog, const KeyLookup& keys);
void AddCrossSellService(server::Api& api, const Application::Catalog& catalog);

}  // namespace pipewright::catalog
