#include "infrastructure/postgres/collaboration/repositories.h"

#include "infrastructure/postgres/collaboration/note_table.h"

namespace pipewright::postgres {

void AddCollaborationRepositories(RepositoryList& list) { list.AddLeadFollower(NoteTable()); }

}  // namespace pipewright::postgres
