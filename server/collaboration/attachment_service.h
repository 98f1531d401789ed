#pragma once

#include "application/collaboration/attachment_commands.h"
#include "application/shared/queries/record_queries.h"
#include "server/collaboration/attachment_streams.h"
#include "server/record/record_service.h"

namespace pipewright::collaboration {

// Adds the service to the API. All that is handed over outlives it.
void AddAttachmentService(server::Api& api, const AttachmentCommands& commands,
                          const RecordQueries<Attachment>& queries, const AttachmentStreams& streams);

}  // namespace pipewright::collaboration
