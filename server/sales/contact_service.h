#pragma once

#include "application/sales/contact_commands.h"
#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::sales {

// Adds the service to the API. All that is handed over outlives it.
void AddContactService(server::Api& api, const ContactCommands& commands, const RecordQueries<Contact>& queries,
                       const KeyLookup& keys);

}  // namespace pipewright::sales
