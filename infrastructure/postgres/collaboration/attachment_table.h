// Where an attachment's fields meet columns.
#pragma once

#include "domain/collaboration/attachment.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<collaboration::Attachment>& AttachmentTable();

}  // namespace pipewright::postgres
