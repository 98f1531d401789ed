// The port through which commands load and store pipelines.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "domain/sales/pipeline.h"
#include "domain/shared/repository.h"

namespace pipewright::sales {

class PipelineRepository : public Repository<Pipeline> {
 public:
  // The tenant's default pipeline; absent only before the first one is stored.
  virtual absl::StatusOr<std::optional<Pipeline>> GetDefault() = 0;
};

}  // namespace pipewright::sales
