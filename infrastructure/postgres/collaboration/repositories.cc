#include "infrastructure/postgres/collaboration/repositories.h"

#include "infrastructure/postgres/collaboration/attachment_store.h"
#include "infrastructure/postgres/collaboration/interaction_table.h"
#include "infrastructure/postgres/collaboration/note_table.h"

namespace pipewright::postgres {

void AddCollaborationRepositories(RepositoryList& list) {
  list.AddLeadFollower(NoteTable());
  list.AddLeadFollower(InteractionTable());
  list.Add<PostgresAttachmentRepository>();
}

}  // namespace pipewright::postgres
