#pragma once

#include "application/collaboration/note_commands.h"
#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::collaboration {

// Adds the service to the API. All that is handed over outlives it.
void AddNoteService(server::Api& api, const NoteCommands& commands, const RecordQueries<Note>& queries,
                    const KeyLookup& keys);

}  // namespace pipewright::collaboration
