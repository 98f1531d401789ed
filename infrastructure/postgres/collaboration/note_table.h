// Where a note's fields meet columns.
#pragma once

#include "domain/collaboration/note.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<collaboration::Note>& NoteTable();

}  // namespace pipewright::postgres
