#include "application/unit_of_work.h"

#include "application/organization/directory.h"

namespace pipewright {

// Users are known to the directory: the tenant's members.
Records& UnitOfWork::records(RecordKind kind) {
  return kind == RecordKind::kUser ? static_cast<Records&>(directory()) : Named(ResourceOf(kind));
}

}  // namespace pipewright
