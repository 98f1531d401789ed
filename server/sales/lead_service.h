#pragma once

#include "application/sales/lead_commands.h"
#include "application/sales/lead_conversion.h"
#include "application/sales/lead_statistics.h"
#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::sales {

// Adds the service to the API. All that is handed over outlives it.
void AddLeadService(server::Api& api, const LeadCommands& commands, const RecordQueries<Lead>& queries,
                    const KeyLookup& keys, const LeadConversion& conversion, const LeadStatisticsQueries& statistics);

}  // namespace pipewright::sales
