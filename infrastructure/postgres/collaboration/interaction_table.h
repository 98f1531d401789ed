// Where an interaction's fields meet columns.
#pragma once

#include "domain/collaboration/interaction.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<collaboration::Interaction>& InteractionTable();

}  // namespace pipewright::postgres
