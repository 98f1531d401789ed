// The pipeline that a new tenant starts with.
#pragma once

#include "application/organization/tenant_starter.h"
#include "application/shared/call/ports.h"

namespace pipewright::sales {

// Adds the standard pipeline as the tenant's default. Thread safe.
class DefaultPipeline : public organization::TenantStarter {
 public:
  explicit DefaultPipeline(IdGenerator& ids) : ids_(ids) {}
  absl::Status Start(UnitOfWork& uow) const override;

 private:
  IdGenerator& ids_;
};

}  // namespace pipewright::sales
