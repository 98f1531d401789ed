#pragma once

#include "application/sales/vendor_commands.h"
#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::sales {

// Adds the service to the API. All that is handed over outlives it.
void AddVendorService(server::Api& api, const VendorCommands& commands, const RecordQueries<Vendor>& queries,
                      const KeyLookup& keys);

}  // namespace pipewright::sales
